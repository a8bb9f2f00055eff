import { z } from 'zod';

/** Where a ticket can stand. The wording of each is in `tickets.lifecycle.ts`. */
export const TICKET_STATES = [
  'pending_dispatch',
  'assigned',
  'in_progress',
  'awaiting_enterprise',
  'resolved',
  'closed',
  'cancelled',
  'merged',
] as const;
export type TicketState = (typeof TICKET_STATES)[number];

/** Somebody still has to do something for the enterprise. */
export const OPEN_STATES = ['pending_dispatch', 'assigned', 'in_progress', 'awaiting_enterprise'] as const;

export const URGENCIES = ['normal', 'urgent'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** The limits that run on a ticket. `support` runs once for each supporting department. */
export const CLOCK_KINDS = ['dispatch', 'sign', 'resolve', 'support', 'confirm'] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

/** Why a clock's period ended: its work was done, its due time was moved, it was paused, or it fell away. */
export const CLOCK_ENDINGS = ['done', 'moved', 'paused', 'dropped'] as const;
export type ClockEnding = (typeof CLOCK_ENDINGS)[number];

/** What is told about a clock: half of it is gone, a working day is left, it is over, it is long over. */
export const REMINDERS = ['half', 'day_before', 'overdue', 'long_overdue'] as const;
export type Reminder = (typeof REMINDERS)[number];

export const SATISFACTIONS = ['satisfied', 'fair', 'dissatisfied'] as const;
export type Satisfaction = (typeof SATISFACTIONS)[number];

/** How a ticket came to be closed: the enterprise said so, or it said nothing in time. */
export const CLOSINGS = ['confirmed', 'default'] as const;
export type Closing = (typeof CLOSINGS)[number];

export const departmentNamesSchema = z.array(z.string());

/** One place a problem could go: shown to the dispatcher where the router was unsure. */
export const candidateSchema = z.object({
  category: z.string(),
  lead: z.string(),
  supporting: z.array(z.string()).default([]),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** What was read out of a problem beside its text. Loose, so that a newer version's fields survive an older one. */
export const detailsSchema = z.looseObject({
  place: z.string().optional(),
  amounts: z.array(z.object({ value: z.number(), unit: z.string() })).optional(),
  candidates: z.array(candidateSchema).optional(),
});
export type TicketDetails = z.infer<typeof detailsSchema>;

/** A handler's wish that the dispatcher decides: a later date, another department, or a return. */
export const requestSchema = z.object({
  kind: z.enum(['extension', 'transfer', 'return']),
  status: z.enum(['asked', 'granted', 'refused']),
  reason: z.string(),
  /** For an extension: the due time that is asked for. */
  until: z.iso.datetime({ offset: true }).optional(),
  /** For a transfer the department that is proposed, for a return the one that returned it. */
  department: z.string().optional(),
});
export type TicketRequest = z.infer<typeof requestSchema>;

/** Facts of one history entry, for cards and for recounting; what people wrote is in `note`. */
export const historyDataSchema = z.looseObject({
  /** The ticket's fields that this entry changed, as they were after it. */
  changes: z.record(z.string(), z.unknown()).optional(),
  /** The form's values beside the note. */
  input: z.record(z.string(), z.unknown()).optional(),
});
export type HistoryData = z.infer<typeof historyDataSchema>;

/** One problem of a draft. */
export const draftItemSchema = z.object({
  category: z.string(),
  description: z.string(),
  urgency: z.enum(URGENCIES),
  /** null: the router is unsure, the dispatcher decides. */
  lead: z.string().nullable(),
  supporting: z.array(z.string()).default([]),
  details: detailsSchema.default({}),
});
export type DraftItem = z.infer<typeof draftItemSchema>;

/** The enterprise as it was known when the draft was written; `id` is null where the directory does not know it. */
export const draftEnterpriseSchema = z.object({
  id: z.string().nullable(),
  name: z.string(),
  park: z.string().nullable().default(null),
  town: z.string().nullable().default(null),
  tier: z.string().nullable().default(null),
});
export type DraftEnterprise = z.infer<typeof draftEnterpriseSchema>;

export const draftDataSchema = z.object({
  /** null: not known yet, must be filled in before the draft can be submitted. */
  enterprise: draftEnterpriseSchema.nullable(),
  items: z.array(draftItemSchema),
  /** Names among which the enterprise is to be chosen, where what was written may mean several. */
  choices: z.array(z.string()).optional(),
  /** Numbers of the tickets to which problems of this draft were added instead of being logged. */
  supplemented: z.array(z.string()).optional(),
});
export type DraftData = z.infer<typeof draftDataSchema>;

export const DRAFT_STATES = ['open', 'submitted', 'discarded'] as const;
export type DraftState = (typeof DRAFT_STATES)[number];
