import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant } from '#database/columns.ts';

/**
 * Every event that Feishu delivered, kept before it is acknowledged. `message_id` and `event_id` are unique for ever,
 * so that a redelivery is known whatever its age. A trigger refuses to mark a handled event as handled again.
 */
export const inboxEvents = sqliteTable(
  'inbox_events',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    eventId: text('event_id').notNull().unique(),
    messageId: text('message_id').unique(),
    eventType: text('event_type').notNull(),
    /** Events of one lane are handled in the order in which they came. */
    lane: text('lane').notNull(),
    /** The decrypted `event` object as JSON; emptied some days after it was handled. */
    payload: text('payload').notNull(),
    state: text('state', { enum: ['pending', 'done', 'failed'] })
      .notNull()
      .default('pending'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    receivedAt: instant('received_at').notNull(),
    handledAt: instant('handled_at'),
    lastError: text('last_error'),
    /** What a card callback was answered with, for the same callback coming twice. */
    answer: text('answer'),
  },
  (t) => [
    index('inbox_pending').on(t.id).where(sql`${t.state} = 'pending'`),
    index('inbox_failed').on(t.id).where(sql`${t.state} = 'failed'`),
    index('inbox_unforgotten').on(t.handledAt).where(sql`${t.state} = 'done' AND ${t.payload} <> ''`),
  ],
);
