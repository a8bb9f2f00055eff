import { and, desc, eq, gte, inArray, like, lt, type SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import type { Database } from '#database/database.ts';
import { people } from '#directory/directory.tables.ts';
import { type AuditEntry, consoleAudit } from '#ingress/web/audit/audit.tables.ts';
import { addDays, atBeijing } from '#shared/beijing.ts';
import { InvalidInput } from '#shared/errors.ts';
import { adminTexts } from '#texts/console-admin.zh-CN.ts';
import { ticketHistory, tickets } from '#tickets/tickets.tables.ts';

const PAGE_SIZE = 50;
/** People of one name that are looked for together; a statement takes at most a hundred values. */
const NAMESAKES = 60;

const blank = (value: unknown) => (value === '' ? undefined : value);
const isDay = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`)).toISOString().startsWith(day);

const searchSchema = z.object({
  view: z.preprocess(blank, z.enum(['console', 'tickets']).default('console')),
  person: z.preprocess(blank, z.string().trim().max(40).optional()),
  day: z.preprocess(
    blank,
    z
      .string()
      .regex(/^2\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/)
      .refine(isDay)
      .optional(),
  ),
  page: z.preprocess(blank, z.coerce.number().int().min(1).max(20_000).default(1)),
});
export type AuditSearch = z.output<typeof searchSchema>;

/** What an address asks for. @throws InvalidInput */
export function readAuditSearch(query: Record<string, string>): AuditSearch {
  const checked = searchSchema.safeParse(query);
  if (!checked.success) throw new InvalidInput('console.audit-search', adminTexts.audit.badSearch);
  return checked.data;
}

/** The address of another page of the same search. */
export function auditAddress({ view, person, day }: AuditSearch, page: number): string {
  const query = new URLSearchParams({ view, page: String(page) });
  if (person) query.set('person', person);
  if (day) query.set('day', day);
  return `/console/audit?${query}`;
}

/** Who is meant by a name, also those who have left; null where nobody in particular is looked for. */
export async function peopleNamed(db: Database, name: string | undefined): Promise<string[] | null> {
  if (!name) return null;
  const pattern = `%${name.replace(/[%_]/g, '')}%`;
  const rows = await db
    .select({ openId: people.openId })
    .from(people)
    .where(like(people.name, pattern))
    .limit(NAMESAKES);
  return rows.map(({ openId }) => openId);
}

export interface TicketAct {
  at: Date;
  actorName: string;
  action: string;
  number: string;
}

export interface Found<Row> {
  rows: Row[];
  more: boolean;
}

/** What was done in the console, newest first. */
export async function consoleActs(
  db: Database,
  search: AuditSearch,
  openIds: string[] | null,
): Promise<Found<AuditEntry>> {
  const rows = await db
    .select()
    .from(consoleAudit)
    .where(within(search, consoleAudit.at, consoleAudit.actorOpenId, openIds))
    .orderBy(desc(consoleAudit.at), desc(consoleAudit.id))
    .limit(PAGE_SIZE + 1)
    .offset((search.page - 1) * PAGE_SIZE);
  return cut(rows);
}

/** What was done with tickets, on cards and in the console, newest first; without what was written. */
export async function ticketActs(
  db: Database,
  search: AuditSearch,
  openIds: string[] | null,
): Promise<Found<TicketAct>> {
  const { at, actorName, action } = ticketHistory;
  const rows = await db
    .select({ at, actorName, action, number: tickets.number })
    .from(ticketHistory)
    .innerJoin(tickets, eq(tickets.id, ticketHistory.ticketId))
    .where(within(search, at, ticketHistory.actorOpenId, openIds))
    .orderBy(desc(at))
    .limit(PAGE_SIZE + 1)
    .offset((search.page - 1) * PAGE_SIZE);
  return cut(rows);
}

function within(
  { day }: AuditSearch,
  at: SQLiteColumn,
  actor: SQLiteColumn,
  openIds: string[] | null,
): SQL | undefined {
  return and(
    openIds === null ? undefined : inArray(actor, openIds),
    day === undefined ? undefined : gte(at, atBeijing(day)),
    day === undefined ? undefined : lt(at, atBeijing(addDays(day, 1))),
  );
}

function cut<Row>(rows: Row[]): Found<Row> {
  return { rows: rows.slice(0, PAGE_SIZE), more: rows.length > PAGE_SIZE };
}
