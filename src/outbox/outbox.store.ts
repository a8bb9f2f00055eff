import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { preparedOnce } from '#database/prepared.ts';
import { newId } from '#shared/ids.ts';
import { outboxMessages } from './outbox.tables.ts';
import type { Outgoing, Payload, Target } from './outbox.types.ts';

export type OutboxMessage = typeof outboxMessages.$inferSelect;

function laneOf(target: Target): string {
  return target.type === 'person' ? `person:${target.openId}` : target.chatId;
}

/** The statement that puts a message into the outbox. `id` is given where something else has to name the message. */
export function enqueue(db: Database, outgoing: Outgoing, now: Date, id: string = newId()): Statement {
  return db.insert(outboxMessages).values({
    id,
    lane: laneOf(outgoing.target),
    target: outgoing.target,
    updates: outgoing.target.type === 'update' ? outgoing.target.outboxId : null,
    payload: outgoing.payload,
    subject: outgoing.subject ?? null,
    createdAt: now,
    nextAttemptAt: now,
    askedAt: outgoing.askedAt ?? null,
  });
}

/** The statements that draw an own message anew; an update of it that still waits is left out for the newer one. */
export function enqueueUpdate(
  db: Database,
  message: { id: string; lane: string },
  payload: Payload,
  now: Date,
): Statement[] {
  const older = db
    .update(outboxMessages)
    .set({ state: 'superseded' })
    .where(and(eq(outboxMessages.updates, message.id), eq(outboxMessages.state, 'pending')));
  const newer = enqueue(
    db,
    { target: { type: 'update', outboxId: message.id, chatId: message.lane }, payload },
    now,
  );
  return [older, newer];
}

/**
 * The statements that draw all messages of a subject anew, each from the payload with which it was sent; updates of
 * them that still wait are left out for the newer ones. Set by set, so that a message that comes in between is met too.
 */
export function enqueueRedraw(db: Database, subject: string, now: Date): Statement[] {
  const shown = sql`FROM outbox_messages WHERE subject = ${subject} AND state IN ('pending', 'sent')`;
  const at = now.getTime();
  return [
    db.run(sql`UPDATE outbox_messages SET state = 'superseded'
      WHERE state = 'pending' AND updates IN (SELECT id ${shown})`),
    db.run(sql`INSERT INTO outbox_messages (id, lane, target, updates, payload, created_at, next_attempt_at)
      SELECT lower(hex(randomblob(16))), lane, json_object('type', 'update', 'outboxId', id, 'chatId', lane), id,
        payload, ${at}, ${at} ${shown} ORDER BY sequence`),
  ];
}

/** The messages (not the updates) that show a subject, sent or still to be sent. */
export function messagesOfSubject(db: Database, subject: string): Promise<OutboxMessage[]> {
  return db
    .select()
    .from(outboxMessages)
    .where(and(eq(outboxMessages.subject, subject), inArray(outboxMessages.state, ['pending', 'sent'])));
}

// Written out, not bound: SQLite uses a partial index only for a condition that it can read.
const PENDING = sql`${outboxMessages.state} = 'pending'`;
const FAILED = sql`${outboxMessages.state} = 'failed'`;

/** Keeps what a message shows now, as after a press that was answered with another card. */
export function keepPayload(db: Database, id: string, payload: Payload): Statement {
  return db.update(outboxMessages).set({ payload }).where(eq(outboxMessages.id, id));
}

/** A message that is no longer drawn anew with its subject. */
export function dropSubject(db: Database, id: string): Statement {
  return db.update(outboxMessages).set({ subject: null }).where(eq(outboxMessages.id, id));
}

const selectPending = preparedOnce((db) =>
  db
    .select()
    .from(outboxMessages)
    .where(
      and(
        PENDING,
        sql`${outboxMessages.lane} NOT IN (SELECT value FROM json_each(${sql.placeholder('skipLanes')}))`,
      ),
    )
    .orderBy(asc(outboxMessages.sequence))
    .limit(sql.placeholder('limit'))
    .prepare(),
);

/** The oldest waiting messages but those of skipped lanes, in order. */
export function pendingMessages(db: Database, skipLanes: string[], limit: number): Promise<OutboxMessage[]> {
  return selectPending(db).execute({ skipLanes: JSON.stringify(skipLanes), limit });
}

export async function messageById(db: Database, id: string): Promise<OutboxMessage | undefined> {
  const [row] = await db.select().from(outboxMessages).where(eq(outboxMessages.id, id)).limit(1);
  return row;
}

const selectShown = preparedOnce((db) =>
  db
    .select({
      state: outboxMessages.state,
      messageId: outboxMessages.messageId,
      cardId: outboxMessages.cardId,
    })
    .from(outboxMessages)
    .where(eq(outboxMessages.id, sql.placeholder('id')))
    .prepare(),
);

/** How an own message stands at the platform: all that an update of it has to know. */
export async function shownMessage(
  db: Database,
  id: string,
): Promise<Pick<OutboxMessage, 'state' | 'messageId' | 'cardId'> | undefined> {
  const [row] = await selectShown(db).execute({ id });
  return row;
}

const selectByFeishuId = preparedOnce((db) =>
  db
    .select()
    .from(outboxMessages)
    .where(eq(outboxMessages.messageId, sql.placeholder('messageId')))
    .limit(1)
    .prepare(),
);

/** The own message behind Feishu's message id; `undefined` when it is not the bot's. */
export async function messageByFeishuId(db: Database, messageId: string): Promise<OutboxMessage | undefined> {
  const [row] = await selectByFeishuId(db).execute({ messageId });
  return row;
}

/** Whether the bot has ever written into a chat. */
export async function hasWrittenTo(db: Database, chatId: string): Promise<boolean> {
  const rows = await db
    .select({ sequence: outboxMessages.sequence })
    .from(outboxMessages)
    .where(eq(outboxMessages.lane, chatId))
    .limit(1);
  return rows.length > 0;
}

/** The state of a row after a delivery was tried. */
export type Delivered =
  | { state: 'sent'; messageId: string | null; cardId?: string; at: Date }
  | { state: 'pending'; error: string; attempts: number; nextAttemptAt: Date }
  | { state: 'failed' | 'superseded'; error: string; attempts: number };

export function markDelivery(db: Database, id: string, outcome: Delivered): Statement {
  if (outcome.state === 'sent') {
    // On the way of every message, and thrice as quick to build as the other.
    return db.run(sql`UPDATE outbox_messages SET state = 'sent', message_id = ${outcome.messageId},
      card_id = coalesce(${outcome.cardId ?? null}, card_id), sent_at = ${outcome.at.getTime()}, last_error = NULL
      WHERE id = ${id}`);
  }
  const { attempts, error: lastError } = outcome;
  const set =
    outcome.state === 'pending'
      ? { attempts, lastError, nextAttemptAt: outcome.nextAttemptAt }
      : { attempts, lastError, state: outcome.state };
  return db.update(outboxMessages).set(set).where(eq(outboxMessages.id, id));
}

/** Messages that were given up, newest first. */
export function failedMessages(db: Database, limit = 50): Promise<OutboxMessage[]> {
  return db
    .select()
    .from(outboxMessages)
    .where(FAILED)
    .orderBy(sql`${outboxMessages.sequence} DESC`)
    .limit(limit);
}

/** The statement that lets a failed message be tried again; it returns the id where there was one. */
export function replayMessageRow(db: Database, id: string, now: Date) {
  return db
    .update(outboxMessages)
    .set({ state: 'pending', attempts: 0, nextAttemptAt: now })
    .where(and(eq(outboxMessages.id, id), eq(outboxMessages.state, 'failed')))
    .returning({ id: outboxMessages.id });
}

/** Lets a failed message be tried again. @returns whether there was one. */
export async function replayMessage(db: Database, id: string, now: Date): Promise<boolean> {
  return (await replayMessageRow(db, id, now)).length > 0;
}

/** How many messages wait, and how many were given up. */
export async function outboxDepth(db: Database): Promise<{ pending: number; failed: number }> {
  const [row] = await db.all<{ pending: number; failed: number }>(sql`
    SELECT (SELECT count(*) FROM outbox_messages WHERE state = 'pending') AS pending,
           (SELECT count(*) FROM outbox_messages WHERE state = 'failed') AS failed`);
  return row ?? { pending: 0, failed: 0 };
}
