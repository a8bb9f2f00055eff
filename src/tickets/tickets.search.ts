import { and, asc, count, desc, eq, inArray, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { type Ticket, tickets } from './tickets.tables.ts';
import { OPEN_STATES, type TicketState } from './tickets.types.ts';

/** States in which a ticket still concerns somebody: open, or waiting for the enterprise's word. */
export const LIVE_STATES: readonly TicketState[] = [...OPEN_STATES, 'resolved'];

/** Which tickets are asked for; the conditions given all hold. */
export interface TicketFilter {
  enterpriseId?: string;
  /** Any of these enterprises: a commissioner's. */
  enterpriseIds?: readonly string[];
  /** Lead or supporting. */
  department?: string;
  /** Led by any of these. */
  leadDepartments?: readonly string[];
  /** Open, and supported by any of these, which has not answered yet. */
  supportWantedFrom?: readonly string[];
  /** Led or supported by any of the departments, of any of the enterprises, or reported by that person. */
  concerns?: { departments: readonly string[]; enterpriseIds: readonly string[]; reporterOpenId?: string };
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
  /** Logged at this very instant. */
  loggedAt?: Date;
  limit?: number;
  offset?: number;
}

/** Tickets that match, urgent ones first, then by due time, then newest first. */
export async function findTickets(db: Database, filter: TicketFilter): Promise<Ticket[]> {
  return db
    .select()
    .from(tickets)
    .where(ticketConditions(filter))
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
  const [row] = await db.select({ n: count() }).from(tickets).where(ticketConditions(filter));
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

/** The rows that a filter means, for queries with an order of their own. */
export function ticketConditions(filter: TicketFilter): SQL | undefined {
  const { enterpriseId, enterpriseIds, department, reporterOpenId, handlerOpenId, overdueAt } = filter;
  return and(
    enterpriseId === undefined ? undefined : eq(tickets.enterpriseId, enterpriseId),
    enterpriseIds === undefined ? undefined : sql`${tickets.enterpriseId} in ${listed(enterpriseIds)}`,
    filter.leadDepartments === undefined
      ? undefined
      : sql`${tickets.leadDepartment} in ${listed(filter.leadDepartments)}`,
    filter.supportWantedFrom === undefined ? undefined : supportWanted(filter.supportWantedFrom),
    department === undefined ? undefined : ofDepartment(department),
    filter.concerns === undefined ? undefined : concerned(filter.concerns),
    reporterOpenId === undefined ? undefined : eq(tickets.reporterOpenId, reporterOpenId),
    handlerOpenId === undefined ? undefined : eq(tickets.handlerOpenId, handlerOpenId),
    filter.sourceChatId === undefined ? undefined : eq(tickets.sourceChatId, filter.sourceChatId),
    filter.category === undefined ? undefined : eq(tickets.category, filter.category),
    filter.states === undefined ? undefined : inArray(tickets.state, [...filter.states]),
    filter.urgent === undefined ? undefined : eq(tickets.urgency, filter.urgent ? 'urgent' : 'normal'),
    filter.mergedInto === undefined ? undefined : eq(tickets.mergedInto, filter.mergedInto),
    filter.requested ? wished() : undefined,
    filter.loggedAt === undefined ? undefined : eq(tickets.createdAt, filter.loggedAt),
    overdueAt === undefined
      ? undefined
      : and(
          inArray(tickets.state, ['pending_dispatch', 'assigned', 'in_progress']),
          lte(tickets.resolveDueAt, overdueAt),
        ),
  );
}

/** One parameter however many values there are: a statement takes at most a hundred. */
function listed(values: readonly string[]): SQL {
  return sql`(select value from json_each(${JSON.stringify(values)}))`;
}

function supportWanted(departments: readonly string[]): SQL {
  const wanted = sql`exists (
    select 1 from json_each(${tickets.supporting}) s where s.value in ${listed(departments)}
    and s.value not in (select value from json_each(${tickets.supportAnswered})))`;
  return and(inArray(tickets.state, ['assigned', 'in_progress', 'awaiting_enterprise']), wanted) ?? wanted;
}

function concerned({
  departments,
  enterpriseIds,
  reporterOpenId,
}: NonNullable<TicketFilter['concerns']>): SQL {
  const supports = sql`exists (
    select 1 from json_each(${tickets.supporting}) s where s.value in ${listed(departments)})`;
  const any = or(
    departments.length === 0 ? undefined : sql`${tickets.leadDepartment} in ${listed(departments)}`,
    departments.length === 0 ? undefined : supports,
    enterpriseIds.length === 0 ? undefined : sql`${tickets.enterpriseId} in ${listed(enterpriseIds)}`,
    reporterOpenId === undefined ? undefined : eq(tickets.reporterOpenId, reporterOpenId),
  );
  return any ?? sql`0`;
}

export function ofDepartment(department: string): SQL {
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
