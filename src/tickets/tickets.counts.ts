import { lt, type SQL, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { tickets } from './tickets.tables.ts';

/** Figures of a span of time; `open` and `overdue` are as they were at its end. */
export interface Counts {
  /** Logged in it. */
  logged: number;
  /** Resolved in it, each ticket once. */
  resolved: number;
  /** Closed in it, each ticket once. */
  closed: number;
  /** Not closed, cancelled or merged at its end. */
  open: number;
  /** Over the limit to resolve at its end; a paused one is not. */
  overdue: number;
}

export interface WeekCounts {
  total: Counts;
  /** By category code, most logged first. */
  byCategory: { category: string; counts: Counts }[];
  /** By lead department as it is now; null is not dispatched. */
  byLead: { lead: string | null; counts: Counts }[];
}

/** Counts the tickets of a span `from` ≤ t < `to` out of their history and clocks. */
export async function weekCounts(db: Database, { from, to }: { from: Date; to: Date }): Promise<WeekCounts> {
  const [start, end] = [from.getTime(), to.getTime()];
  const id = tickets.id;
  const sum = (condition: SQL) => sql<number>`sum(case when ${condition} then 1 else 0 end)`;
  const entered = (state: string) => sql`exists (
    select 1 from ticket_history h where h.ticket_id = ${id} and h.to_state = ${state}
    and h.from_state <> ${state} and h.at >= ${start} and h.at < ${end})`;
  const stateAtEnd = sql`(
    select h.to_state from ticket_history h where h.ticket_id = ${id} and h.at < ${end}
    order by h.seq desc limit 1)`;
  // The plus keeps SQLite from searching by kind and due time, which reads nearly every clock for each ticket.
  const overdueAtEnd = sql`exists (
    select 1 from ticket_clocks c where c.ticket_id = ${id} and +c.kind = 'resolve' and +c.due_at < ${end}
    and c.started_at < ${end} and (c.ended_at is null or c.ended_at >= ${end}))`;
  const rows = await db
    .select({
      category: tickets.category,
      lead: tickets.leadDepartment,
      logged: sum(sql`${tickets.createdAt} >= ${start}`),
      resolved: sum(entered('resolved')),
      closed: sum(entered('closed')),
      open: sum(sql`${stateAtEnd} not in ('closed', 'cancelled', 'merged')`),
      overdue: sum(overdueAtEnd),
    })
    .from(tickets)
    .where(lt(tickets.createdAt, to))
    .groupBy(tickets.category, tickets.leadDepartment);
  return {
    total: rows.reduce(add, ZERO),
    byCategory: grouped(rows, (row) => row.category).map(([category, counts]) => ({ category, counts })),
    byLead: grouped(rows, (row) => row.lead).map(([lead, counts]) => ({ lead, counts })),
  };
}

const ZERO: Counts = { logged: 0, resolved: 0, closed: 0, open: 0, overdue: 0 };

function add(a: Counts, b: Counts): Counts {
  return {
    logged: a.logged + b.logged,
    resolved: a.resolved + b.resolved,
    closed: a.closed + b.closed,
    open: a.open + b.open,
    overdue: a.overdue + b.overdue,
  };
}

function grouped<Row extends Counts, Key>(rows: Row[], keyOf: (row: Row) => Key): [Key, Counts][] {
  const sums = new Map<Key, Counts>();
  for (const row of rows) sums.set(keyOf(row), add(sums.get(keyOf(row)) ?? ZERO, row));
  return [...sums].sort(([, a], [, b]) => b.logged - a.logged || b.open - a.open);
}
