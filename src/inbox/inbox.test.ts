import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Database } from '#database/database.ts';
import { createFixedClock } from '#shared/clock.ts';
import { InvalidInput, Unavailable } from '#shared/errors.ts';
import { silentLogger } from '#shared/log.ts';
import { noMetrics } from '#shared/metrics.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { createInbox, type Handled } from './drain-inbox.ts';
import {
  eventByEventId,
  failedEvents,
  forgetPayloads,
  type InboxEvent,
  inboxDepth,
  insertEvents,
  type NewInboxEvent,
  replayEvent,
} from './inbox.store.ts';
import { createEventKeeper } from './keep-events.ts';

const clock = createFixedClock('2026-11-24T02:00:00Z');
const event = (id: string, over: Partial<NewInboxEvent> = {}): NewInboxEvent => ({
  eventId: `ev_${id}`,
  messageId: `om_${id}`,
  eventType: 'im.message.receive_v1',
  lane: 'oc_1',
  payload: '{}',
  receivedAt: clock.now(),
  ...over,
});

function inboxOf(db: Database, handle: (event: InboxEvent) => Promise<Handled>, over = {}) {
  const deps = { db, clock, logger: silentLogger, metrics: noMetrics, handle, onCommitted: () => {} };
  return createInbox({ ...deps, ...over });
}
const nothing = async (): Promise<Handled> => ({ statements: [] });

describe('keeping events', () => {
  it('keeps a message once, by message_id and by event_id, whatever its age', async () => {
    const db = await temporaryDatabase();
    const { keep } = createEventKeeper({ db, schedule: setImmediate });
    expect(await keep(event('1'))).toBe('new');
    expect(await keep(event('1'))).toBe('duplicate');
    expect(await keep(event('2', { messageId: 'om_1' }))).toBe('duplicate');
    expect(await keep(event('1', { messageId: 'om_2' }))).toBe('duplicate');
    await inboxOf(db, nothing).idle();
    clock.advance(40 * 24 * 3_600_000);
    await forgetPayloads(db, clock.now());
    expect(await keep(event('3', { messageId: 'om_1' }))).toBe('duplicate');
    expect((await eventByEventId(db, 'ev_1'))?.payload).toBe('');
  });

  it('commits what arrives together as one group, and tells copies within it apart', async () => {
    const db = await temporaryDatabase();
    const { keep } = createEventKeeper({ db, schedule: setImmediate });
    const kept = await Promise.all([keep(event('1')), keep(event('1')), keep(event('2')), keep(event('3'))]);
    expect(kept).toEqual(['new', 'duplicate', 'new', 'new']);
    expect(await inboxDepth(db)).toEqual({ pending: 3, failed: 0 });
  });

  it('knows the row of each event that it kept, among copies, in any mixture', async () => {
    const group = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(group, { minLength: 1, maxLength: 5 }), async (groups) => {
        const db = await temporaryDatabase();
        for (const ids of groups) {
          const ofGroup = ids.map((id) => event(String(id)));
          for (const [eventId, id] of await insertEvents(db, ofGroup)) {
            expect((await eventByEventId(db, eventId))?.id).toBe(id);
          }
        }
        const kept = new Set(groups.flat());
        expect((await inboxDepth(db)).pending).toBe(kept.size);
      }),
      { numRuns: 25 },
    );
  });

  it('keeps texts with quotes, emoji and NUL as they are', async () => {
    const db = await temporaryDatabase();
    const payload = JSON.stringify({ text: `"'\\ 😀 \u0000 限电` });
    await insertEvents(db, [event('1', { payload })]);
    expect((await eventByEventId(db, 'ev_1'))?.payload).toBe(payload);
  });
});

describe('handling', () => {
  it('handles each once, a lane in order, lanes side by side, in any interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 }),
        async (lanes) => {
          const db = await temporaryDatabase();
          const seen: string[] = [];
          const busy = new Set<string>();
          const inbox = inboxOf(db, async (e) => {
            expect(busy.has(e.lane)).toBe(false);
            busy.add(e.lane);
            await new Promise(setImmediate);
            busy.delete(e.lane);
            seen.push(e.eventId);
            return { statements: [] };
          });
          await insertEvents(
            db,
            lanes.map((lane, i) => event(String(i), { lane: `oc_${lane}` })),
          );
          await inbox.idle();
          expect(seen.length).toBe(lanes.length);
          for (const lane of new Set(lanes)) {
            const inLane = lanes.flatMap((l, i) => (l === lane ? [`ev_${i}`] : []));
            expect(seen.filter((id) => inLane.includes(id))).toEqual(inLane);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('tries again with growing waits, holds the chat meanwhile, then keeps the event as failed', async () => {
    const db = await temporaryDatabase();
    const order: string[] = [];
    const inbox = inboxOf(db, async (e) => {
      order.push(e.eventId);
      if (e.eventId === 'ev_bad') throw new InvalidInput('test.bad', 'bad');
      return { statements: [] };
    });
    await insertEvents(db, [event('bad'), event('after'), event('other', { lane: 'oc_2' })]);
    await inbox.idle();
    expect(order).toEqual(['ev_bad', 'ev_other']);
    const waits: number[] = [];
    while ((await inboxDepth(db)).pending > 0) {
      const row = await eventByEventId(db, 'ev_bad');
      waits.push((row?.nextAttemptAt.getTime() ?? 0) - clock.now().getTime());
      clock.advance(waits.at(-1) ?? 0);
      await inbox.idle();
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(order.filter((id) => id === 'ev_bad').length).toBe(waits.length + 1);
    expect(order.at(-1)).toBe('ev_after');
    const [failed] = await failedEvents(db);
    expect(failed).toMatchObject({ eventId: 'ev_bad', lastError: 'test.bad' });
  });

  it('replays a failed event when told to', async () => {
    const db = await temporaryDatabase();
    let mended = false;
    const inbox = inboxOf(db, async () => {
      if (!mended) throw new InvalidInput('test.bad', 'bad');
      return { statements: [] };
    });
    await insertEvents(db, [event('1')]);
    for (let i = 0; i < 8; i++) {
      await inbox.idle();
      clock.advance(600_000);
    }
    const [failed] = await failedEvents(db);
    mended = true;
    expect(await replayEvent(db, failed?.id ?? 0, clock.now())).toBe(true);
    await inbox.idle();
    expect((await eventByEventId(db, 'ev_1'))?.state).toBe('done');
    expect(await replayEvent(db, failed?.id ?? 0, clock.now())).toBe(false);
  });

  it('does not give up in the first day while something is away', async () => {
    const db = await temporaryDatabase();
    const inbox = inboxOf(db, async () => {
      throw new Unavailable('feishu.away', 'away');
    });
    await insertEvents(db, [event('1', { receivedAt: clock.now() })]);
    for (let hours = 0; hours < 23; hours++) {
      await inbox.idle();
      clock.advance(3_600_000);
    }
    expect(await inboxDepth(db)).toEqual({ pending: 1, failed: 0 });
  });

  it('runs the handler anew when somebody else wrote the same key first', async () => {
    const db = await temporaryDatabase();
    let rounds = 0;
    const inbox = inboxOf(db, async () => {
      rounds++;
      const taken = rounds < 3;
      const row = `INSERT INTO people (open_id, name) VALUES ('${taken ? 'taken' : 'free'}', 'x')`;
      return { statements: [db.run(row)] as unknown as Handled['statements'], answer: { rounds } };
    });
    await db.run(`INSERT INTO people (open_id, name) VALUES ('taken', 'x')`);
    await insertEvents(db, [event('1')]);
    expect(await inbox.answerOf('ev_1', 5_000)).toEqual({ answer: { rounds: 3 } });
  });

  it('two processes on one database: one handles, the other takes its answer', async () => {
    const db = await temporaryDatabase();
    const arrived: (() => void)[] = [];
    const both = () =>
      new Promise<void>((resolve) => {
        arrived.push(resolve);
        if (arrived.length === 2) for (const go of arrived) go();
      });
    const make = (name: string) =>
      inboxOf(db, async () => {
        await both();
        return {
          statements: [db.run(`INSERT INTO people (open_id, name) VALUES ('${name}', 'x')`)] as never[],
        };
      });
    await insertEvents(db, [event('1')]);
    const [one, two] = [make('one'), make('two')];
    await Promise.all([one.idle(), two.idle()]);
    const rows = await db.all(`SELECT open_id FROM people`);
    expect(rows.length).toBe(1);
  });

  it('answers a callback that comes twice with the same answer', async () => {
    const db = await temporaryDatabase();
    let handled = 0;
    const inbox = inboxOf(db, async () => ({ statements: [], answer: { n: ++handled } }));
    await insertEvents(db, [event('1')]);
    const answers = await Promise.all([inbox.answerOf('ev_1', 5_000), inbox.answerOf('ev_1', 5_000)]);
    expect([...answers, await inbox.answerOf('ev_1', 5_000)]).toEqual(Array(3).fill({ answer: { n: 1 } }));
  });

  it('finishes what is in hand when stopped, and takes nothing more', async () => {
    const db = await temporaryDatabase();
    let release = () => {};
    const seen: string[] = [];
    const inbox = inboxOf(db, async (e) => {
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      seen.push(e.eventId);
      return { statements: [] };
    });
    await insertEvents(db, [event('1'), event('2')]);
    inbox.wake();
    while (release.toString() === '() => {}') await new Promise(setImmediate);
    const stopped = inbox.stop();
    release();
    await stopped;
    expect(seen).toEqual(['ev_1']);
    expect(await inboxDepth(db)).toEqual({ pending: 1, failed: 0 });
  });
});
