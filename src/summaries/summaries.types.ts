import { z } from 'zod';

/**
 * What a summary says, as data: the card, the console's page, .md, .xlsx and .docx are all drawn from it.
 * What each figure means is written once, in `summaries.definitions.ts`; the zod schemas here read back what was sent.
 */

/** A week from Monday 00:00 or a month from the 1st 00:00, both of Beijing; `from` ≤ t < `to`. */
export const spanSchema = z.object({
  kind: z.enum(['week', 'month']),
  /** `2026-W47` (ISO week) or `2026-10`. */
  id: z.string(),
  from: z.coerce.date(),
  to: z.coerce.date(),
});
export type Span = z.infer<typeof spanSchema>;

/** A figure of this span and of the one before it. */
const compared = <T extends z.ZodType>(value: T) => z.object({ now: value, before: value });

/** Shown as `—` where the denominator is 0. */
export const rateSchema = z.object({ numerator: z.number(), denominator: z.number() });
export type Rate = z.infer<typeof rateSchema>;

/** Working hours of the service calendar; null where nothing was counted. */
export const spreadSchema = z.object({
  count: z.number(),
  median: z.number().nullable(),
  p90: z.number().nullable(),
});
export type Spread = z.infer<typeof spreadSchema>;

/** `open` and `overdue` are as they were at the end of the span. */
export const COUNT_KEYS = ['logged', 'resolved', 'closed', 'open', 'overdue'] as const;
export type CountKey = (typeof COUNT_KEYS)[number];
export const countsSchema = z.record(z.enum(COUNT_KEYS), z.number());
export type Counts = z.infer<typeof countsSchema>;

/** 响应率, 按时办结率, 解决率, 满意率. */
export const RATE_KEYS = ['response', 'onTime', 'solved', 'satisfied'] as const;
export type RateKey = (typeof RATE_KEYS)[number];

export const GROUPINGS = ['category', 'department', 'place', 'tier'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** One line of a table: `key` is what the drill-down names (a category code, a department), `name` what people read. */
export const groupRowSchema = z.object({ key: z.string(), name: z.string(), counts: countsSchema });
export type GroupRow = z.infer<typeof groupRowSchema>;

/** Open age in working days: ≤3, 4–7, 8–15, >15. */
export const AGE_BANDS = ['to3', 'to7', 'to15', 'over15'] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

/** What is counted of a span by the history alone. */
export const spanFiguresSchema = z.object({
  rows: z.array(
    z.object({
      ...{ category: z.string(), department: z.string(), place: z.string(), tier: z.string() },
      counts: countsSchema,
    }),
  ),
  rates: z.record(z.enum(RATE_KEYS), rateSchema),
  durations: z.object({ sign: spreadSchema, resolve: spreadSchema }),
});

/** A ticket as a list of the summary shows it: in words (用地, 办理中), as it stood at the end of the span. */
export const ticketLineSchema = z.object({
  id: z.string(),
  number: z.string(),
  enterprise: z.string(),
  category: z.string(),
  department: z.string().nullable(),
  state: z.string(),
  dueAt: z.coerce.date().nullable(),
  /** Working days over the limit, rounded down; 0 where it is not overdue. */
  overdueDays: z.number(),
});
export type TicketLine = z.infer<typeof ticketLineSchema>;

/** A department in whose hands tickets were returned, disputed or reopened in the span. */
export const troubleSchema = z.object({
  department: z.string(),
  overdue: z.number(),
  returns: z.number(),
  disputes: z.number(),
  reopenings: z.number(),
});
export type Trouble = z.infer<typeof troubleSchema>;

/** The same enterprise and category again, or the same category from several enterprises of one park or town. */
export const repeatedSchema = z.object({
  kind: z.enum(['enterprise', 'place']),
  name: z.string(),
  /** In words, as people read it. */
  category: z.string(),
  enterprises: z.number(),
  /** How many tickets; `tickets` holds the first 20 of them. */
  total: z.number(),
  /** For the drill-down: `repeated/place/德感工业园/energy`. */
  ref: z.string(),
  tickets: z.array(z.object({ id: z.string(), number: z.string() })),
});
export type Repeated = z.infer<typeof repeatedSchema>;

/** What was asked: the clause that answered most, with its place in the document. */
export const topicSchema = z.object({
  documentId: z.string(),
  clauseId: z.string(),
  title: z.string(),
  count: z.number(),
});
export type Topic = z.infer<typeof topicSchema>;

/** A question, or part of one, that had no basis in the knowledge base; phone numbers are masked. */
export const gapSchema = z.object({ question: z.string(), count: z.number(), lastAt: z.coerce.date() });
export type Gap = z.infer<typeof gapSchema>;

export const commissionerSchema = z.object({
  openId: z.string(),
  name: z.string(),
  enterprises: z.number(),
  /** Tickets logged by this commissioner in the span. */
  logged: z.number(),
  /** Names of enterprises without contact for 30 days at the end of the span. */
  quiet: z.array(z.string()),
});
export type CommissionerLine = z.infer<typeof commissionerSchema>;

/** The figures in words: one sentence, then what stands out. */
export const narrativeSchema = z.object({
  sentence: z.string(),
  points: z.array(z.string()),
  /** Who wrote it: `rules`, or the model and its prompt. */
  version: z.string(),
});
export type Narrative = z.infer<typeof narrativeSchema>;

export const summarySchema = z.object({
  v: z.literal(1),
  span: spanSchema,
  /** When it was computed; a span that is not over counts until here. */
  asOf: z.coerce.date(),
  /** Years of the span or its limits for which no official calendar is known. */
  unknownYears: z.array(z.number()),
  counts: z.record(z.enum(COUNT_KEYS), compared(z.number())),
  rates: z.record(z.enum(RATE_KEYS), compared(rateSchema)),
  /** Working hours from assignment to signing, and from logging to resolving (pauses left out), of those done in the span. */
  durations: z.object({ sign: compared(spreadSchema), resolve: compared(spreadSchema) }),
  groups: z.record(z.enum(GROUPINGS), z.array(groupRowSchema)),
  /** The span before, for what rose and who improved. */
  groupsBefore: z.record(z.enum(GROUPINGS), z.array(groupRowSchema)),
  openAge: z.record(z.enum(AGE_BANDS), z.number()),
  /** One entry a Beijing day of the span, `YYYY-MM-DD`. */
  days: z.array(z.object({ day: z.string(), logged: z.number(), closed: z.number() })),
  /** Longest overdue first. At most 50; the number of all is `counts.overdue`. */
  overdue: z.array(ticketLineSchema),
  /** The open ticket that was logged first. */
  oldest: ticketLineSchema.nullable(),
  trouble: z.array(troubleSchema),
  repeated: z.array(repeatedSchema),
  topics: z.array(topicSchema),
  gaps: z.array(gapSchema),
  questions: compared(z.number()),
  commissioners: z.array(commissionerSchema),
  /** Written when it is handed up, and kept with it. */
  narrative: narrativeSchema.optional(),
});
export type Summary = z.infer<typeof summarySchema>;

/**
 * Names a figure for its drill-down: `logged`, `open`, `response` (those due), `response.done` (those that made it),
 * `signed` (of the hours to sign), `category/land/logged`, `department/区经济信息委/overdue`, `place/德感工业园/open`,
 * `tier/national/closed`, `age/to7`, `day/2026-11-16/logged`, `trouble/区税务局/returns`, `commissioner/ou_x/logged`,
 * `repeated/enterprise/ID/land`. The key of a group is the row's `key`, also where that is empty (not dispatched yet).
 * `summaries.drill-down.ts` turns one into the tickets that it counts.
 */
export type FigureRef = string;
