import { and, asc, desc, or, type SQL, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { enterprises } from '#directory/directory.tables.ts';
import type { PersonFacts } from '#tickets/tickets.roles.ts';
import {
  indexFor,
  oneOf,
  rowsInOrder,
  supportedBy,
  type TicketFilter,
  ticketConditions,
} from '#tickets/tickets.search.ts';
import { type Ticket, tickets } from '#tickets/tickets.tables.ts';
import type { TicketState } from '#tickets/tickets.types.ts';

export const PAGE_SIZE = 20;
/** Beyond this a list does not count on: nobody reads so many rows, and counting a million takes seconds. */
const COUNTED = { newest: 100, due: 1_000 } as const;

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
  const place = { limit: PAGE_SIZE, offset: (query.page - 1) * PAGE_SIZE };
  const most = COUNTED[query.order];
  const find = await finderOf(db, person, query);
  const [rows, counted] = await Promise.all([
    rowsInOrder(db, find(place.offset + PAGE_SIZE), ORDERS[query.order], place),
    db.all<{ n: number }>(sql`select count(*) as n from (${find(most + 1)} limit ${most + 1})`),
  ]);
  const total = counted[0]?.n ?? 0;
  return { rows, total: Math.min(total, most), more: total > most };
}

const ORDERS: Record<TicketListQuery['order'], readonly SQL[]> = {
  newest: [desc(sql`created_at`), desc(sql`seq`)],
  due: [sql`resolve_due_at is null`, asc(sql`resolve_due_at`), sql`rowid`],
};

/** Selects what is listed, of each part at least so many as are asked for. */
type Find = (wanted: number) => SQL;

async function finderOf(db: Database, person: PersonFacts, query: TicketListQuery): Promise<Find> {
  const { filter, text, order } = query;
  const ended = query.ended === undefined ? undefined : sql`+${tickets.state} = ${query.ended}`;
  const given = and(ticketConditions(filter), ended);
  const table = indexFor(filter);
  const seen = visibleParts(person);
  if (order === 'due') {
    const where = and(given, anyOf(seen), text === undefined ? undefined : named(text));
    return () => sql`select rowid from ${table} where ${where ?? sql`1`}`;
  }
  const enterprises = text === undefined || isNumber(text) ? null : await partsNamed(db, text);
  const where = enterprises
    ? and(given, anyOf(seen))
    : and(given, text === undefined ? undefined : named(text));
  return newestOf(table, enterprises ?? seen, where);
}

/**
 * The newest of each part by the index of that part, then the newest of these: what one department has of a million
 * is too much to sort.
 */
function newestOf(table: SQL, parts: Part[] | undefined, where: SQL | undefined): Find {
  const order = sql.join([...ORDERS.newest], sql`, `);
  if (parts === undefined) return () => sql`select rowid from ${table} where ${where ?? sql`1`}`;
  return (wanted) => {
    const found = parts.map((part) => {
      const all = and('among' in part ? amongNewest(part, where, wanted) : part, where);
      return sql`select * from (select rowid, created_at, seq from ${table}
        where ${all ?? sql`1`} order by ${order} limit ${wanted})`;
    });
    return parts.length === 0
      ? sql`select rowid from ${table} where 0`
      : sql`select rowid from (${sql.join(found, sql` union `)})`;
  };
}

/** The tickets of several enterprises: a part of what somebody sees. */
interface OfEnterprises {
  among: readonly string[];
}
type Part = SQL | OfEnterprises;

const wholePart = (part: Part): SQL => ('among' in part ? oneOf(tickets.enterpriseId, part.among) : part);

/**
 * What each enterprise alone has as new as its last wanted one bounds what can be among the newest of all: so the index
 * of the enterprises is read from its end, and not all that they ever reported.
 */
function amongNewest({ among }: OfEnterprises, where: SQL | undefined, wanted: number): SQL {
  const [only] = among;
  if (among.length === 1 && only !== undefined) return oneOf(tickets.enterpriseId, [only]);
  const bound = sql`(select max((select tickets.created_at from tickets indexed by tickets_enterprise
      where ${and(sql`${tickets.enterpriseId} = e.value`, where) ?? sql`1`}
      order by tickets.created_at desc limit 1 offset ${wanted - 1}))
    from json_each(${JSON.stringify(among)}) e)`;
  return sql`(${oneOf(tickets.enterpriseId, among)} and ${tickets.createdAt} >= coalesce(${bound}, 0))`;
}

/** The first of what a filter means, by what is due first. */
export function dueFirst(db: Database, filter: TicketFilter, limit: number): Promise<Ticket[]> {
  const found = sql`select rowid from ${indexFor(filter)} where ${ticketConditions(filter) ?? sql`1`}`;
  return rowsInOrder(db, found, ORDERS.due, { limit, offset: 0 });
}

/** Of any of the parts; undefined where all are seen. */
const anyOf = (parts: Part[] | undefined) => parts && (or(...parts.map(wholePart)) ?? sql`0`);

/** The rows that `maySee` lets this person see, in parts; undefined for all. */
function visibleParts(person: PersonFacts): Part[] | undefined {
  if (person.dispatcher || person.leader) return undefined;
  const departments = person.departments.map(({ name }) => name);
  const enterprises = [...new Set([...person.enterpriseIds, ...person.commissionerOf])];
  // D1 takes at most five parts.
  const led = departments.length > 2 ? [departments] : departments.map((name) => [name]);
  return [
    ...(enterprises.length === 0 ? [] : [{ among: enterprises }]),
    ...led.map((names) => oneOf(tickets.leadDepartment, names)),
    ...(departments.length === 0 ? [] : [supportedBy(departments)]),
    sql`(${tickets.enterpriseId} is null and ${tickets.reporterOpenId} = ${person.openId})`,
  ];
}

/** More enterprises than these are not looked for one by one. */
const MOST_NAMED = 50;

/** The tickets of the enterprises whose name holds a text, in parts; null where those are too many. */
async function partsNamed(db: Database, text: string): Promise<Part[] | null> {
  const like = sql`like ${`%${escaped(text)}%`} escape '\\'`;
  const found = await db
    .select({ id: enterprises.id })
    .from(enterprises)
    .where(sql`${enterprises.name} ${like}`)
    .limit(MOST_NAMED + 1);
  if (found.length > MOST_NAMED) return null;
  const ids = found.map(({ id }) => id);
  return [{ among: ids }, sql`(${tickets.enterpriseId} is null and ${tickets.enterpriseName} ${like})`];
}

const isNumber = (text: string) => /^T?\d{4,}/i.test(text);
const escaped = (text: string) => text.replace(/[\\%_]/g, (character) => `\\${character}`);

/** By the number from its beginning, by the name anywhere. */
function named(text: string): SQL {
  if (isNumber(text)) {
    const number = text.toUpperCase().startsWith('T') ? text.toUpperCase() : `T${text}`;
    return sql`${tickets.number} >= ${number} and ${tickets.number} < ${`${number}\uffff`}`;
  }
  return sql`${tickets.enterpriseName} like ${`%${escaped(text)}%`} escape '\\'`;
}
