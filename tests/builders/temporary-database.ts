import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import type { Database } from '#database/database.ts';

/** A folder of its own for one test, removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real libSQL file with the real migrations, for one test. */
export async function temporaryDatabase(): Promise<Database> {
  const opened = await openDatabase(`file:${join(temporaryFolder(), 'yiqi.db')}`);
  onTestFinished(() => opened.close());
  return opened.db;
}
