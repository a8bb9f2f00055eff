import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { instant, json } from '#database/columns.ts';
import {
  CLOCK_ENDINGS,
  CLOCK_KINDS,
  CLOSINGS,
  DRAFT_STATES,
  departmentNamesSchema,
  detailsSchema,
  draftDataSchema,
  historyDataSchema,
  REMINDERS,
  requestSchema,
  SATISFACTIONS,
  TICKET_STATES,
  URGENCIES,
} from './tickets.types.ts';

const count = (name: string) => integer(name).notNull().default(0);

/** The states of a ticket that is open; in a query word for word so, that the indexes of these tickets alone can serve it. */
export const LIVE_STATES = `state in ('pending_dispatch', 'assigned', 'in_progress', 'awaiting_enterprise', 'resolved')`;

/** A period, over by now, in which the ticket was not open; word for word so, as above. */
export const ENDED_ONCE = `until_at is not null and state in ('closed', 'cancelled', 'merged')`;

/** A wish that the dispatcher has to decide, word for word as its index has it. */
export const WISHED = `(json_extract(extension, '$.status') = 'asked' or json_extract(transfer, '$.status') = 'asked')`;

/** The problems as they stand now. Each row can be recomputed from its history. */
export const tickets = sqliteTable(
  'tickets',
  {
    id: text('id').primaryKey(),
    /** The Beijing day of logging, and the sequence within it: together the number. */
    day: text('day').notNull(),
    seq: integer('seq').notNull(),
    number: text('number').notNull(),
    enterpriseId: text('enterprise_id'),
    enterpriseName: text('enterprise_name').notNull(),
    /** Park, town and tier as they were when it was logged, so that old statistics stay as they were. */
    park: text('park'),
    town: text('town'),
    tier: text('tier'),
    category: text('category').notNull(),
    description: text('description').notNull(),
    details: json('details', detailsSchema).notNull(),
    urgency: text('urgency', { enum: URGENCIES }).notNull(),
    state: text('state', { enum: TICKET_STATES }).notNull(),
    /** null until it is dispatched. */
    leadDepartment: text('lead_department'),
    supporting: json('supporting', departmentNamesSchema).notNull(),
    /** The supporting departments that have answered the lead. */
    supportAnswered: json('support_answered', departmentNamesSchema).notNull(),
    handlerOpenId: text('handler_open_id'),
    handlerName: text('handler_name'),
    reporterOpenId: text('reporter_open_id').notNull(),
    reporterName: text('reporter_name').notNull(),
    sourceChatId: text('source_chat_id').notNull(),
    sourceMessageId: text('source_message_id'),
    /** The draft it was submitted from, and which of its problems: a draft submitted twice makes one ticket each. */
    draftId: text('draft_id'),
    draftItem: integer('draft_item'),
    /** The same for all problems of one message. */
    linkedGroup: text('linked_group'),
    mergedInto: text('merged_into'),
    createdAt: instant('created_at').notNull(),
    /** When it last came to the dispatcher, and when it must be dispatched. */
    queuedAt: instant('queued_at'),
    dispatchDueAt: instant('dispatch_due_at'),
    /** When it was last given to a department; when that must sign for it; until when it may return it. */
    assignedAt: instant('assigned_at'),
    signDueAt: instant('sign_due_at'),
    returnUntil: instant('return_until'),
    signedAt: instant('signed_at'),
    /** Where the limit to resolve counts from, when it ends, and the working time it stood still so far. */
    resolveFrom: instant('resolve_from'),
    resolveDueAt: instant('resolve_due_at'),
    pausedSince: instant('paused_since'),
    pausedMs: count('paused_ms'),
    supportFrom: instant('support_from'),
    supportDueAt: instant('support_due_at'),
    resolvedAt: instant('resolved_at'),
    /** When silence counts as a confirmation. */
    confirmDueAt: instant('confirm_due_at'),
    closedAt: instant('closed_at'),
    closedAs: text('closed_as', { enum: CLOSINGS }),
    satisfaction: text('satisfaction', { enum: SATISFACTIONS }),
    /** Whether the department can no longer return it: after a ruling, or a third assignment. */
    assignmentFinal: integer('assignment_final', { mode: 'boolean' }).notNull().default(false),
    extension: json('extension', requestSchema),
    transfer: json('transfer', requestSchema),
    assignments: count('assignments'),
    returns: count('returns'),
    disputes: count('disputes'),
    reopenings: count('reopenings'),
    urges: count('urges'),
    urgedAt: instant('urged_at'),
    supervisions: count('supervisions'),
    updatedAt: instant('updated_at').notNull(),
    /** The sequence of its newest history entry. */
    version: integer('version').notNull(),
  },
  (t) => [
    uniqueIndex('tickets_number').on(t.number),
    uniqueIndex('tickets_day_seq').on(t.day, t.seq),
    uniqueIndex('tickets_draft').on(t.draftId, t.draftItem),
    index('tickets_state').on(t.state, t.resolveDueAt),
    index('tickets_enterprise').on(t.enterpriseId, t.createdAt),
    index('tickets_lead').on(t.leadDepartment, t.createdAt),
    // Holds all that a list of open tickets asks for, so that only the rows that are shown are read.
    index('tickets_live')
      .on(
        ...[t.state, t.resolveDueAt, t.urgency, t.createdAt, t.leadDepartment, t.handlerOpenId],
        ...[t.enterpriseId, t.enterpriseName, t.category, t.supporting, t.supportAnswered, t.reporterOpenId],
        ...[t.park, t.town],
      )
      .where(sql.raw(LIVE_STATES)),
    index('tickets_supported').on(t.createdAt).where(sql`supporting <> '[]'`),
    index('tickets_wished').on(t.resolveDueAt).where(sql.raw(WISHED)),
    index('tickets_reporter').on(t.reporterOpenId, t.createdAt),
    index('tickets_chat').on(t.sourceChatId, t.createdAt),
    index('tickets_created').on(t.createdAt),
    index('tickets_seq').on(t.seq, t.createdAt),
    index('tickets_merged').on(t.mergedInto).where(sql`merged_into is not null`),
    index('tickets_confirm').on(t.confirmDueAt).where(sql`state = 'resolved'`),
  ],
);

/** What happened to a ticket, one row a change, never edited: the key makes one winner of two at once. */
export const ticketHistory = sqliteTable(
  'ticket_history',
  {
    ticketId: text('ticket_id')
      .notNull()
      .references(() => tickets.id),
    seq: integer('seq').notNull(),
    at: instant('at').notNull(),
    /** null is the system. */
    actorOpenId: text('actor_open_id'),
    actorName: text('actor_name').notNull(),
    action: text('action').notNull(),
    /** null for the entry that logs it. */
    fromState: text('from_state', { enum: TICKET_STATES }),
    toState: text('to_state', { enum: TICKET_STATES }).notNull(),
    note: text('note'),
    data: json('data', historyDataSchema).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.ticketId, t.seq] }),
    index('ticket_history_at').on(t.at, t.action),
    index('ticket_history_actor').on(t.actorOpenId, t.at),
  ],
);

/**
 * Every period in which a limit ran with one due time. A pause or a new due time ends a period and, later or at once,
 * begins another, so that what was overdue at any past instant can be asked. At most one is open for each limit.
 */
export const ticketClocks = sqliteTable(
  'ticket_clocks',
  {
    ticketId: text('ticket_id')
      .notNull()
      .references(() => tickets.id),
    kind: text('kind', { enum: CLOCK_KINDS }).notNull(),
    /** The department that it runs for; empty where it is the dispatcher or the enterprise. */
    department: text('department').notNull(),
    /** The history entry that began it. */
    seq: integer('seq').notNull(),
    /** Where the limit counts from: older than `startedAt` after a pause. */
    countedFrom: instant('counted_from').notNull(),
    startedAt: instant('started_at').notNull(),
    dueAt: instant('due_at').notNull(),
    endedAt: instant('ended_at'),
    ending: text('ending', { enum: CLOCK_ENDINGS }),
    /** When its next reminder is due: the one thing that is looked at every minute. null: none is left, or it has ended. */
    nextAt: instant('next_at'),
  },
  (t) => [
    primaryKey({ columns: [t.ticketId, t.kind, t.department, t.seq] }),
    uniqueIndex('ticket_clocks_open').on(t.ticketId, t.kind, t.department).where(sql`ended_at is null`),
    /** Holds all that a rate of kept limits asks for. */
    index('ticket_clocks_due').on(t.kind, t.dueAt, t.startedAt, t.endedAt, t.ending, t.ticketId),
    index('ticket_clocks_running').on(t.dueAt).where(sql`ended_at is null`),
    index('ticket_clocks_next').on(t.nextAt).where(sql`next_at is not null`),
  ],
);

/** How long periods of each class last at most: what lasted at an instant began at most so long before it. */
export const LASTING_MS = [1, 4, 16, 64].map((days) => days * 86_400_000);

/** The class of a period by how long it lasted; 0 while it lasts, the last one without bound. */
export const LASTING_CLASS = `(case when until_at is null then 0 ${LASTING_MS.map(
  (ms, index) => `when until_at - from_at <= ${ms} then ${index + 1}`,
).join(' ')} else ${LASTING_MS.length + 1} end)`;

/**
 * How a ticket stood from one change to the next: state, category, department and due time, kept with the history and
 * told by it alone. So what was open, overdue or resolved at any past instant is one look at an index. Changes that
 * alter none of these begin no period. The ticket's place, tier and enterprise are as they were when it was logged.
 */
export const ticketPeriods = sqliteTable(
  'ticket_periods',
  {
    ticketId: text('ticket_id')
      .notNull()
      .references(() => tickets.id),
    /** The history entry that began it. */
    seq: integer('seq').notNull(),
    action: text('action').notNull(),
    /** Whether the ticket begins with it. */
    first: integer('first', { mode: 'boolean' }).notNull(),
    fromAt: instant('from_at').notNull(),
    /** null while it lasts. */
    untilAt: instant('until_at'),
    state: text('state', { enum: TICKET_STATES }).notNull(),
    category: text('category').notNull(),
    /** Empty while nobody is in charge. */
    department: text('department').notNull(),
    /** When the limit to resolve ends; null where it stands still or does not run. */
    dueAt: instant('due_at'),
    assignedAt: instant('assigned_at'),
    satisfaction: text('satisfaction', { enum: SATISFACTIONS }),
    /** When it was last resolved and last closed up to here, whatever came of it since. */
    resolvedAt: instant('resolved_at'),
    closedAt: instant('closed_at'),
    createdAt: instant('created_at').notNull(),
    /** The enterprise's id, its name where the directory does not know it. */
    enterprise: text('enterprise').notNull(),
    /** Park, else town, else empty. */
    place: text('place').notNull(),
    tier: text('tier').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.ticketId, t.seq] }),
    // Each holds all that its question asks for, so that no row is looked up: what was done in a span, and how tickets
    // stood at an instant, which for most is their last period: by when it began, and by when they were logged.
    index('ticket_periods_action').on(
      ...[t.action, t.fromAt, t.ticketId, t.seq, t.createdAt, t.assignedAt, t.satisfaction],
    ),
    index('ticket_periods_last')
      .on(
        ...[t.fromAt, t.untilAt, t.category, t.department, t.place, t.tier],
        ...[t.createdAt, t.resolvedAt, t.closedAt, t.ticketId],
      )
      .where(sql`until_at is null`),
    index('ticket_periods_logged')
      .on(
        ...[t.createdAt, t.ticketId, t.fromAt, t.untilAt, t.state, t.category, t.department],
        ...[t.place, t.tier, t.enterprise],
      )
      .where(sql`until_at is null`),
    // What was open at an instant; then what had ended then and was taken up again since.
    index('ticket_periods_open')
      .on(
        ...[sql.raw(LASTING_CLASS), t.fromAt, t.untilAt, t.dueAt, t.createdAt, t.ticketId, t.state],
        ...[t.category, t.department, t.place, t.tier, t.enterprise, t.resolvedAt, t.closedAt],
      )
      .where(sql.raw(LIVE_STATES)),
    index('ticket_periods_ended').on(t.untilAt, t.fromAt).where(sql.raw(ENDED_ONCE)),
    index('ticket_periods_idle')
      .on(t.ticketId, t.seq, t.fromAt, t.untilAt)
      .where(sql`until_at is not null and state in ('awaiting_enterprise', 'resolved', 'closed')`),
  ],
);

/** Which reminders of a clock's period were sent: the key makes each happen once, also after a restart. */
export const ticketReminders = sqliteTable(
  'ticket_reminders',
  {
    ticketId: text('ticket_id')
      .notNull()
      .references(() => tickets.id),
    kind: text('kind', { enum: CLOCK_KINDS }).notNull(),
    department: text('department').notNull(),
    clockSeq: integer('clock_seq').notNull(),
    reminder: text('reminder', { enum: REMINDERS }).notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.ticketId, t.kind, t.department, t.clockSeq, t.reminder] })],
);

/** What somebody is about to log, shown to them first. */
export const ticketDrafts = sqliteTable(
  'ticket_drafts',
  {
    id: text('id').primaryKey(),
    chatId: text('chat_id').notNull(),
    messageId: text('message_id'),
    authorOpenId: text('author_open_id').notNull(),
    authorName: text('author_name').notNull(),
    data: json('data', draftDataSchema).notNull(),
    state: text('state', { enum: DRAFT_STATES }).notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('ticket_drafts_author').on(t.authorOpenId, t.chatId, t.createdAt),
    index('ticket_drafts_state').on(t.state, t.createdAt),
  ],
);

export type Ticket = typeof tickets.$inferSelect;
export type HistoryEntry = typeof ticketHistory.$inferSelect;
export type TicketClock = typeof ticketClocks.$inferSelect;
export type TicketPeriod = typeof ticketPeriods.$inferSelect;
export type TicketDraft = typeof ticketDrafts.$inferSelect;
