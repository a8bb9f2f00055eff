import { and, asc, desc, eq, isNull, lte, max, sql } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { preparedOnce } from '#database/prepared.ts';
import { parseNumber } from './tickets.number.ts';
import { ofDepartment } from './tickets.search.ts';
import {
  type HistoryEntry,
  type Ticket,
  type TicketClock,
  ticketClocks,
  ticketHistory,
  tickets,
} from './tickets.tables.ts';

export {
  countTickets,
  findTickets,
  LIVE_STATES,
  openTicketsOf,
  type TicketFilter,
} from './tickets.search.ts';

const selectTicket = preparedOnce((db) =>
  db
    .select()
    .from(tickets)
    .where(eq(tickets.id, sql.placeholder('id')))
    .prepare(),
);

export async function getTicket(db: Database, id: string): Promise<Ticket | null> {
  const [row] = await selectTicket(db).execute({ id });
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

const selectHistory = preparedOnce((db) =>
  db
    .select()
    .from(ticketHistory)
    .where(eq(ticketHistory.ticketId, sql.placeholder('ticketId')))
    .orderBy(asc(ticketHistory.seq))
    .prepare(),
);

/** All that happened to a ticket, oldest first. */
export function getHistory(db: Database, ticketId: string): Promise<HistoryEntry[]> {
  return selectHistory(db).execute({ ticketId });
}

const HISTORIES_REMEMBERED = 200;
const histories = preparedOnce(() => new Map<string, HistoryEntry[]>());

/**
 * All that had happened to a ticket when it stood as it is given. Entries are never changed, so what was read once is
 * remembered: a change is drawn on several cards, one after another. The list must not be changed.
 */
export async function historyUpTo(
  db: Database,
  { id, version }: Pick<Ticket, 'id' | 'version'>,
): Promise<readonly HistoryEntry[]> {
  const known = histories(db);
  const key = `${id} ${version}`;
  const remembered = known.get(key);
  if (remembered) return remembered;
  const entries = (await getHistory(db, id)).filter((entry) => entry.seq <= version);
  known.set(key, entries);
  if (known.size > HISTORIES_REMEMBERED) known.delete(known.keys().next().value ?? '');
  return entries;
}

const selectLast = preparedOnce((db) =>
  db
    .select()
    .from(ticketHistory)
    .where(eq(ticketHistory.ticketId, sql.placeholder('ticketId')))
    .orderBy(desc(ticketHistory.seq))
    .limit(1)
    .prepare(),
);

export async function lastEntry(db: Database, ticketId: string): Promise<HistoryEntry | null> {
  const [row] = await selectLast(db).execute({ ticketId });
  return row ?? null;
}

const selectFollowers = preparedOnce((db) =>
  db
    .select()
    .from(tickets)
    .where(eq(tickets.mergedInto, sql.placeholder('ticketId')))
    .orderBy(asc(tickets.createdAt))
    .prepare(),
);

/** The tickets that were merged into one, oldest first. */
export function followersOf(db: Database, ticketId: string): Promise<Ticket[]> {
  return selectFollowers(db).execute({ ticketId });
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
