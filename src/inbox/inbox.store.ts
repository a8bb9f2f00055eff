import { and, asc, eq, lt, ne, sql } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { leases } from '#database/leases.tables.ts';
import { preparedOnce } from '#database/prepared.ts';
import { inboxEvents } from './inbox.tables.ts';

export type InboxEvent = typeof inboxEvents.$inferSelect;
/** An event in its lane, with the moment from which it may be handled. */
export type InboxItem = InboxEvent & { dueAt: Date };

/** An event as it is kept, before it has a row. */
export interface NewInboxEvent {
  eventId: string;
  messageId: string | null;
  eventType: string;
  lane: string;
  /** The decrypted `event` object, as JSON text. */
  payload: string;
  receivedAt: Date;
}

/**
 * Keeps events in one statement and one commit.
 * @returns the ids of the rows that are new, by event id; the others had been kept before, by event_id or message_id.
 */
export async function insertEvents(
  db: Database,
  events: readonly NewInboxEvent[],
): Promise<Map<string, number>> {
  // One JSON parameter: D1 binds at most 100 values a statement.
  const rows = JSON.stringify(
    events.map((e) => [e.eventId, e.messageId, e.eventType, e.lane, e.payload, e.receivedAt.getTime()]),
  );
  const inserted = await db.all<{ event_id: string; id: number }>(sql`
    INSERT INTO inbox_events (event_id, message_id, event_type, lane, payload, received_at, next_attempt_at)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 5
    FROM json_each(${rows}) WHERE true
    ON CONFLICT DO NOTHING
    RETURNING event_id, id`);
  return new Map(inserted.map((row) => [row.event_id, row.id]));
}

/** The row of an event that was just kept, without reading it back. */
export function freshRow(event: NewInboxEvent, id: number): InboxItem {
  // Written out: a spread costs more than all the rest, and this is done for every event before others get their turn.
  return {
    id,
    eventId: event.eventId,
    messageId: event.messageId,
    eventType: event.eventType,
    lane: event.lane,
    payload: event.payload,
    receivedAt: event.receivedAt,
    state: 'pending',
    attempts: 0,
    nextAttemptAt: event.receivedAt,
    dueAt: event.receivedAt,
    handledAt: null,
    lastError: null,
    answer: null,
  };
}

// Written out, not bound: SQLite uses a partial index only for a condition that it can read.
const PENDING = sql`${inboxEvents.state} = 'pending'`;
const FAILED = sql`${inboxEvents.state} = 'failed'`;

const selectPending = preparedOnce((db) =>
  db
    .select()
    .from(inboxEvents)
    .where(
      and(
        PENDING,
        sql`${inboxEvents.lane} NOT IN (SELECT value FROM json_each(${sql.placeholder('skipLanes')}))`,
      ),
    )
    .orderBy(asc(inboxEvents.id))
    .limit(sql.placeholder('limit'))
    .prepare(),
);

/** The oldest pending events but those of skipped lanes, in order of arrival. */
export function pendingEvents(db: Database, skipLanes: string[], limit: number): Promise<InboxEvent[]> {
  return selectPending(db).execute({ skipLanes: JSON.stringify(skipLanes), limit });
}

/** The lease of a lane: who handles what is in it, where several do. */
const leaseOf = (lane: string) => `inbox:${lane}`;

/**
 * Claims the lanes whose oldest pending event is due, oldest first, and that nobody else has: in one statement, so that
 * of several who claim at once each lane has one.
 * @param claim `now` is the leases' time, `due` the app's
 */
export async function claimLanes(
  db: Database,
  claim: {
    owner: string;
    now: Date;
    until: Date;
    due: Date;
    skip: string[];
    limit: number;
    pressing: boolean;
  },
): Promise<string[]> {
  const now = claim.now.getTime();
  // Of the columns beside min(id), SQLite takes those of the row with the smallest id.
  const rows = await db.all<{ name: string }>(sql`
    INSERT INTO leases (name, owner, until)
    SELECT 'inbox:' || lane, ${claim.owner}, ${claim.until.getTime()} FROM (
      SELECT lane, min(id) AS first, next_attempt_at AS due FROM inbox_events
      WHERE state = 'pending' AND lane NOT IN (SELECT value FROM json_each(${JSON.stringify(claim.skip)}))
        ${claim.pressing ? sql`AND lane GLOB 'card:*'` : sql``}
        AND NOT EXISTS (SELECT 1 FROM leases WHERE name = 'inbox:' || lane AND until > ${now})
      GROUP BY lane HAVING due <= ${claim.due.getTime()} ORDER BY first LIMIT ${claim.limit})
    WHERE true
    ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE leases.until <= ${now}
    RETURNING name`);
  return rows.map(({ name }) => name.slice(leaseOf('').length));
}

/** Gives claimed lanes back. */
export async function leaveLane(db: Database, owner: string, lane: string): Promise<void> {
  await db.delete(leases).where(and(eq(leases.name, leaseOf(lane)), eq(leases.owner, owner)));
}

/** The pending events of these lanes, in order of arrival. */
export function pendingOfLanes(db: Database, lanes: string[], limit: number): Promise<InboxEvent[]> {
  return db
    .select()
    .from(inboxEvents)
    .where(and(PENDING, sql`${inboxEvents.lane} IN (SELECT value FROM json_each(${JSON.stringify(lanes)}))`))
    .orderBy(asc(inboxEvents.id))
    .limit(limit);
}

/** Marks an event as handled; aborts its batch when another process was faster (trigger `inbox_done_once`). */
export function markHandled(db: Database, id: number, at: Date, answer: unknown): Statement {
  return db
    .update(inboxEvents)
    .set({
      state: 'done',
      handledAt: at,
      lastError: null,
      answer: answer === undefined ? null : JSON.stringify(answer),
    })
    .where(eq(inboxEvents.id, id));
}

/** Keeps a failed try: pending again from `nextAttemptAt`, or failed for good without one. */
export async function markTried(
  db: Database,
  id: number,
  outcome: { attempts: number; error: string; nextAttemptAt: Date | null },
): Promise<void> {
  await db
    .update(inboxEvents)
    .set({
      attempts: outcome.attempts,
      lastError: outcome.error,
      ...(outcome.nextAttemptAt ? { nextAttemptAt: outcome.nextAttemptAt } : { state: 'failed' as const }),
    })
    .where(and(eq(inboxEvents.id, id), ne(inboxEvents.state, 'done')));
}

export async function eventByEventId(db: Database, eventId: string): Promise<InboxEvent | undefined> {
  const [row] = await db.select().from(inboxEvents).where(eq(inboxEvents.eventId, eventId)).limit(1);
  return row;
}

/** Events that were given up, newest first: they stay until somebody replays them. */
export function failedEvents(db: Database, limit = 50): Promise<InboxEvent[]> {
  return db.select().from(inboxEvents).where(FAILED).orderBy(sql`${inboxEvents.id} DESC`).limit(limit);
}

/** The statement that puts a failed event back into its lane; it returns the id where there was one. */
export function replayEventRow(db: Database, id: number, now: Date) {
  return db
    .update(inboxEvents)
    .set({ state: 'pending', attempts: 0, nextAttemptAt: now })
    .where(and(eq(inboxEvents.id, id), eq(inboxEvents.state, 'failed')))
    .returning({ id: inboxEvents.id });
}

/** Puts a failed event back into its lane. @returns whether there was one. */
export async function replayEvent(db: Database, id: number, now: Date): Promise<boolean> {
  return (await replayEventRow(db, id, now)).length > 0;
}

/** Empties what people wrote from events handled before `before`; the ids stay, so that redeliveries are known. */
export async function forgetPayloads(db: Database, before: Date): Promise<void> {
  await db
    .update(inboxEvents)
    .set({ payload: '' })
    .where(
      and(eq(inboxEvents.state, 'done'), lt(inboxEvents.handledAt, before), ne(inboxEvents.payload, '')),
    );
}

/** How many events wait, and how many were given up. */
export async function inboxDepth(db: Database): Promise<{ pending: number; failed: number }> {
  const [row] = await db.all<{ pending: number; failed: number }>(sql`
    SELECT (SELECT count(*) FROM inbox_events WHERE state = 'pending') AS pending,
           (SELECT count(*) FROM inbox_events WHERE state = 'failed') AS failed`);
  return row ?? { pending: 0, failed: 0 };
}
