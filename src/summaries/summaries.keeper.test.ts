import { expect, test } from 'vitest';
import { createFixedClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { act, at, enterprise, open, rules } from '#tickets/tickets.test-builders.ts';
import { createFiguresKeeper, type KeeperNeeds, lastSpans } from './summaries.keeper.ts';
import { spanFigures } from './summaries.span-figures.ts';
import { weekOf } from './summaries.spans.ts';
import { keptFigures } from './summaries.tables.ts';
import { noQuestions } from './summaries.test-builders.ts';

const MONDAY = at('2026-11-23T09:00');

async function setUp(overrides: Partial<KeeperNeeds> = {}) {
  const db = await temporaryDatabase();
  const clock = { at: MONDAY, now: () => clock.at };
  const pauses = { count: 0 };
  const needs: KeeperNeeds = {
    ...{ db, rules, questions: noQuestions, clock, logger: silentLogger },
    pause: async () => {
      pauses.count += 1;
    },
    ...overrides,
  };
  const kept = async () => (await db.select().from(keptFigures)).map(({ id }) => id).sort();
  return { db, clock, pauses, needs, keeper: createFiguresKeeper(needs), kept };
}

test('the last half year of weeks and year of months are kept ready, the latest first', () => {
  const spans = lastSpans(MONDAY).map(({ id }) => id);
  expect(spans.slice(0, 3)).toEqual(['2026-W47', '2026-W46', '2026-W45']);
  expect(spans).toHaveLength(40);
  expect(spans).toEqual(expect.arrayContaining(['2026-W21', '2026-10', '2025-10']));
});

test('what is lacking since the first ticket is counted at start, then each span soon after its end', async () => {
  const { db, clock, keeper, kept, needs } = await setUp();
  await keeper.run();
  expect(await kept()).toEqual([]);
  const ticket = await open(db, { now: at('2026-10-28T10:00') });
  await keeper.run();
  expect(await kept()).toEqual(['2026-10', '2026-W44', '2026-W45', '2026-W46', '2026-W47']);
  await act(db, ticket, 'accept', { now: at('2026-11-23T10:00') });
  clock.at = at('2026-11-29T23:59');
  await keeper.run();
  expect(await kept()).not.toContain('2026-W48');
  clock.at = at('2026-11-30T00:01');
  await keeper.run();
  expect(await kept()).toContain('2026-W48');
  const week = weekOf('2026-W48');
  const [row] = (await db.select().from(keptFigures)).filter(({ id }) => id === '2026-W48');
  const { questions: _, ...counted } = await spanFigures(needs, week ?? never(), clock.at);
  expect(row?.data).toEqual(counted);
});

test('what came in late or another calendar is counted again, and what stays as it is, is left alone', async () => {
  const { db, keeper, kept, needs, pauses } = await setUp();
  const ticket = await open(db, { now: at('2026-11-10T10:00') });
  await keeper.run();
  expect(await kept()).toEqual(['2026-W46', '2026-W47']);
  const logged = async (id: string) => {
    const row = (await db.select().from(keptFigures)).find((one) => one.id === id);
    return row?.data.rows.reduce((sum, { counts }) => sum + counts.logged, 0);
  };
  pauses.count = 0;
  await act(db, ticket, 'accept', { now: at('2026-11-23T08:59') });
  await keeper.run();
  expect(pauses.count).toBe(0);
  await open(db, { now: at('2026-11-18T10:00') });
  await keeper.run();
  expect([await logged('2026-W46'), await logged('2026-W47')]).toEqual([1, 1]);
  // Of a time that is long past: what was logged before it counts in working days from then on.
  const calendar = {
    ...rules.calendar,
    isWorkday: (day: string) => day !== '2019-03-05' && rules.calendar.isWorkday(day),
  };
  const before = await db.select().from(keptFigures);
  const other = createFiguresKeeper({ ...needs, rules: { ...rules, calendar } });
  await other.run();
  const after = await db.select().from(keptFigures);
  expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  for (const row of after) expect(row.basis).not.toBe(before.find(({ id }) => id === row.id)?.basis);
});

test('it pauses before every query, one run at a time, and breaks off when it is to stop', async () => {
  const gates: (() => void)[] = [];
  const { db, keeper, kept } = await setUp({ pause: () => new Promise((go) => gates.push(go)) });
  const ticket = await open(db, { now: at('2026-11-10T10:00') });
  await act(db, ticket, 'cancel', {
    actor: enterprise,
    now: at('2026-11-10T11:00'),
    input: { note: '误报' },
  });
  const first = keeper.run();
  expect(keeper.run()).toBe(first);
  await expect.poll(() => gates.length).toBe(1);
  gates[0]?.();
  await expect.poll(() => gates.length).toBe(2);
  const stopping = keeper.stop();
  gates[1]?.();
  await stopping;
  expect(await kept()).toEqual([]);
  await keeper.run();
  expect(gates).toHaveLength(2);
});

test('a failure is told to the log and not to the timer, and the next run tries again', async () => {
  let fails = true;
  const codes: string[] = [];
  const { db, keeper, kept } = await setUp({
    logger: { ...silentLogger, error: (message: string) => void codes.push(message) },
    questions: {
      ...noQuestions,
      count: () => (fails ? Promise.reject(new Error('locked')) : Promise.resolve(0)),
    },
    clock: createFixedClock(MONDAY),
  } as Partial<KeeperNeeds>);
  await open(db, { now: at('2026-11-18T10:00') });
  await keeper.run();
  expect([codes, await kept()]).toEqual([['summary.keep'], []]);
  fails = false;
  await keeper.run();
  expect(await kept()).toEqual(['2026-W47']);
});

function never(): never {
  throw new Error('there is such a week');
}
