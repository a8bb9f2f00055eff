import { and, asc, desc, getTableColumns, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import type { PersonFacts } from '#tickets/tickets.roles.ts';
import { type TicketFilter, ticketConditions } from '#tickets/tickets.search.ts';
import { type Ticket, tickets } from '#tickets/tickets.tables.ts';
import type { TicketState } from '#tickets/tickets.types.ts';

export const PAGE_SIZE = 20;
/** Beyond this a list does not count on: nobody reads so many rows, and counting a million takes a second. */
const COUNTED = 1000;

export interface TicketListQuery {
  filter: TicketFilter;
  /** A ticket's number or part of an enterprise's name. */
  text?: string;
  /** Only those in this state, where many are: asked so that the order's index is used, not the state's. */
  ended?: TicketState;
  /** Newest first, or by what is due first. */
  order: 'newest' | 'due';
  /** From 1. */
  page: number;
}

export interface TicketListPage {
  rows: Ticket[];
  total: number;
  /** Whether there are more than `total`. */
  more: boolean;
}

/** One page of the tickets that somebody may see. */
export async function ticketListPage(
  db: Database,
  person: PersonFacts,
  query: TicketListQuery,
): Promise<TicketListPage> {
  const where = and(
    visibleTo(person),
    ticketConditions(query.filter),
    query.text === undefined ? undefined : named(query.text),
    query.ended === undefined ? undefined : sql`+${tickets.state} = ${query.ended}`,
  );
  const matching = db
    .select({ one: sql`1` })
    .from(tickets)
    .where(where)
    .limit(COUNTED + 1);
  const [rows, counted] = await Promise.all([
    orderedTickets(db, where, query.order, { limit: PAGE_SIZE, offset: (query.page - 1) * PAGE_SIZE }),
    db.select({ n: sql<number>`count(*)` }).from(matching.as('matching')),
  ]);
  const total = counted[0]?.n ?? 0;
  return { rows, total: Math.min(total, COUNTED), more: total > COUNTED };
}

const rowid = sql<number>`${tickets}.rowid`;

/** The first of what a filter means, by what is due first. */
export function dueFirst(db: Database, filter: TicketFilter, limit: number): Promise<Ticket[]> {
  return orderedTickets(db, ticketConditions(filter), 'due', { limit, offset: 0 });
}

/**
 * Some rows in an order. The order is found first, by an index alone where it can be, and only then are the rows read:
 * sorting the whole rows of every open ticket takes half a second with a million of them.
 */
async function orderedTickets(
  db: Database,
  where: SQL | undefined,
  order: TicketListQuery['order'],
  { limit, offset }: { limit: number; offset: number },
): Promise<Ticket[]> {
  const by =
    order === 'newest'
      ? [desc(tickets.createdAt), desc(tickets.seq)]
      : [sql`${tickets.resolveDueAt} is null`, asc(tickets.resolveDueAt), rowid];
  const found = await db
    .select({ rowid })
    .from(tickets)
    .where(where)
    .orderBy(...by)
    .limit(limit)
    .offset(offset);
  const wanted = found.map((row) => row.rowid);
  const rows = await db
    .select({ rowid, ticket: getTableColumns(tickets) })
    .from(tickets)
    .where(sql`${rowid} in (select value from json_each(${JSON.stringify(wanted)}))`);
  const byRow = new Map(rows.map((row) => [row.rowid, row.ticket]));
  return wanted.flatMap((id) => byRow.get(id) ?? []);
}

/** The rows that `maySee` lets this person see; undefined for all. */
export function visibleTo(person: PersonFacts): SQL | undefined {
  if (person.dispatcher || person.leader) return undefined;
  const departments = person.departments.map(({ name }) => name);
  const enterprises = [...new Set([...person.enterpriseIds, ...person.commissionerOf])];
  const of = (names: readonly string[]) => sql`(select value from json_each(${JSON.stringify(names)}))`;
  const supports = sql`exists (select 1 from json_each(${tickets.supporting}) s where s.value in ${of(departments)})`;
  return or(
    enterprises.length === 0 ? undefined : sql`${tickets.enterpriseId} in ${of(enterprises)}`,
    departments.length === 0 ? undefined : sql`${tickets.leadDepartment} in ${of(departments)}`,
    departments.length === 0 ? undefined : supports,
    and(isNull(tickets.enterpriseId), sql`${tickets.reporterOpenId} = ${person.openId}`),
  );
}

/** By the number from its beginning, by the name anywhere. */
function named(text: string): SQL {
  const escaped = text.replace(/[\\%_]/g, (character) => `\\${character}`);
  if (/^T?\d{4,}/i.test(text)) {
    const number = text.toUpperCase().startsWith('T') ? text.toUpperCase() : `T${text}`;
    return sql`${tickets.number} >= ${number} and ${tickets.number} < ${`${number}\uffff`}`;
  }
  return sql`${tickets.enterpriseName} like ${`%${escaped}%`} escape '\\'`;
}
