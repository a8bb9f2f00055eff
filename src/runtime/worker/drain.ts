import { sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { SENDER } from '#outbox/deliver-outbox.ts';
import type { Clock } from '#shared/clock.ts';
import type { Run } from './open-app.ts';

/** So long the one that sends waits for more: Feishu's limits count by the second, and the next one starts at none. */
const LINGER_MS = 1_000;
const LOOK_MS = 100;
/** Each look is three statements of the 1000 that a run may have. */
const BESIDE_MS = 500;
/** What is due later than this is found by the sweep. */
const SWEEP_MS = 60_000;

/**
 * Handles and sends what is due, beside other runs that do the same. What it leaves for lack of room, or because it is
 * due later, it wakes another run for.
 */
export async function drain(run: Run, clock: Clock): Promise<void> {
  const { app, db, leases } = run;
  try {
    do {
      app.sweep();
      await finishDue(app);
      if (run.sent() > 0) await lingerOn(run);
      // Who was refused the lease while it was ours has ended: what it left to send is looked for after giving back.
      await leases.release(SENDER);
    } while (!run.isFull() && (await areMessagesDue(db, clock)));
  } finally {
    await app.stop();
    await leases.release(SENDER);
    await leases.release('attachments');
  }
  await wakeForRest(run, clock);
}

/** Goes on with what comes meanwhile: a batch of the queue may wait until this run has ended. */
async function lingerOn({ app, sent, isFull }: Run): Promise<void> {
  // Pictures that belong to what was handled.
  app.sweep();
  for (let quietMs = 0; quietMs < LINGER_MS && !isFull(); quietMs += LOOK_MS) {
    const before = sent();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    await finishDue(app);
    if (sent() === before) continue;
    quietMs = 0;
    app.sweep();
  }
}

/** What comes while one waits, for a model or for Feishu, is taken in beside it. */
async function finishDue(app: Run['app']): Promise<void> {
  const looking = setInterval(() => {
    app.inbox.wake();
    app.outbox.wake();
  }, BESIDE_MS);
  try {
    await app.inbox.idle();
    await app.outbox.idle();
  } finally {
    clearInterval(looking);
  }
}

async function areMessagesDue(db: Database, clock: Clock): Promise<boolean> {
  const rows = await db.all(sql`SELECT 1 FROM outbox_messages
    WHERE state = 'pending' AND next_attempt_at <= ${clock.now().getTime()}
      AND NOT EXISTS (SELECT 1 FROM leases WHERE name = ${SENDER} AND until > ${Date.now()}) LIMIT 1`);
  return rows.length > 0;
}

/** One wake for the earliest of what waits. */
async function wakeForRest({ db, wake }: Run, clock: Clock): Promise<void> {
  const [row] = await db.all<{ at: number | null }>(sql`SELECT min(next_attempt_at) AS at FROM (
      SELECT next_attempt_at FROM inbox_events WHERE state = 'pending'
        AND NOT EXISTS (SELECT 1 FROM leases WHERE name = 'inbox:' || lane)
      UNION ALL SELECT next_attempt_at FROM outbox_messages WHERE state = 'pending'
        AND NOT EXISTS (SELECT 1 FROM leases WHERE name = ${SENDER}))`);
  if (row?.at == null) return;
  const waitMs = row.at - clock.now().getTime();
  if (waitMs < SWEEP_MS) await wake(Math.max(0, Math.ceil(waitMs / 1_000)));
}
