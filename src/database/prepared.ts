import type { Database } from './database.ts';

/**
 * Builds a query once for each database: a query on the way of every message costs more to build than to run.
 * @param build makes the prepared query, with `sql.placeholder` for what changes
 */
export function preparedOnce<Query>(build: (db: Database) => Query): (db: Database) => Query {
  const queries = new WeakMap<Database, Query>();
  return (db) => {
    const known = queries.get(db);
    if (known) return known;
    const query = build(db);
    queries.set(db, query);
    return query;
  };
}
