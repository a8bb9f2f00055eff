import { and, eq, sql } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import type { Database } from './database.ts';
import { leases } from './leases.tables.ts';

/** Things that one owner at a time may do, kept in the database that all share. */
export interface Leases {
  readonly owner: string;
  /** The machine's time: leases do not follow a clock that people move. */
  now(): Date;
  /** Takes a lease or keeps it. @returns whether it is ours, for `ms` milliseconds at most and at least half of that */
  hold(name: string, ms: number): Promise<boolean>;
  /** Gives a lease back; one that others have taken meanwhile is theirs. */
  release(name: string): Promise<void>;
}

/** How work is shared out where others work on the same rows. */
export interface Sharing {
  leases: Leases;
  /** Whether there are others now. While there are none, a lane needs no lease. */
  isShared(): boolean;
}

export interface LeaseOptions {
  db: Database;
  clock: Clock;
  /** Unique to the process or the run. */
  owner: string;
  /** Whether an owner is known to have ended without giving back: then nobody waits for the lease to run out. */
  isGone?(owner: string): boolean;
}

export function createLeases({ db, clock, owner, isGone = () => false }: LeaseOptions): Leases {
  const held = new Map<string, number>();

  async function take(name: string, ms: number, from: string): Promise<boolean> {
    const now = clock.now().getTime();
    const rows = await db.all(sql`
      INSERT INTO leases (name, owner, until) VALUES (${name}, ${owner}, ${now + ms})
      ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
      WHERE leases.until <= ${now} OR leases.owner IN (${owner}, ${from})
      RETURNING name`);
    if (rows.length > 0) held.set(name, now + ms);
    else held.delete(name);
    return rows.length > 0;
  }

  async function goneOwner(name: string): Promise<string | undefined> {
    const [row] = await db.select({ owner: leases.owner }).from(leases).where(eq(leases.name, name));
    return row && isGone(row.owner) ? row.owner : undefined;
  }

  return {
    owner,
    now: () => clock.now(),
    async hold(name, ms) {
      if ((held.get(name) ?? 0) - clock.now().getTime() > ms / 2) return true;
      if (await take(name, ms, owner)) return true;
      const gone = await goneOwner(name);
      return gone !== undefined && (await take(name, ms, gone));
    },
    async release(name) {
      held.delete(name);
      await db.delete(leases).where(and(eq(leases.name, name), eq(leases.owner, owner)));
    },
  };
}

/** Runs what one owner at a time may do; does nothing while somebody else has the lease. */
export async function runAlone(
  sharing: Sharing | undefined,
  name: string,
  ms: number,
  run: () => Promise<void>,
): Promise<void> {
  if (sharing && !(await sharing.leases.hold(name, ms))) return;
  await run();
}

const TURN_MS = 20_000;
const LOOK_MS = 100;

/** Runs what one owner at a time may do, after whoever does it now; the lease is kept for as long as it takes. */
export async function runInTurn<T>(
  { leases }: Pick<Sharing, 'leases'>,
  name: string,
  run: () => Promise<T>,
): Promise<T> {
  while (!(await leases.hold(name, TURN_MS))) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  const keeping = setInterval(() => {
    // A keeping that fails is made up for by the next one, long before the lease runs out.
    leases.hold(name, TURN_MS).catch(() => {});
  }, TURN_MS / 5);
  try {
    return await run();
  } finally {
    clearInterval(keeping);
    await leases.release(name);
  }
}
