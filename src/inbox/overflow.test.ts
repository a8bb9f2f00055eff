import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import type { InboxItem, NewInboxEvent } from './inbox.store.ts';
import { createEventKeeper } from './keep-events.ts';
import { createOverflow, type Journal, readJournal } from './overflow.ts';

const event = (n: number, lane = 'oc_1'): NewInboxEvent => ({
  eventId: `ev_${n}`,
  messageId: `om_${n}`,
  eventType: 'im.message.receive_v1',
  lane,
  payload: JSON.stringify({ text: `第 ${n} 件\n停电` }),
  receivedAt: new Date(n),
});

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A journal in memory that takes its time, for the order of things; the file has its own test. */
function memoryJournal(pause = nextTurn): Journal & { text(): string } {
  let bytes = Buffer.alloc(0);
  return {
    append: async (text) => {
      await pause();
      bytes = Buffer.concat([bytes, Buffer.from(text)]);
      return Buffer.byteLength(text);
    },
    read: async (position, length) => {
      await pause();
      return bytes.toString('utf8', position, position + length);
    },
    clear: async () => {
      await pause();
      bytes = Buffer.alloc(0);
    },
    text: () => bytes.toString('utf8'),
  };
}

afterEach(() => void vi.useRealTimers());

describe('what a flood leaves beside the database', () => {
  it('gets there once and in order, however floods come and go', { timeout: 60_000 }, async () => {
    const step = fc.record({
      flood: fc.boolean(),
      ids: fc.array(fc.nat(15), { minLength: 1, maxLength: 6 }),
    });
    // How many turns of the event loop each thing takes.
    const delays = fc.array(fc.nat(4), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), delays, async (steps, takes) => {
        const db = await temporaryDatabase();
        let used = 0;
        const pause = async () => {
          for (let turns = takes[used++ % takes.length] ?? 0; turns > 0; turns--) await nextTurn();
        };
        const journal = memoryJournal(pause);
        const arrived: InboxItem[] = [];
        let duplicates = 0;
        let flood = false;
        const { keep, overflow } = createEventKeeper({
          db,
          schedule: setImmediate,
          onNew: (events) => void arrived.push(...events),
          onDuplicate: () => void duplicates++,
          overflow: {
            ...{ journal, isFlood: () => flood },
            giveWay: pause,
            onError: (error) => {
              throw error;
            },
          },
        });
        const sent: number[] = [];
        for (const { flood: now, ids } of steps) {
          flood = now;
          sent.push(...ids);
          await Promise.all(ids.map((id) => keep(event(id))));
        }
        await overflow?.stop();
        const first = [...new Set(sent)];
        expect(arrived.map(({ eventId }) => eventId)).toEqual(first.map((id) => `ev_${id}`));
        expect(arrived.map(({ id }) => id)).toEqual([...arrived.map(({ id }) => id)].sort((a, b) => a - b));
        expect(arrived.map(({ payload, receivedAt }) => [payload, receivedAt])).toEqual(
          first.map((id) => [event(id).payload, new Date(id)]),
        );
        expect(duplicates).toBe(sent.length - first.length);
        expect(overflow?.held()).toBe(0);
        expect(journal.text()).toBe('');
      }),
      { numRuns: 25 },
    );
  });

  it('waits while others have the right of way, but a press does not', async () => {
    const db = await temporaryDatabase();
    const arrived: string[] = [];
    let go = () => {};
    const { keep, overflow } = createEventKeeper({
      db,
      schedule: setImmediate,
      onNew: (events) => void arrived.push(...events.map(({ eventId }) => eventId)),
      overflow: {
        ...{ journal: memoryJournal(), isFlood: () => true, onError: () => {} },
        giveWay: () => new Promise((resolve) => (go = resolve)),
      },
    });
    await Promise.all([keep(event(1)), keep(event(2, 'card:om_9'))]);
    expect(arrived).toEqual(['ev_2']);
    expect(overflow?.held()).toBe(1);
    const stopped = overflow?.stop();
    go();
    await stopped;
    expect(arrived).toEqual(['ev_2', 'ev_1']);
  });

  it('is tried again where the database does not take it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const errors: unknown[] = [];
    const insert = vi.fn(async () => {});
    insert.mockRejectedValueOnce(new Error('away'));
    const overflow = createOverflow({
      ...{ journal: memoryJournal(), isFlood: () => true, giveWay: async () => {}, insert },
      onError: (error) => void errors.push(error),
    });
    await overflow.put([event(1), event(2)]);
    while (overflow.held() > 0) {
      await nextTurn();
      vi.runAllTimers();
    }
    expect(errors).toHaveLength(1);
    expect(insert.mock.calls).toEqual([[[event(1), event(2)]], [[event(1), event(2)]]]);
    expect(overflow.held()).toBe(0);
  });

  it('stays in the journal where it cannot be read back', async () => {
    const errors: unknown[] = [];
    const journal = { ...memoryJournal(), read: async () => 'damaged\n' };
    const insert = vi.fn(async () => {});
    const overflow = createOverflow({
      ...{ journal, isFlood: () => true, giveWay: async () => {}, insert },
      onError: (error) => void errors.push(error),
    });
    await overflow.put([event(1)]);
    await overflow.stop();
    expect(errors).toHaveLength(1);
    expect(insert).not.toHaveBeenCalled();
    expect(readJournal(journal.text()).events).toEqual([event(1)]);
  });

  it('is not kept where the journal cannot be written', async () => {
    const db = await temporaryDatabase();
    const journal = { ...memoryJournal(), append: () => Promise.reject(new Error('disk full')) };
    const { keep } = createEventKeeper({
      ...{ db, schedule: setImmediate },
      overflow: { journal, isFlood: () => true, giveWay: async () => {}, onError: () => {} },
    });
    await expect(keep(event(1))).rejects.toThrow('disk full');
  });
});

it('reads a journal up to where the process died, and counts lines that are damaged', async () => {
  const journal = memoryJournal();
  const overflow = createOverflow({
    ...{ journal, isFlood: () => true, insert: async () => {}, onError: () => {} },
    giveWay: () => new Promise(() => {}),
  });
  await overflow.put([event(1), event(2)]);
  const text = journal.text();
  expect(readJournal(text)).toEqual({ events: [event(1), event(2)], damaged: 0 });
  expect(readJournal(text.slice(0, -3))).toEqual({ events: [event(1)], damaged: 0 });
  expect(readJournal(`{"no":"event"}\n${text}`)).toEqual({ events: [event(1), event(2)], damaged: 1 });
});
