import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import type { Database } from '#database/database.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { openFileClient } from './file-client.ts';
import { drizzleOverFile } from './file-session.ts';

const MIGRATIONS = fileURLToPath(new URL('../../database/migrations', import.meta.url));

export interface OpenDatabase {
  db: Database;
  close(): void;
}

/**
 * Opens a libSQL database and brings its schema up to date.
 * @param url `file:…` for a file on this machine (its folder is made), or `libsql://…` for a server.
 * @throws ConfigurationError when the file or server cannot be opened or written.
 */
export async function openDatabase(url: string, authToken?: string): Promise<OpenDatabase> {
  try {
    if (url.startsWith('file:')) mkdirSync(dirname(filePath(url)), { recursive: true });
    const isFile = url.startsWith('file:');
    const client = isFile
      ? openFileClient(filePath(url))
      : createClient(authToken ? { url, authToken } : { url });
    if (isFile) {
      // FULL, so that what was acknowledged is on the disk; the time-out lets a command line share the file.
      await client.execute('PRAGMA journal_mode = WAL');
      await client.execute('PRAGMA synchronous = FULL');
      await client.execute('PRAGMA busy_timeout = 5000');
      // The default of 2 MB does not hold the keys of a busy week, and a write would read them from the disk.
      await client.execute('PRAGMA cache_size = -65536');
      await client.execute('PRAGMA wal_autocheckpoint = 8000');
    }
    const db = isFile ? drizzleOverFile(client) : drizzle(client);
    await migrate(db, { migrationsFolder: MIGRATIONS });
    return { db: db as unknown as Database, close: () => client.close() };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError('database.open', `无法打开或写入数据库 ${url}:${reason}`, { cause: error });
  }
}

function filePath(url: string): string {
  return url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length);
}
