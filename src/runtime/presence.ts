import { hostname } from 'node:os';
import { sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { createLeases, type Sharing } from '#database/leases.ts';
import { systemClock } from '#shared/clock.ts';
import { errorCode } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import type { Logger } from '#shared/log.ts';

const BEAT_MS = 4_000;
/** A process that was not heard of for so long has ended. */
const GONE_MS = 20_000;

export interface Presence extends Sharing {
  /** Says that this process ends; what it did alone others may do at once. */
  leave(): Promise<void>;
}

/**
 * Says to other processes on the same database that this one works on it, and knows whether there are any. One that
 * finds others waits until they know of it: from then on a chat's messages are claimed before they are handled.
 * @param onThisMachine the database is a file: whether its other users live can be asked of the system
 */
export async function announcePresence(
  db: Database,
  logger: Logger,
  { onThisMachine }: { onThisMachine: boolean },
): Promise<Presence> {
  const owner = `${hostname()}/${process.pid}/${newId()}`;
  const isGone = (other: string) => onThisMachine && other !== owner && !isAlive(other);
  const leases = createLeases({ db, clock: systemClock, owner, isGone });
  const name = `process:${owner}`;
  let others = 0;

  async function beat(): Promise<void> {
    await leases.hold(name, GONE_MS);
    const rows = await db.all<{ owner: string }>(
      sql`SELECT owner FROM leases WHERE name GLOB 'process:*' AND owner <> ${owner} AND until > ${Date.now()}`,
    );
    const gone = rows.filter((row) => isGone(row.owner)).map((row) => row.owner);
    others = rows.length - gone.length;
    // What a process that was killed had claimed nobody need wait for.
    if (gone.length > 0) {
      await db.run(
        sql`DELETE FROM leases WHERE owner IN (SELECT value FROM json_each(${JSON.stringify(gone)}))`,
      );
    }
  }

  await beat();
  if (others > 0) await new Promise((resolve) => setTimeout(resolve, BEAT_MS + 500));
  const timer = setInterval(() => {
    beat().catch((error: unknown) => logger.error('presence', { code: errorCode(error) }));
  }, BEAT_MS);
  // A start that fails afterwards ends the process all the same.
  timer.unref();
  return {
    leases,
    isShared: () => others > 0,
    leave: async () => {
      clearInterval(timer);
      await db.run(sql`DELETE FROM leases WHERE owner = ${owner}`);
    },
  };
}

/** Whether the process of this machine that an owner's name tells of still runs. */
function isAlive(owner: string): boolean {
  const [host, pid] = owner.split('/');
  if (host !== hostname()) return true;
  // The same number as ours, and not ours: an earlier life, as in a container that was started anew.
  if (Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
