import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFixedClock } from './clock.ts';
import { createLaneRunner, type LaneItem } from './lanes.ts';

interface Item extends LaneItem {
  id: number;
  done: boolean;
}

/** A queue in memory, read the way a database would be. */
function queue(concurrency: number, work: (item: Item) => Promise<'next' | 'hold'> = async () => 'next') {
  const clock = createFixedClock('2026-11-24T02:00:00Z');
  const items: Item[] = [];
  const order: number[] = [];
  const errors: unknown[] = [];
  const runner = createLaneRunner<Item>({
    load: async (skip, limit) => {
      await new Promise(setImmediate);
      return items.filter((i) => !i.done && !skip.includes(i.lane)).slice(0, limit);
    },
    work: async (item) => {
      await new Promise(setImmediate);
      const outcome = await work(item);
      if (outcome === 'next') {
        item.done = true;
        order.push(item.id);
      }
      return outcome;
    },
    onError: (error) => errors.push(error),
    clock,
    concurrency,
  });
  const add = (lane: string) => {
    items.push({ id: items.length, lane, dueAt: clock.now(), done: false });
    runner.wake();
  };
  return { runner, items, order, errors, clock, add };
}

describe('lanes', () => {
  it('misses nothing that comes while it works, whatever the timing', async () => {
    const step = fc.record({ lane: fc.integer({ min: 0, max: 5 }), turns: fc.integer({ min: 0, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, concurrency) => {
          const { runner, items, order, add } = queue(concurrency);
          for (const { lane, turns } of steps) {
            add(`lane ${lane}`);
            for (let i = 0; i < turns; i++) await new Promise(setImmediate);
          }
          // Only what was woken for counts: no further wake comes after this.
          for (let i = 0; i < 2_000 && order.length < items.length; i++) await new Promise(setImmediate);
          expect(order.length).toBe(items.length);
          for (const lane of new Set(items.map((i) => i.lane))) {
            const ids = items.filter((i) => i.lane === lane).map((i) => i.id);
            expect(order.filter((id) => ids.includes(id))).toEqual(ids);
          }
          await runner.stop();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('holds a lane until its time and lets the others go on', async () => {
    const held = queue(2, async (item) => {
      if (item.id !== 0 || held.clock.now().getTime() >= item.dueAt.getTime() + 5_000) return 'next';
      return 'hold';
    });
    const { runner, items, order, clock, add } = held;
    add('a');
    add('a');
    add('b');
    const first = items[0];
    if (first) first.dueAt = new Date(clock.now().getTime() + 5_000);
    await runner.idle();
    expect(order).toEqual([2]);
    clock.advance(10_000);
    await runner.idle();
    expect(order).toEqual([2, 0, 1]);
  });

  it('goes on after an error of its own, and says so', async () => {
    let broken = true;
    const { runner, order, errors, clock, add } = queue(1, async () => {
      if (broken) throw new Error('disk');
      return 'next';
    });
    add('a');
    await runner.idle();
    expect(errors.length).toBe(1);
    broken = false;
    clock.advance(2_000);
    await runner.idle();
    expect(order).toEqual([0]);
  });
});
