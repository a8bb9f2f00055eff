import { and, eq, isNull, or } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { outboxMessages } from './outbox.tables.ts';
import type { Payload, Target } from './outbox.types.ts';

/**
 * A waiting card stands under a question while its answer is being made. Its row and its message id are kept as those
 * of any message, so that after a crash the answer still finds the card that it takes the place of.
 */

/** What a row of a waiting card is called; it is also Feishu's `uuid`, which has at most 50 characters. */
export function waitingId(questionId: string): string {
  return `w-${questionId.slice(-48)}`;
}

/**
 * Puts a waiting card into the outbox, once, and what it is to say if nothing has taken its place by `lateAt`. That
 * second row has a lane of its own: it holds up nobody.
 */
export function announce(
  db: Database,
  card: {
    id: string;
    target: Extract<Target, { type: 'reply' }>;
    payload: Payload;
    late: Payload;
    lateAt: Date;
  },
  now: Date,
): Statement[] {
  const { id, target, payload, late, lateAt } = card;
  const lane = `late:${id}`;
  const common = { createdAt: now, subject: null, askedAt: null };
  return [
    db
      .insert(outboxMessages)
      .values({ ...common, id, lane: target.chatId, target, payload, nextAttemptAt: now })
      .onConflictDoNothing(),
    db
      .insert(outboxMessages)
      .values({
        ...common,
        id: `l-${id.slice(-48)}`,
        lane,
        target: { type: 'update', outboxId: id, chatId: lane },
        updates: id,
        payload: late,
        nextAttemptAt: lateAt,
      })
      .onConflictDoNothing(),
  ];
}

/** The statement that leaves out a waiting card that is not yet on its way, and what it would have said later. */
export function leaveOutWaiting(db: Database, id: string): Statement {
  const { state, updates, cardId } = outboxMessages;
  return db
    .update(outboxMessages)
    .set({ state: 'superseded' })
    .where(and(eq(state, 'pending'), or(eq(updates, id), and(eq(outboxMessages.id, id), isNull(cardId)))));
}

/** Keeps the card entity of a waiting card before it is sent. @returns false where the answer was quicker */
export async function keepCard(db: Database, id: string, cardId: string): Promise<boolean> {
  const rows = await db
    .update(outboxMessages)
    .set({ cardId })
    .where(and(eq(outboxMessages.id, id), eq(outboxMessages.state, 'pending')))
    .returning({ id: outboxMessages.id });
  return rows.length > 0;
}

/** The answer shows itself in the waiting card's message: from now on that is the answer's. */
export function handOver(db: Database, id: string): Statement {
  return db
    .update(outboxMessages)
    .set({ state: 'superseded', messageId: null, cardId: null })
    .where(eq(outboxMessages.id, id));
}

/**
 * Keeps that a waiting card is being taken back, so that a crash in between cannot leave it standing or fill it: it is
 * left out, and still has its message.
 */
export async function markTakenBack(db: Database, id: string, reason: string): Promise<void> {
  await db
    .update(outboxMessages)
    .set({ state: 'superseded', lastError: reason })
    .where(eq(outboxMessages.id, id));
}
