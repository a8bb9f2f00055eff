import { type SQL, sql } from 'drizzle-orm';

/** D1 refuses more selects than these in one compound. */
const MOST = 5;

/** The rows of all parts: a union, or where D1 would refuse that for its length, unions of unions. */
export function unionAll(parts: readonly SQL[]): SQL {
  if (parts.length <= MOST) return sql.join([...parts], sql` union all `);
  const groups: SQL[] = [];
  for (let start = 0; start < parts.length; start += MOST) {
    groups.push(sql`select * from (${unionAll(parts.slice(start, start + MOST))})`);
  }
  return unionAll(groups);
}
