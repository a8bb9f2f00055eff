import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import {
  countDistinct,
  createGroups,
  numbersOf,
  packedColumns,
  readColumns,
  textsOf,
} from './tickets.columns.ts';

const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'aa',
    '区税务局',
    'a区税务局',
    '前缀很长的标识-12345678',
    '前缀不同的标识-12345678',
  ),
  fc.uuid(),
);

test('columns come back as the rows were, in parts, also where a part is empty or a text is', async () => {
  const db = await temporaryDatabase();
  const row = fc.record({ name: text, at: fc.nat(Number.MAX_SAFE_INTEGER), kept: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(row, { maxLength: 8 }), { minLength: 1, maxLength: 7 }),
      async (parts) => {
        const columns = sql`${packedColumns({ name: sql`value ->> 'name'`, at: sql`value ->> 'at'` })},
        ${packedColumns({ kept: sql`value ->> 'name'` }, sql`value ->> 'kept'`)}`;
        const read = await readColumns<'name' | 'at' | 'kept'>(
          db,
          parts.map((rows) => sql`select ${columns} from json_each(${JSON.stringify(rows)})`),
        );
        const all = parts.flat();
        expect(read.flatMap((part) => textsOf(part.name))).toEqual(all.map(({ name }) => name));
        expect(read.flatMap((part) => [...numbersOf(part.at)])).toEqual(all.map(({ at }) => at));
        expect(read.flatMap((part) => textsOf(part.kept))).toEqual(
          all.filter(({ kept }) => kept).map(({ name }) => name),
        );
        expect(countDistinct(read.map((part) => part.name))).toBe(new Set(all.map(({ name }) => name)).size);
        const groups = createGroups<{ texts: string; count: number }>(([first, second]) => ({
          texts: `${first}/${second}`,
          count: 0,
        }));
        for (const part of read) {
          groups.each([part.name, part.at], (group) => {
            group.count += 1;
          });
        }
        const counted: Record<string, number> = {};
        for (const { name, at } of all) counted[`${name}/${at}`] = (counted[`${name}/${at}`] ?? 0) + 1;
        expect(Object.fromEntries(groups.all().map(({ texts, count }) => [texts, count]))).toEqual(counted);
      },
    ),
  );
});

test('thousands of ids are told apart, whatever they have in common', () => {
  const ids = Array.from({ length: 5_000 }, (_, i) => `${i}-dieselbe-endung`);
  const column = [...ids, ...ids.slice(0, 100), `${ids[7]}x`].join('\u001e');
  expect(countDistinct([column, null, ids[3] ?? ''])).toBe(5_001);
});
