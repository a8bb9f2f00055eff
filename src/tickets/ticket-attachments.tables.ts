import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { instant } from '#database/columns.ts';

/** `wanted` is still to be fetched, `kept` lies on the disk, `refused` will not be kept. */
export const ATTACHMENT_STATES = ['wanted', 'kept', 'refused'] as const;

/** Images and files that people sent with a report: of a draft and of the tickets that it became, or of a ticket. */
export const ticketAttachments = sqliteTable(
  'ticket_attachments',
  {
    id: text('id').primaryKey(),
    draftId: text('draft_id'),
    ticketId: text('ticket_id'),
    chatId: text('chat_id').notNull(),
    messageId: text('message_id').notNull(),
    /** Feishu's key of the content within the message. */
    key: text('key').notNull(),
    kind: text('kind', { enum: ['image', 'file', 'audio', 'media'] }).notNull(),
    name: text('name').notNull(),
    senderOpenId: text('sender_open_id').notNull(),
    at: instant('at').notNull(),
    state: text('state', { enum: ATTACHMENT_STATES }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAttemptAt: instant('next_attempt_at').notNull(),
    bytes: integer('bytes'),
    mime: text('mime'),
    /** Within the folder of attachments. */
    path: text('path'),
    /** Why it was refused, for people. */
    reason: text('reason'),
  },
  (t) => [
    uniqueIndex('ticket_attachments_content').on(t.messageId, t.key),
    index('ticket_attachments_draft').on(t.draftId).where(sql`draft_id is not null`),
    index('ticket_attachments_ticket').on(t.ticketId).where(sql`ticket_id is not null`),
    index('ticket_attachments_wanted').on(t.nextAttemptAt).where(sql`state = 'wanted'`),
  ],
);
export type TicketAttachment = typeof ticketAttachments.$inferSelect;
