import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { LASTING_CLASS, LASTING_MS, LIVE_STATES } from './tickets.tables.ts';

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

/** `from` ≤ t < `to`. */
export interface Range {
  from: Date;
  to: Date;
}

/** The counts of the tickets that are alike, by category and lead department as they were at the end of the span. */
export interface CountRow {
  category: string;
  /** Empty is not dispatched. */
  department: string;
  place: string;
  tier: string;
  counts: Counts;
}

export interface WeekCounts {
  total: Counts;
  /** By category code, most logged first. */
  byCategory: { category: string; counts: Counts }[];
  /** By lead department at the end of the span; null is not dispatched. */
  byLead: { lead: string | null; counts: Counts }[];
}

/** `state` in one that is open, in the very words of the index `ticket_periods_open`. */
const IS_LIVE = sql.raw(LIVE_STATES);

/** The one period of each ticket that holds just before an instant. */
function standsAt(at: Date): SQL {
  return sql`from_at < ${at.getTime()} and (until_at is null or until_at >= ${at.getTime()})`;
}

/**
 * The tickets to which something happened in a span, each once, with what happened and as they stood at its end: the
 * period that holds at the end says when it was last resolved and closed.
 */
export function touchedIn({ from, to }: Range): SQL {
  const since = (column: string) => sql`coalesce(${sql.identifier(column)} >= ${from.getTime()}, 0)`;
  return sql`select ticket_id, category, department, place, tier, created_at, ${since('created_at')} as logged,
    ${since('resolved_at')} as resolved, ${since('closed_at')} as closed
    from ticket_periods indexed by ticket_periods_from where from_at >= ${from.getTime()} and ${standsAt(to)}`;
}

/** The tickets that were logged in a range, as they stood at an instant. */
export function loggedIn({ from, to }: Range, at: Date): SQL {
  return sql`select ticket_id, state, category, department, place, tier, enterprise, created_at
    from ticket_periods indexed by ticket_periods_standing
    where created_at >= ${from.getTime()} and created_at < ${to.getTime()} and ${standsAt(at)}`;
}

/**
 * The tickets that were open at an instant, as they stood then: of each class of periods, by how long they last, only
 * those that began late enough to last until then.
 */
export function openAt(at: Date): SQL {
  const end = at.getTime();
  const ofClass = (index: number, lasting: SQL) => sql`select ticket_id, category, department, place, tier,
    created_at, due_at from ticket_periods indexed by ticket_periods_open
    where ${IS_LIVE} and ${sql.raw(LASTING_CLASS)} = ${sql.raw(String(index))} and from_at < ${end} and ${lasting}`;
  const ended = [...LASTING_MS, end].map((ms, index) =>
    ofClass(index + 1, sql`from_at >= ${end - ms} and until_at >= ${end}`),
  );
  return sql.join([ofClass(0, sql`until_at is null`), ...ended], sql` union all `);
}

/** Whether what was open at an instant was over its limit then; not so where the limit stands still. */
export function isOverdueAt(at: Date): SQL {
  return sql`due_at < ${at.getTime()}`;
}

/** The counts of a span, one row for all tickets that are alike: whatever is counted is a sum of these. */
export async function countRows(db: Database, range: Range): Promise<CountRow[]> {
  type Row = Omit<CountRow, 'counts'> & Counts;
  const alike = sql.raw('category, department, place, tier');
  const rows = await db.all<Row>(sql`
    select ${alike}, sum(logged) as logged, sum(resolved) as resolved, sum(closed) as closed,
      sum(open) as open, sum(overdue) as overdue
    from (
      select ${alike}, logged, resolved, closed, 0 as open, 0 as overdue from (${touchedIn(range)})
      union all
      select ${alike}, 0, 0, 0, 1, coalesce(${isOverdueAt(range.to)}, 0) from (${openAt(range.to)})
    ) group by ${alike}`);
  return rows.map(({ category, department, place, tier, ...counts }) => ({
    ...{ category, department, place, tier },
    counts,
  }));
}

/** The counts of a span in all, by category and by lead department. */
export async function weekCounts(db: Database, range: Range): Promise<WeekCounts> {
  const rows = (await countRows(db, range)).filter(({ counts }) => Object.values(counts).some((n) => n > 0));
  return {
    total: sumOf(rows),
    byCategory: groupedBy(rows, (row) => row.category).map(([category, counts]) => ({ category, counts })),
    byLead: groupedBy(rows, (row) => row.department).map(([lead, counts]) => ({
      lead: lead === '' ? null : lead,
      counts,
    })),
  };
}

export const NO_COUNTS: Counts = { logged: 0, resolved: 0, closed: 0, open: 0, overdue: 0 };

export function sumOf(rows: readonly CountRow[]): Counts {
  return rows.reduce((sum, { counts }) => add(sum, counts), NO_COUNTS);
}

/** The sums by a key, most logged first, then most open. */
export function groupedBy(
  rows: readonly CountRow[],
  keyOf: (row: CountRow) => string,
): [key: string, counts: Counts][] {
  const sums = new Map<string, Counts>();
  for (const row of rows) sums.set(keyOf(row), add(sums.get(keyOf(row)) ?? NO_COUNTS, row.counts));
  return [...sums].sort(
    ([a, left], [b, right]) => right.logged - left.logged || right.open - left.open || (a < b ? -1 : 1),
  );
}

function add(a: Counts, b: Counts): Counts {
  return {
    logged: a.logged + b.logged,
    resolved: a.resolved + b.resolved,
    closed: a.closed + b.closed,
    open: a.open + b.open,
    overdue: a.overdue + b.overdue,
  };
}
