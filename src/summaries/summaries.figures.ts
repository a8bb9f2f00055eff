import { addDays, atBeijing, beijingDay } from '#shared/beijing.ts';
import type { WorkCalendar } from '#tickets/tickets.calendar.ts';
import { type CountRow, groupedBy, NO_COUNTS, type Range } from '#tickets/tickets.counts.ts';
import { createWorkMeter } from '#tickets/tickets.service-time.ts';
import {
  AGE_BANDS,
  type AgeBand,
  GROUPINGS,
  type Grouping,
  type GroupRow,
  type Span,
  type Spread,
} from './summaries.types.ts';

const HOUR_MS = 3_600_000;
/** Shown also where nothing was reported: what the plan's liaison mechanism is for. */
export const ALWAYS_SHOWN = ['land', 'labor', 'energy'] as const;

/** The part of a span that is over at `now`, this very moment included: what is counted. */
export function countedPart(span: Span, now: Date): Range {
  return { from: span.from, to: new Date(Math.min(span.to.getTime(), now.getTime() + 1)) };
}

/** What people read of a group's key. */
export interface GroupNames {
  categories: ReadonlyMap<string, string>;
  tiers: Readonly<Record<string, string>>;
  noDepartment: string;
  noPlace: string;
}

/** The rows of each table, most logged first. */
export function groupsOf(rows: readonly CountRow[], names: GroupNames): Record<Grouping, GroupRow[]> {
  const keyOf = (grouping: Grouping) => (row: CountRow) => row[grouping];
  const table = (grouping: Grouping): GroupRow[] => {
    const sums = groupedBy(rows, keyOf(grouping));
    const shown = sums.filter(([, counts]) => Object.values(counts).some((count) => count > 0));
    const missing =
      grouping === 'category' ? ALWAYS_SHOWN.filter((code) => !shown.some(([key]) => key === code)) : [];
    return [
      ...shown.map(([key, counts]) => ({ key, name: nameOf(grouping, key, names), counts: { ...counts } })),
      ...missing.map((key) => ({ key, name: nameOf(grouping, key, names), counts: { ...NO_COUNTS } })),
    ];
  };
  return Object.fromEntries(GROUPINGS.map((grouping) => [grouping, table(grouping)])) as Record<
    Grouping,
    GroupRow[]
  >;
}

export function nameOf(grouping: Grouping, key: string, names: GroupNames): string {
  switch (grouping) {
    case 'category':
      return names.categories.get(key) ?? key;
    case 'department':
      return key === '' ? names.noDepartment : key;
    case 'place':
      return key === '' ? names.noPlace : key;
    case 'tier':
      return names.tiers[key] ?? key;
  }
}

/** Nearest rank for the 90th percentile, the mean of the two middle ones for the median; hours with one decimal. */
export function spreadOf(workedMs: ArrayLike<number>): Spread {
  const sorted = new Float64Array(workedMs).sort();
  const count = sorted.length;
  if (count === 0) return { count, median: null, p90: null };
  const at = (index: number) => sorted[index] ?? 0;
  const middle = (at(Math.floor((count - 1) / 2)) + at(Math.floor(count / 2))) / 2;
  return { count, median: hours(middle), p90: hours(at(Math.ceil(count * 0.9) - 1)) };
}

function hours(ms: number): number {
  return Math.round((ms / HOUR_MS) * 10) / 10;
}

/** Many stretches of time, as columns: there are a hundred thousand of them. */
export interface Stretches {
  from: Float64Array;
  to: Float64Array;
}

/** A stretch with the times between that are left out. */
export interface Interrupted {
  from: number;
  to: number;
  leftOut: [from: number, to: number][];
}

/**
 * The working time of each stretch, in milliseconds.
 * @param exceptions few of them, known by begin and end: of which times are left out, or all, where none are named
 */
export function workedTimes(
  calendar: WorkCalendar,
  { from, to }: Stretches,
  exceptions: readonly (Omit<Interrupted, 'leftOut'> & Partial<Interrupted>)[],
): Float64Array {
  if (to.length === 0) return new Float64Array(0);
  const bounds = { from: new Date(from.reduce(least)), to: new Date(to.reduce(greatest)) };
  const read = createWorkMeter(calendar, bounds);
  type Exception = (typeof exceptions)[number];
  // First by the end, then by the begin: hundreds may end at the same opening hour.
  const few = new Map<number, Map<number, Exception[]>>();
  for (const one of exceptions) {
    const sameEnd = few.get(one.to) ?? new Map<number, Exception[]>();
    few.set(one.to, sameEnd);
    const same = sameEnd.get(one.from);
    if (same) same.push(one);
    else sameEnd.set(one.from, [one]);
  }
  const worked = new Float64Array(to.length);
  let count = 0;
  for (let i = 0; i < to.length; i++) {
    const [start, end] = [from[i] ?? 0, to[i] ?? 0];
    // Each is of one stretch.
    const own = few.get(end)?.get(start)?.pop();
    if (own && !own.leftOut) continue;
    let time = read(end) - read(start);
    for (const [a, b] of own?.leftOut ?? NOTHING) time -= read(b) - read(a);
    worked[count++] = time;
  }
  return worked.subarray(0, count);
}

const NOTHING: Interrupted['leftOut'] = [];
const least = (a: number, b: number) => Math.min(a, b);
const greatest = (a: number, b: number) => Math.max(a, b);

/** The most working days that each band holds. */
const BAND_DAYS: Record<AgeBand, number> = {
  to3: 3,
  to7: 7,
  to15: 15,
  over15: Number.POSITIVE_INFINITY,
};

/**
 * When a ticket of each band was logged, for one that is open at `end`. Its age is the working days after the day of
 * logging, up to the last day before `end`: as a limit counts.
 */
export function ageBands(calendar: WorkCalendar, end: Date): Record<AgeBand, Range> {
  const bands = {} as Record<AgeBand, Range>;
  let to = end;
  for (const band of AGE_BANDS) {
    const from = firstDayWithin(calendar, end, BAND_DAYS[band]);
    bands[band] = { from, to };
    to = from;
  }
  return bands;
}

/** The earliest instant of logging whose age at `end` is at most so many working days. */
function firstDayWithin(calendar: WorkCalendar, end: Date, days: number): Date {
  if (days === Number.POSITIVE_INFINITY) return new Date(0);
  let day = beijingDay(new Date(end.getTime() - 1));
  for (let left = days; ; day = addDays(day, -1)) {
    if (calendar.isWorkday(day) && left-- === 0) return atBeijing(day);
  }
}
