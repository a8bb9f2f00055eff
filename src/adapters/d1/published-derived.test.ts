import { sql } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { type Database, runBatch } from '#database/database.ts';
import { packValues } from '#shared/data-archive.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { deriveFromPacked } from './derived-knowledge.ts';
import { createDerivedTable, readDerived, replaceDerived } from './published-derived.ts';

const OF = { version: 'v1', code: 'c1' };
/** Numbers that no compression makes smaller, enough for several rows. */
const WEIGHTS = Float32Array.from({ length: 600_000 }, (_, at) => Math.sin(at * at));

async function published(values: Record<string, unknown>) {
  const db = await temporaryDatabase();
  await runBatch(db, [createDerivedTable(db)]);
  const packed = packValues(new Map(Object.entries(values)));
  await runBatch(db, await replaceDerived(db, { of: OF, packed }));
  return { db, packed };
}
const rowCount = async (db: Database) =>
  (await db.all<{ n: number }>(sql`SELECT count(*) AS n FROM published_derived`))[0]?.n;

it('comes back as it was published, for just these texts and this code', async () => {
  const { db, packed } = await published({ weights: WEIGHTS });
  expect(await rowCount(db)).toBeGreaterThan(1);
  // Compared as one: there are millions of bytes.
  expect(packed.length).toBeGreaterThan(2_000_000);
  expect(Buffer.compare(packed, (await readDerived(db, OF)) ?? new Uint8Array())).toBe(0);
  expect(await readDerived(db, { ...OF, code: 'c2' })).toBeUndefined();
  expect(await readDerived(db, { ...OF, version: 'v2' })).toBeUndefined();
});

it('leaves nothing of what was published before', async () => {
  const { db } = await published({ weights: WEIGHTS });
  const packed = packValues(new Map([['a', 1]]));
  await runBatch(db, await replaceDerived(db, { of: { ...OF, version: 'v2' }, packed }));
  expect(await rowCount(db)).toBe(1);
  expect(await readDerived(db, OF)).toBeUndefined();
  expect(await readDerived(db, { ...OF, version: 'v2' })).toEqual(packed);
  await runBatch(db, await replaceDerived(db));
  expect(await rowCount(db)).toBe(0);
});

it.each([
  ['the table is not there', 'DROP TABLE published_derived'],
  ['there are no rows', 'DELETE FROM published_derived'],
  ['a row is missing', 'DELETE FROM published_derived WHERE part = 1'],
  ['the last row is missing', 'DELETE FROM published_derived WHERE part = parts - 1'],
  ['a row is no base64', "UPDATE published_derived SET content = '…' WHERE part = 1"],
  ['a row is another', "UPDATE published_derived SET content = replace(content, 'A', 'B') WHERE part = 1"],
  ['a row is short', 'UPDATE published_derived SET content = substr(content, 1, 400) WHERE part = 1'],
])('is nothing where %s', async (_, damage) => {
  const { db } = await published({ weights: WEIGHTS });
  await db.run(sql.raw(damage));
  expect(await readDerived(db, OF)).toBeUndefined();
});

it('derives anew what was not packed, and all where nothing was', () => {
  const anew: string[] = [];
  const packed = packValues(new Map([['kept', new Map([['a', 1]])]]));
  const derive = deriveFromPacked(packed, (name) => anew.push(name));
  const never = () => {
    throw new Error('was packed');
  };
  expect(derive('kept', never)).toEqual(new Map([['a', 1]]));
  expect(derive('new', () => 2)).toBe(2);
  for (const nothing of [undefined, new Uint8Array(3), packed.slice(0, 9)])
    expect(deriveFromPacked(nothing, (name) => anew.push(name))('kept', () => 3)).toBe(3);
  expect(anew).toEqual(['new', 'kept', 'kept', 'kept']);
});
