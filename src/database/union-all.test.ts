import { sql } from 'drizzle-orm';
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core';
import { expect, it } from 'vitest';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { unionAll } from './union-all.ts';

/** The selects of the longest compound in a text: each pair of brackets holds one of its own. */
function longest(text: string): number {
  const open = [1];
  let most = 1;
  for (const [token] of text.matchAll(/[()]|union all/g)) {
    if (token === '(') open.push(1);
    else if (token === ')') most = Math.max(most, open.pop() ?? 0);
    else open.push((open.pop() ?? 0) + 1);
  }
  return Math.max(most, ...open);
}

it.each([1, 5, 6, 10, 31])('gives the rows of %i parts, no more than five in one compound', async (count) => {
  const db = await temporaryDatabase();
  const numbers = Array.from({ length: count }, (_, n) => n);
  const union = unionAll(numbers.map((n) => sql`select ${n} as n`));
  const rows = await db.all<{ n: number }>(union);
  expect(rows.map(({ n }) => n)).toEqual(numbers);
  expect(longest(new SQLiteSyncDialect().sqlToQuery(union).sql)).toBeLessThanOrEqual(5);
});
