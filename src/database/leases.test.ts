import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFixedClock } from '#shared/clock.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { createLeases, runAlone, runInTurn } from './leases.ts';

const clock = createFixedClock('2026-11-24T02:00:00Z');

/** What one lease of a second should do. */
function leaseModel() {
  let owner: number | undefined;
  let until = 0;
  return {
    hold(who: number): boolean {
      const left = until - clock.now().getTime();
      if (owner !== undefined && owner !== who && left > 0) return false;
      // One that has more than half of its time left is not written anew.
      if (owner !== who || left <= 500) until = clock.now().getTime() + 1_000;
      owner = who;
      return true;
    },
    release(who: number): void {
      if (owner === who) owner = undefined;
    },
  };
}

describe('leases', () => {
  it('have one owner at a time, whoever asks and gives back when', async () => {
    const step = fc.record({
      who: fc.integer({ min: 0, max: 2 }),
      what: fc.constantFrom('hold', 'release', 'wait' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const db = await temporaryDatabase();
        const all = [0, 1, 2].map((i) => createLeases({ db, clock, owner: `o${i}` }));
        const model = leaseModel();
        for (const { who, what } of steps) {
          if (what === 'wait') clock.advance(400);
          else if (what === 'hold') expect(await all[who]?.hold('x', 1_000)).toBe(model.hold(who));
          else {
            await all[who]?.release('x');
            model.release(who);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('of an owner that is known to be gone are taken at once', async () => {
    const db = await temporaryDatabase();
    await createLeases({ db, clock, owner: 'gone' }).hold('x', 60_000);
    await createLeases({ db, clock, owner: 'busy' }).hold('y', 60_000);
    const next = createLeases({ db, clock, owner: 'next', isGone: (owner) => owner === 'gone' });
    expect(await next.hold('x', 1_000)).toBe(true);
    expect(await next.hold('y', 1_000)).toBe(false);
  });

  it('let one run what is to be run alone', async () => {
    const db = await temporaryDatabase();
    const ran: string[] = [];
    const all = ['a', 'b'].map((owner) => ({
      leases: createLeases({ db, clock, owner }),
      isShared: () => true,
    }));
    for (const sharing of all)
      await runAlone(sharing, 'jobs', 1_000, async () => void ran.push(sharing.leases.owner));
    expect(ran).toEqual(['a']);
  });

  it('let those that come at once run one after the other, also after one that failed', async () => {
    const db = await temporaryDatabase();
    let running = 0;
    const inTurn = (owner: string) =>
      runInTurn({ leases: createLeases({ db, clock, owner }) }, 'index', async () => {
        expect(++running).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running--;
        if (owner === 'a') throw new Error('broken');
        return owner;
      });
    const done = await Promise.allSettled(['a', 'b', 'c'].map(inTurn));
    expect(done.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(await db.all(sql`SELECT * FROM leases`)).toEqual([]);
  });
});
