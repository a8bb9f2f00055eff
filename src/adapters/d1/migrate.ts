import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';

const MIGRATIONS = fileURLToPath(new URL('../../database/migrations', import.meta.url));

/**
 * Brings a D1 database's schema up to date, and keeps the account where `wrangler d1 migrations` keeps it, so that
 * either can go on after the other. Each migration is one batch.
 * @param upTo the last migration to be applied, by its file's name; all without it
 */
export async function migrateD1(db: Database, upTo?: string): Promise<string[]> {
  await db.run(sql`CREATE TABLE IF NOT EXISTS d1_migrations(
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`);
  const rows = await db.all<{ name: string }>(sql`SELECT name FROM d1_migrations`);
  const applied = new Set(rows.map(({ name }) => name));
  const files = readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const wanted = files.filter((name) => !applied.has(name) && (upTo === undefined || name <= upTo));
  for (const name of wanted) {
    const statements = readFileSync(join(MIGRATIONS, name), 'utf8').split('--> statement-breakpoint');
    await db.batch([
      db.run(sql`INSERT INTO d1_migrations (name) VALUES (${name})`),
      ...statements.map((statement) => db.run(sql.raw(statement))),
    ]);
  }
  return wanted;
}
