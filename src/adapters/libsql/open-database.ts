import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import type { Database } from '#database/database.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { createFileClient } from './file-client.ts';
import { drizzleOverFile } from './file-session.ts';
import { openWriter } from './open-writer.ts';
import { openSqliteFile } from './sqlite-file.mjs';

const MIGRATIONS = fileURLToPath(new URL('../../database/migrations', import.meta.url));

export interface OpenDatabase {
  db: Database;
  /** With a writer's thread, what was written is in the one file when it resolves. */
  close(): Promise<void>;
}

/** FULL, so that what was acknowledged is on the disk; the time-out lets others share the file. */
const PRAGMAS = [
  'PRAGMA busy_timeout = 5000',
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  // The default of 2 MB does not hold the keys of a busy week, and a write would read them from the disk.
  'PRAGMA cache_size = -65536',
  'PRAGMA wal_autocheckpoint = 8000',
];

/** Together some seconds of waiting. */
const ROUNDS = 12;

/**
 * Opens a libSQL database and brings its schema up to date.
 * @param url `file:…` for a file on this machine (its folder is made), or `libsql://…` for a server.
 * @param options `writerThread`: writes to a file in a thread of its own, so that this one never waits for the disk
 * @throws ConfigurationError when the file or server cannot be opened or written.
 */
export async function openDatabase(
  url: string,
  authToken?: string,
  options: { writerThread?: boolean } = {},
): Promise<OpenDatabase> {
  try {
    if (url.startsWith('file:')) return await openFile(filePath(url), options);
    const client = createClient(authToken ? { url, authToken } : { url });
    const db = drizzle(client);
    await migrate(db, { migrationsFolder: MIGRATIONS });
    return { db: db as unknown as Database, close: async () => client.close() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError('database.open', `无法打开或写入数据库 ${url}:${reason}`, { cause: error });
  }
}

async function openFile(path: string, options: { writerThread?: boolean }): Promise<OpenDatabase> {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSqliteFile(path);
  await afterOthers(async () => {
    for (const pragma of PRAGMAS) file.execute({ sql: pragma, args: [] });
    await migrate(drizzleOverFile(createFileClient(file)), { migrationsFolder: MIGRATIONS });
  });
  const writer = options.writerThread ? openWriter(path, PRAGMAS) : undefined;
  return {
    db: drizzleOverFile(createFileClient(file, writer)) as unknown as Database,
    close: async () => {
      await writer?.close();
      if (writer) file.execute({ sql: 'PRAGMA wal_checkpoint(TRUNCATE)', args: [] });
      file.close();
    },
  };
}

/**
 * Several processes may begin on a new file at once: each would make it and its tables. Whoever is too late, which
 * SQLite says in one of these ways, looks once more at what the others have made by then.
 */
async function afterOthers(prepare: () => Promise<void>): Promise<void> {
  for (let round = 1; ; round++) {
    try {
      return await prepare();
    } catch (error) {
      if (round >= ROUNDS || !/locked|busy|already exists|duplicate column/i.test(wordsOf(error)))
        throw error;
      await new Promise((resolve) => setTimeout(resolve, round * 50));
    }
  }
}

/** The message of an error and of those behind it. */
function wordsOf(error: unknown): string {
  return error instanceof Error ? `${error.message} ${wordsOf(error.cause)}` : '';
}

function filePath(url: string): string {
  return url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length);
}
