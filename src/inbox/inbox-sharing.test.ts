import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Database } from '#database/database.ts';
import { leases } from '#database/leases.tables.ts';
import { createLeases } from '#database/leases.ts';
import { createFixedClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';
import { noMetrics } from '#shared/metrics.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { createInbox, type Handled } from './drain-inbox.ts';
import { type InboxEvent, inboxDepth, insertEvents } from './inbox.store.ts';

const clock = createFixedClock('2026-11-24T02:00:00Z');

/** One of several who handle the events of a database. */
function shareholder(
  db: Database,
  owner: string,
  handle: (event: InboxEvent) => Promise<Handled>,
  onlyPressing = false,
) {
  const sharing = { leases: createLeases({ db, clock, owner }), isShared: () => true };
  const inbox = createInbox({
    ...{ db, clock, handle, sharing, onlyPressing, logger: silentLogger, metrics: noMetrics },
    onCommitted: () => {},
    concurrency: 3,
  });
  return inbox;
}

function arriving(lanes: readonly number[], from = 0, prefix = 'oc_') {
  return lanes.map((lane, i) => ({
    ...{ eventId: `ev_${from + i}`, messageId: null, eventType: 'im.message.receive_v1' },
    ...{ lane: `${prefix}${lane}`, payload: '{}', receivedAt: clock.now() },
  }));
}

it('of several who handle the same events, each event has one, and each lane its order', async () => {
  const lanes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(lanes, lanes, fc.integer({ min: 2, max: 4 }), async (first, second, many) => {
      const db = await temporaryDatabase();
      const begun: string[] = [];
      const ended: { lane: string; id: number }[] = [];
      const handle = async (event: InboxEvent): Promise<Handled> => {
        begun.push(event.eventId);
        await new Promise(setImmediate);
        ended.push({ lane: event.lane, id: event.id });
        return { statements: [] };
      };
      const all = Array.from({ length: many }, (_, i) => shareholder(db, `owner-${i}`, handle));
      await insertEvents(db, arriving(first));
      for (const inbox of all) inbox.wake();
      await insertEvents(db, arriving(second, first.length));
      for (const inbox of all) inbox.wake();
      // Whoever was refused a lane has ended; who had it looks again.
      await Promise.all(all.map((inbox) => inbox.idle()));
      expect(begun).toHaveLength(first.length + second.length);
      expect(new Set(begun).size).toBe(begun.length);
      for (const lane of new Set(ended.map((e) => e.lane))) {
        const ids = ended.filter((e) => e.lane === lane).map((e) => e.id);
        expect(ids).toEqual(ids.toSorted((a, b) => a - b));
      }
      expect(await inboxDepth(db)).toEqual({ pending: 0, failed: 0 });
      expect(await db.select().from(leases)).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

it('a lane whose owner died is taken over when its lease has run out, not before', async () => {
  const db = await temporaryDatabase();
  await insertEvents(db, arriving([1]));
  const dead = createLeases({ db, clock, owner: 'dead' });
  expect(await dead.hold('inbox:oc_1', 60_000)).toBe(true);
  const handled: string[] = [];
  const inbox = shareholder(db, 'alive', async (event) => {
    handled.push(event.eventId);
    return { statements: [] };
  });
  await inbox.idle();
  expect(handled).toEqual([]);
  clock.advance(60_000);
  await inbox.idle();
  expect(handled).toEqual(['ev_0']);
});

it('who waits for the answer of a press gets it, also when another handles it', async () => {
  const db = await temporaryDatabase();
  await insertEvents(db, arriving([1], 0, 'card:'));
  const answering = async () => ({ statements: [], answer: { toast: 'done' } });
  let begin = () => {};
  const slow = shareholder(db, 'other', async () => {
    await new Promise<void>((resolve) => {
      begin = resolve;
    });
    return answering();
  });
  slow.wake();
  while ((await db.select().from(leases)).length === 0) await new Promise(setImmediate);
  const asking = shareholder(db, 'asking', answering).answerOf('ev_0', 2_000);
  await new Promise(setImmediate);
  begin();
  expect(await asking).toEqual({ answer: { toast: 'done' } });
});

it('handles presses alone where it is told to', async () => {
  const db = await temporaryDatabase();
  await insertEvents(db, [...arriving([1, 2]), ...arriving([1], 2, 'card:')]);
  await shareholder(db, 'presses', async () => ({ statements: [] }), true).idle();
  expect(await inboxDepth(db)).toEqual({ pending: 2, failed: 0 });
});
