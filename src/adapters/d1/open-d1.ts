import { drizzle } from 'drizzle-orm/d1';
import type { D1Binding } from '#adapters/cloudflare/bindings.ts';
import type { Database, Statement } from '#database/database.ts';

/**
 * D1 as the house's database. Its schema is brought up to date at deployment, never by a request.
 * The batch is our own, because Drizzle's for D1 takes no written-out SQL with parameters.
 */
export function openD1(binding: D1Binding): Database {
  const db = drizzle(binding as unknown as Parameters<typeof drizzle>[0]) as unknown as Database;
  const batch = async (statements: readonly Statement[]) => {
    const prepared = statements.map((statement) => {
      const { sql, params } = queryOf(statement);
      return binding.prepare(sql).bind(...params);
    });
    return (await binding.batch(prepared)).map(({ results }) => results);
  };
  return Object.assign(db, { batch });
}

function queryOf(statement: Statement): { sql: string; params: unknown[] } {
  return (statement as unknown as { _prepare(): { getQuery(): { sql: string; params: unknown[] } } })
    ._prepare()
    .getQuery();
}
