import { and, desc, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import type { PersonFacts } from '#tickets/tickets.roles.ts';
import { type TicketFilter, ticketConditions } from '#tickets/tickets.search.ts';
import { type Ticket, tickets } from '#tickets/tickets.tables.ts';

export const PAGE_SIZE = 20;
/** Beyond this a list does not count on: nobody reads so many rows, and counting a million takes a second. */
const COUNTED = 1000;

export interface TicketListQuery {
  filter: TicketFilter;
  /** A ticket's number or part of an enterprise's name. */
  text?: string;
  /** Only these, as where a figure is opened. */
  ids?: readonly string[];
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
    query.ids === undefined
      ? undefined
      : sql`${tickets.id} in (select value from json_each(${JSON.stringify(query.ids)}))`,
  );
  const matching = db
    .select({ one: sql`1` })
    .from(tickets)
    .where(where)
    .limit(COUNTED + 1);
  const [rows, counted] = await Promise.all([
    db
      .select()
      .from(tickets)
      .where(where)
      .orderBy(...orderOf(query.order))
      .limit(PAGE_SIZE)
      .offset((query.page - 1) * PAGE_SIZE),
    db.select({ n: sql<number>`count(*)` }).from(matching.as('matching')),
  ]);
  const total = counted[0]?.n ?? 0;
  return { rows, total: Math.min(total, COUNTED), more: total > COUNTED };
}

function orderOf(order: TicketListQuery['order']): SQL[] {
  const newest = [desc(tickets.createdAt), desc(tickets.seq)];
  if (order === 'newest') return newest;
  return [
    sql`${tickets.urgency} <> 'urgent'`,
    sql`${tickets.resolveDueAt} is null`,
    sql`${tickets.resolveDueAt}`,
    ...newest,
  ];
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

/** Those of the ids that are wanted by a page, in the order of the ids. */
export async function ticketsByIds(db: Database, ids: readonly string[]): Promise<Ticket[]> {
  const rows = await db
    .select()
    .from(tickets)
    .where(inArray(tickets.id, [...ids]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
