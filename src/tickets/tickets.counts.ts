import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { unionAll } from '#database/union-all.ts';
import { type Columns, createGroups, numbersOf, packedColumns, readColumns } from './tickets.columns.ts';
import { ENDED_ONCE, LASTING_CLASS, LASTING_MS, LIVE_STATES } from './tickets.tables.ts';

const WEEK_MS = 7 * 86_400_000;

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

/** `state` in one of a ticket that is open. */
const IS_LIVE = sql.raw(LIVE_STATES);

/** A number word for word: D1 binds no more than a hundred, and these queries have many parts. */
const exact = (value: Date | number) => sql.raw(String(Number(value)));

/**
 * The periods that hold just before an instant, one of each ticket that had begun, in parts that do not overlap. For
 * most it is the ticket's last one; else it was open then, or had ended and was taken up again since.
 * @param last which last periods; none that had not begun by then. One bound of the index each: with two it may take the wider
 * @param once which of the others
 */
function standingParts(at: Date, columns: SQL, last: { index: string; only: SQL }[], once: SQL): SQL[] {
  const end = exact(at);
  return [
    ...last.map(
      ({ index, only }) => sql`select ${columns} from ticket_periods indexed by ${sql.identifier(index)}
        where until_at is null and ${only}`,
    ),
    ...lastingParts(at, columns).map((part) => sql`${part} and ${once}`),
    sql`select ${columns} from ticket_periods indexed by ticket_periods_ended
      where ${sql.raw(ENDED_ONCE)} and until_at >= ${end} and from_at < ${end} and ${once}`,
  ];
}

/** What was open at an instant and has moved on since: of each class only those that began late enough to last until then. */
function lastingParts(at: Date, columns: SQL): SQL[] {
  const starts = [...LASTING_MS.map((ms) => at.getTime() - ms), 0];
  return starts.map(
    (start, index) => sql`select ${columns} from ticket_periods indexed by ticket_periods_open
      where ${IS_LIVE} and ${sql.raw(LASTING_CLASS)} = ${exact(index + 1)}
        and from_at >= ${exact(start)} and from_at < ${exact(at)} and until_at >= ${exact(at)}`,
  );
}

/**
 * The tickets to which something happened in a span, each once, with what happened and as they stood at its end: the
 * period that holds at the end says when it was last resolved and closed.
 */
export function touchedIn(range: Range): SQL {
  return unionAll(touchedParts(range));
}

/** In parts of some 25,000 tickets at most, where that many are reported in a week. */
export function touchedParts(range: Range): SQL[] {
  const since = (column: string) => sql`coalesce(${sql.identifier(column)} >= ${exact(range.from)}, 0)`;
  const columns = sql`ticket_id, category, department, place, tier, created_at, resolved_at, closed_at,
    ${since('created_at')} as logged, ${since('resolved_at')} as resolved, ${since('closed_at')} as closed`;
  const last = weeksOf(range).map(({ from, to }) => ({
    index: 'ticket_periods_last',
    only: sql`from_at >= ${exact(from)} and from_at < ${exact(to)}`,
  }));
  return standingParts(range.to, columns, last, sql`from_at >= ${exact(range.from)}`);
}

/** The tickets that were logged in a range, as they stood at an instant. */
export function loggedIn(range: Range, at: Date): SQL {
  return unionAll(loggedParts(range, at));
}

/** In parts of some 25,000 tickets at most, as those that were touched. */
export function loggedParts({ from, to }: Range, at: Date): SQL[] {
  const logged = (part: Range) => sql`created_at >= ${exact(part.from)} and created_at < ${exact(part.to)}`;
  const columns = sql`ticket_id, state, category, department, place, tier, enterprise, created_at`;
  const last = weeksOf({ from, to }).map((week) => ({
    index: 'ticket_periods_logged',
    only: sql`${logged(week)} and from_at < ${exact(at)}`,
  }));
  return standingParts(at, columns, last, sql`from_at >= ${exact(from)} and ${logged({ from, to })}`);
}

/** The tickets that were open at an instant, as they stood then. */
export function openAt(at: Date): SQL {
  return unionAll(openParts(at));
}

/** What still lasts by when it began, so that no part is too long; then what has moved on since. */
function openParts(at: Date): SQL[] {
  const columns = sql`ticket_id, category, department, place, tier, created_at, due_at`;
  const starts = [...LASTING_MS.map((ms) => at.getTime() - ms), 0];
  const lasting = starts.map(
    (start, index) => sql`select ${columns} from ticket_periods indexed by ticket_periods_open
      where ${IS_LIVE} and ${sql.raw(LASTING_CLASS)} = 0 and until_at is null
        and from_at >= ${exact(start)} and from_at < ${exact(starts[index - 1] ?? at)}`,
  );
  return [...lasting, ...lastingParts(at, columns)];
}

/** Whether what was open at an instant was over its limit then; not so where the limit stands still. */
export function isOverdueAt(at: Date): SQL {
  return sql`due_at < ${at.getTime()}`;
}

/** By what tickets are alike. */
const ALIKE = ['category', 'department', 'place', 'tier'] as const;
type Alike = (typeof ALIKE)[number];

/** What `countRows` reads of each ticket that was touched; `more` is read with it, so that the tickets are read once. */
export type TouchedColumns<More extends string = never> = Columns<Alike | 'flags' | More>;

/**
 * The columns of the tickets that were touched in a span, in parts.
 * @param more what else is asked for: `packedColumns` of the columns of `touchedIn`
 */
export function touchedColumns<More extends string = never>(
  db: Database,
  range: Range,
  more?: SQL,
): Promise<TouchedColumns<More>[]> {
  const columns = packedColumns({ ...byNames(ALIKE), flags: sql`logged + 2 * resolved + 4 * closed` });
  const asked = more ? sql`${columns}, ${more}` : columns;
  return readColumns(
    db,
    touchedParts(range).map((part) => sql`select ${asked} from (${part}) touched`),
  );
}

/**
 * The counts of a span, one row for all tickets that are alike: whatever is counted is a sum of these.
 * @param touched the span's `touchedColumns`, where they were read already
 */
export async function countRows(
  db: Database,
  range: Range,
  touched?: readonly TouchedColumns[],
): Promise<CountRow[]> {
  const rows = createGroups<CountRow>(([category = '', department = '', place = '', tier = '']) => ({
    ...{ category, department, place, tier },
    counts: { ...NO_COUNTS },
  }));
  const each = (part: TouchedColumns, count: (counts: Counts, flags: number) => void) => {
    const flags = numbersOf(part.flags);
    const alike = ALIKE.map((name) => part[name]);
    rows.each(alike, ({ counts }, row) => count(counts, flags[row] ?? 0));
  };
  for (const part of touched ?? (await touchedColumns(db, range))) {
    each(part, (counts, flags) => {
      counts.logged += flags & 1;
      counts.resolved += (flags >> 1) & 1;
      counts.closed += flags >> 2;
    });
  }
  const overdue = sql`coalesce(${isOverdueAt(range.to)}, 0)`;
  const columns = packedColumns({ ...byNames(ALIKE), flags: overdue });
  const open = openParts(range.to).map((part) => sql`select ${columns} from (${part})`);
  for (const part of await readColumns<Alike | 'flags'>(db, open)) {
    each(part, (counts, flags) => {
      counts.open += 1;
      counts.overdue += flags;
    });
  }
  return rows.all();
}

function byNames(names: readonly string[]): Record<string, SQL> {
  return Object.fromEntries(names.map((name) => [name, sql.raw(name)]));
}

/** A range in parts of a week at most. */
export function weeksOf({ from, to }: Range): Range[] {
  const parts: Range[] = [];
  for (let start = from.getTime(); start < to.getTime(); start += WEEK_MS) {
    parts.push({ from: new Date(start), to: new Date(Math.min(start + WEEK_MS, to.getTime())) });
  }
  return parts;
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
