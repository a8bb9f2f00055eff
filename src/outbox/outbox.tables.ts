import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { instant, json } from '#database/columns.ts';
import { payloadSchema, targetSchema } from './outbox.types.ts';

/** Every message to be sent, written in the same batch as the work that it tells of. */
export const outboxMessages = sqliteTable(
  'outbox_messages',
  {
    /** The order of sending within a lane. */
    sequence: integer('sequence').primaryKey({ autoIncrement: true }),
    /** Also Feishu's `uuid`, so that a second try within an hour cannot double the message. */
    id: text('id').notNull().unique(),
    /** The chat (or person) that it goes to: sent one after another, at most five a second. */
    lane: text('lane').notNull(),
    target: json('target', targetSchema).notNull(),
    /** For a card update: the message that is updated. */
    updates: text('updates'),
    payload: json('payload', payloadSchema).notNull(),
    subject: text('subject'),
    state: text('state', { enum: ['pending', 'sent', 'failed', 'superseded'] })
      .notNull()
      .default('pending'),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    createdAt: instant('created_at').notNull(),
    askedAt: instant('asked_at'),
    sentAt: instant('sent_at'),
    /** Feishu's id of the message, once it is sent. */
    messageId: text('message_id'),
    /** Feishu's id of the card entity that the message shows, where it is one: kept before it is sent. */
    cardId: text('card_id'),
    lastError: text('last_error'),
  },
  (t) => [
    index('outbox_pending').on(t.sequence).where(sql`${t.state} = 'pending'`),
    index('outbox_failed').on(t.sequence).where(sql`${t.state} = 'failed'`),
    index('outbox_subject').on(t.subject).where(sql`${t.subject} IS NOT NULL`),
    index('outbox_message_id').on(t.messageId).where(sql`${t.messageId} IS NOT NULL`),
    index('outbox_lane').on(t.lane),
    index('outbox_updates').on(t.updates).where(sql`${t.updates} IS NOT NULL`),
  ],
);
