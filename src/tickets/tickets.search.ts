import { and, asc, type Column, desc, eq, inArray, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { LIVE_STATES as LIVE, type Ticket, tickets, WISHED } from './tickets.tables.ts';
import { OPEN_STATES, type TicketState } from './tickets.types.ts';

/** States in which a ticket still concerns somebody: open, or waiting for the enterprise's word. */
export const LIVE_STATES: readonly TicketState[] = [...OPEN_STATES, 'resolved'];

/** States in which a department has it. */
const WORKED_STATES: TicketState[] = ['assigned', 'in_progress', 'awaiting_enterprise'];

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

const TOP: readonly SQL[] = [
  sql`case when ${tickets.urgency} = 'urgent' then 0 else 1 end`,
  sql`${tickets.resolveDueAt} is null`,
  asc(tickets.resolveDueAt),
  desc(tickets.createdAt),
  desc(tickets.seq),
];

/** Tickets that match, urgent ones first, then by due time, then newest first. */
export function findTickets(db: Database, filter: TicketFilter): Promise<Ticket[]> {
  const found = sql`select rowid from ${indexFor(filter)} where ${ticketConditions(filter) ?? sql`1`}`;
  return rowsInOrder(db, found, TOP, { limit: filter.limit ?? 50, offset: filter.offset ?? 0 });
}

/**
 * Some of the rows that a query finds, in an order. Their places are sorted by what an index holds, and only those
 * that are wanted are read: sorting whole rows takes half a second with a backlog of a year of a million.
 * @param found selects `rowid` and, unless from `tickets` itself, whatever the order names
 */
export async function rowsInOrder(
  db: Database,
  found: SQL,
  order: readonly SQL[],
  { limit, offset }: { limit: number; offset: number },
): Promise<Ticket[]> {
  const by = sql.join([...order], sql`, `);
  return db
    .select()
    .from(tickets)
    .where(sql`${tickets}.rowid in (${found} order by ${by} limit ${limit} offset ${offset})`)
    .orderBy(...order);
}

export async function countTickets(db: Database, filter: TicketFilter): Promise<number> {
  const where = ticketConditions(filter) ?? sql`1`;
  const [row] = await db.all<{ n: number }>(
    sql`select count(*) as n from ${indexFor(filter)} where ${where}`,
  );
  return row?.n ?? 0;
}

/** The table, by the index of the open tickets where all that match are open and nothing narrows them down more. */
export function indexFor(filter: TicketFilter): SQL {
  const { enterpriseId, reporterOpenId, sourceChatId, mergedInto, loggedAt } = filter;
  if (filter.requested) return sql`tickets indexed by tickets_wished`;
  const narrow = [enterpriseId, reporterOpenId, sourceChatId, mergedInto, loggedAt];
  const served = isLive(filter) && narrow.every((value) => value === undefined);
  return served ? sql`tickets indexed by tickets_live` : sql`tickets`;
}

function isLive({ states, overdueAt, supportWantedFrom }: TicketFilter): boolean {
  if (overdueAt !== undefined || supportWantedFrom !== undefined) return true;
  return states?.every((state) => LIVE_STATES.includes(state)) ?? false;
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
    isLive(filter) ? sql.raw(LIVE) : undefined,
    enterpriseId === undefined ? undefined : eq(tickets.enterpriseId, enterpriseId),
    enterpriseIds === undefined ? undefined : oneOf(tickets.enterpriseId, enterpriseIds),
    filter.leadDepartments === undefined ? undefined : oneOf(tickets.leadDepartment, filter.leadDepartments),
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
    filter.requested ? sql.raw(WISHED) : undefined,
    filter.requested ? inArray(tickets.state, WORKED_STATES) : undefined,
    filter.loggedAt === undefined ? undefined : eq(tickets.createdAt, filter.loggedAt),
    overdueAt === undefined
      ? undefined
      : and(
          inArray(tickets.state, ['pending_dispatch', 'assigned', 'in_progress']),
          lte(tickets.resolveDueAt, overdueAt),
        ),
  );
}

/** Equal to the one value where it is one, so that an index gives the rows in its order. */
export function oneOf(column: Column, values: readonly string[]): SQL {
  const [only] = values;
  return values.length === 1 && only !== undefined ? eq(column, only) : sql`${column} in ${listed(values)}`;
}

/** Supported by one of these. */
export function supportedBy(departments: readonly string[]): SQL {
  return sql`(${tickets.supporting} <> '[]' and exists (
    select 1 from json_each(${tickets.supporting}) s where s.value in ${listed(departments)}))`;
}

/** One parameter however many values there are: a statement takes at most a hundred. */
function listed(values: readonly string[]): SQL {
  return sql`(select value from json_each(${JSON.stringify(values)}))`;
}

function supportWanted(departments: readonly string[]): SQL {
  const wanted = sql`${tickets.supporting} <> '[]' and exists (
    select 1 from json_each(${tickets.supporting}) s where s.value in ${listed(departments)}
    and s.value not in (select value from json_each(${tickets.supportAnswered})))`;
  return and(inArray(tickets.state, WORKED_STATES), wanted) ?? wanted;
}

function concerned({
  departments,
  enterpriseIds,
  reporterOpenId,
}: NonNullable<TicketFilter['concerns']>): SQL {
  const any = or(
    departments.length === 0 ? undefined : oneOf(tickets.leadDepartment, departments),
    departments.length === 0 ? undefined : supportedBy(departments),
    enterpriseIds.length === 0 ? undefined : oneOf(tickets.enterpriseId, enterpriseIds),
    reporterOpenId === undefined ? undefined : eq(tickets.reporterOpenId, reporterOpenId),
  );
  return any ?? sql`0`;
}

export function ofDepartment(department: string): SQL {
  return sql`(${eq(tickets.leadDepartment, department)} or ${supportedBy([department])})`;
}
