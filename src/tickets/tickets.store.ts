import { and, asc, count, desc, eq, gte, inArray, isNull, lte, max, or, type SQL, sql } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { parseNumber } from './tickets.number.ts';
import {
  type HistoryEntry,
  type Ticket,
  type TicketClock,
  ticketClocks,
  ticketHistory,
  tickets,
} from './tickets.tables.ts';
import { OPEN_STATES, type TicketState } from './tickets.types.ts';

/** States in which a ticket still concerns somebody: open, or waiting for the enterprise's word. */
export const LIVE_STATES: readonly TicketState[] = [...OPEN_STATES, 'resolved'];

export async function getTicket(db: Database, id: string): Promise<Ticket | null> {
  const [row] = await db.select().from(tickets).where(eq(tickets.id, id)).limit(1);
  return row ?? null;
}

/** Whose tickets are meant where only a sequence was said. */
export interface NumberScope {
  enterpriseId?: string | null;
  department?: string | null;
}

/**
 * The ticket of a number as people write it; of a bare sequence (`0001`, `1号`) the newest within the scope.
 * @returns null where there is none, or the text is no number
 */
export async function getTicketByNumber(
  db: Database,
  text: string,
  scope: NumberScope = {},
): Promise<Ticket | null> {
  const reference = parseNumber(text);
  if (reference === null) return null;
  const where = [
    eq(tickets.seq, reference.seq),
    reference.day === undefined ? undefined : eq(tickets.day, reference.day),
  ];
  if (reference.day === undefined) {
    if (scope.enterpriseId) where.push(eq(tickets.enterpriseId, scope.enterpriseId));
    if (scope.department) where.push(ofDepartment(scope.department));
  }
  const [row] = await db
    .select()
    .from(tickets)
    .where(and(...where))
    .orderBy(desc(tickets.createdAt))
    .limit(1);
  return row ?? null;
}

/** All that happened to a ticket, oldest first. */
export async function getHistory(db: Database, ticketId: string): Promise<HistoryEntry[]> {
  return db
    .select()
    .from(ticketHistory)
    .where(eq(ticketHistory.ticketId, ticketId))
    .orderBy(asc(ticketHistory.seq));
}

export async function lastEntry(db: Database, ticketId: string): Promise<HistoryEntry | null> {
  const [row] = await db
    .select()
    .from(ticketHistory)
    .where(eq(ticketHistory.ticketId, ticketId))
    .orderBy(desc(ticketHistory.seq))
    .limit(1);
  return row ?? null;
}

/** Which tickets are asked for; the conditions given all hold. */
export interface TicketFilter {
  enterpriseId?: string;
  /** Any of these enterprises: a commissioner's. */
  enterpriseIds?: readonly string[];
  /** Lead or supporting. */
  department?: string;
  reporterOpenId?: string;
  handlerOpenId?: string;
  sourceChatId?: string;
  category?: string;
  states?: readonly TicketState[];
  urgent?: boolean;
  /** Only those whose limit to resolve is over at this instant. */
  overdueAt?: Date;
  /** Only those with a wish that the dispatcher has to decide. */
  requested?: boolean;
  mergedInto?: string;
  limit?: number;
  offset?: number;
}

/** Tickets that match, urgent ones first, then by due time, then newest first. */
export async function findTickets(db: Database, filter: TicketFilter): Promise<Ticket[]> {
  return db
    .select()
    .from(tickets)
    .where(conditions(filter))
    .orderBy(
      sql`case when ${tickets.urgency} = 'urgent' then 0 else 1 end`,
      sql`${tickets.resolveDueAt} is null`,
      asc(tickets.resolveDueAt),
      desc(tickets.createdAt),
    )
    .limit(filter.limit ?? 50)
    .offset(filter.offset ?? 0);
}

export async function countTickets(db: Database, filter: TicketFilter): Promise<number> {
  const [row] = await db.select({ n: count() }).from(tickets).where(conditions(filter));
  return row?.n ?? 0;
}

/** The tickets of an enterprise, a department or a reporter that are not yet at an end. */
export async function openTicketsOf(
  db: Database,
  who: Pick<
    TicketFilter,
    'enterpriseId' | 'enterpriseIds' | 'department' | 'reporterOpenId' | 'handlerOpenId'
  >,
  limit = 50,
): Promise<Ticket[]> {
  return findTickets(db, { ...who, states: LIVE_STATES, limit });
}

/** The newest tickets that were logged in a chat. */
export async function findTicketsForChat(db: Database, chatId: string, limit = 20): Promise<Ticket[]> {
  return db
    .select()
    .from(tickets)
    .where(eq(tickets.sourceChatId, chatId))
    .orderBy(desc(tickets.createdAt), desc(tickets.seq))
    .limit(limit);
}

/** The tickets that a draft became, in the order of its problems. */
export async function ticketsOfDraft(db: Database, draftId: string): Promise<Ticket[]> {
  return db.select().from(tickets).where(eq(tickets.draftId, draftId)).orderBy(asc(tickets.draftItem));
}

/** The sequence that the next ticket of a day gets; the unique key decides between two who read the same. */
export async function nextSeq(db: Database, day: string): Promise<number> {
  const [row] = await db
    .select({ last: max(tickets.seq) })
    .from(tickets)
    .where(eq(tickets.day, day));
  return (row?.last ?? 0) + 1;
}

/** The clocks that run and are due by an instant, oldest due first: what reminders and escalation look at. */
export async function runningClocks(db: Database, dueBy: Date, limit = 500): Promise<TicketClock[]> {
  return db
    .select()
    .from(ticketClocks)
    .where(and(isNull(ticketClocks.endedAt), lte(ticketClocks.dueAt, dueBy)))
    .orderBy(asc(ticketClocks.dueAt))
    .limit(limit);
}

export async function clocksOf(db: Database, ticketId: string): Promise<TicketClock[]> {
  return db
    .select()
    .from(ticketClocks)
    .where(eq(ticketClocks.ticketId, ticketId))
    .orderBy(asc(ticketClocks.seq), asc(ticketClocks.kind));
}

export function insertTicket(db: Database, ticket: Ticket): Statement {
  return db.insert(tickets).values(ticket);
}

/** Writes the columns that differ. The history's key, not this, decides who was first. */
export function updateTicket(db: Database, before: Ticket, after: Ticket): Statement {
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Ticket]),
  );
  return db.update(tickets).set(Object.fromEntries(changed)).where(eq(tickets.id, after.id));
}

export function insertHistory(db: Database, entry: HistoryEntry): Statement {
  return db.insert(ticketHistory).values(entry);
}

function conditions(filter: TicketFilter): SQL | undefined {
  const { enterpriseId, enterpriseIds, department, reporterOpenId, handlerOpenId, overdueAt } = filter;
  return and(
    enterpriseId === undefined ? undefined : eq(tickets.enterpriseId, enterpriseId),
    // One parameter however many they are: a statement takes at most a hundred.
    enterpriseIds === undefined
      ? undefined
      : sql`${tickets.enterpriseId} in (select value from json_each(${JSON.stringify(enterpriseIds)}))`,
    department === undefined ? undefined : ofDepartment(department),
    reporterOpenId === undefined ? undefined : eq(tickets.reporterOpenId, reporterOpenId),
    handlerOpenId === undefined ? undefined : eq(tickets.handlerOpenId, handlerOpenId),
    filter.sourceChatId === undefined ? undefined : eq(tickets.sourceChatId, filter.sourceChatId),
    filter.category === undefined ? undefined : eq(tickets.category, filter.category),
    filter.states === undefined ? undefined : inArray(tickets.state, [...filter.states]),
    filter.urgent === undefined ? undefined : eq(tickets.urgency, filter.urgent ? 'urgent' : 'normal'),
    filter.mergedInto === undefined ? undefined : eq(tickets.mergedInto, filter.mergedInto),
    filter.requested ? wished() : undefined,
    overdueAt === undefined
      ? undefined
      : and(
          inArray(tickets.state, ['pending_dispatch', 'assigned', 'in_progress']),
          lte(tickets.resolveDueAt, overdueAt),
        ),
  );
}

function ofDepartment(department: string): SQL {
  const supports = sql`exists (select 1 from json_each(${tickets.supporting}) where value = ${department})`;
  return or(eq(tickets.leadDepartment, department), supports) ?? supports;
}

function wished(): SQL {
  const asked = (column: SQL) => sql`json_extract(${column}, '$.status') = 'asked'`;
  return (
    and(
      inArray(tickets.state, ['assigned', 'in_progress', 'awaiting_enterprise']),
      or(asked(sql`${tickets.extension}`), asked(sql`${tickets.transfer}`)),
    ) ?? sql`1`
  );
}

/** Tickets logged from an instant on, of an enterprise and category: for finding what is reported twice. */
export async function recentOf(
  db: Database,
  enterpriseId: string,
  category: string,
  since: Date,
): Promise<Ticket[]> {
  return db
    .select()
    .from(tickets)
    .where(
      and(
        eq(tickets.enterpriseId, enterpriseId),
        eq(tickets.category, category),
        gte(tickets.createdAt, since),
      ),
    )
    .orderBy(desc(tickets.createdAt));
}
