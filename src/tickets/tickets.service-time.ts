import { addDays, atBeijing, beijingDay, beijingParts, DAY_MS } from '#shared/beijing.ts';
import type { WorkCalendar } from './tickets.calendar.ts';

const HOUR_MS = 3_600_000;

/** The hours that are worked, in Beijing, on a working day. */
const SHIFTS = [
  { from: 9, to: 12 },
  { from: 14, to: 18 },
] as const;
const CLOSING_HOUR = 18;

/** The working time of one working day, in milliseconds: 7 hours. */
export const WORKDAY_MS = SHIFTS.reduce((sum, shift) => sum + (shift.to - shift.from) * HOUR_MS, 0);

/** A limit: in working days it ends at a close of business, in working hours it runs in working time only. */
export type Limit = { days: number } | { hours: number };

export interface Span {
  from: Date;
  to: Date;
}

/**
 * When a limit that begins at `from` ends, all pauses taken into account.
 * A limit in days ends at the close of its last day, and pauses then move that instant by the working time paused.
 */
export function dueAt(calendar: WorkCalendar, from: Date, limit: Limit, pauses: readonly Span[] = []): Date {
  const end =
    'days' in limit
      ? addWorkingDays(calendar, from, limit.days)
      : addWorkingTime(calendar, from, limit.hours * HOUR_MS);
  return addWorkingTime(calendar, end, pausedTime(calendar, from, pauses));
}

/**
 * The close of the last of `days` working days; the day of `from` is not counted, at whatever hour it is.
 * @param days a whole number, 1 or more
 */
export function addWorkingDays(calendar: WorkCalendar, from: Date, days: number): Date {
  let day = beijingDay(from);
  for (let left = days; left > 0; ) {
    day = addDays(day, 1);
    if (calendar.isWorkday(day)) left--;
  }
  return atBeijing(day, CLOSING_HOUR);
}

/**
 * The first instant at which `ms` of working time have passed since `from`: one that ends at closing ends there.
 * No working time at all moves nothing.
 */
export function addWorkingTime(calendar: WorkCalendar, from: Date, ms: number): Date {
  if (ms <= 0) return from;
  let left = ms;
  for (let day = beijingDay(from); ; day = addDays(day, 1)) {
    for (const shift of shiftsOf(calendar, day)) {
      const start = Math.max(shift.from, from.getTime());
      const length = shift.to - start;
      if (length <= 0) continue;
      if (left <= length) return new Date(start + left);
      left -= length;
    }
  }
}

/** The working time from one instant to another in milliseconds; negative where `to` is before `from`. */
export function workingTimeBetween(calendar: WorkCalendar, from: Date, to: Date): number {
  if (to < from) return 0 - workingTimeBetween(calendar, to, from);
  let sum = 0;
  const [first, last] = [beijingDay(from), beijingDay(to)];
  for (let day = first; day <= last; day = addDays(day, 1)) {
    // Whole days between: a list of long overdue tickets counts thousands of them.
    if (day !== first && day !== last) {
      if (calendar.isWorkday(day)) sum += WORKDAY_MS;
      continue;
    }
    for (const shift of shiftsOf(calendar, day)) {
      sum += Math.max(0, Math.min(shift.to, to.getTime()) - Math.max(shift.from, from.getTime()));
    }
  }
  return sum;
}

/** The working time that the pauses took since `from`; what overlaps counts once. */
export function pausedTime(calendar: WorkCalendar, from: Date, pauses: readonly Span[]): number {
  let sum = 0;
  let reached = from;
  for (const pause of [...pauses].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const start = new Date(Math.max(pause.from.getTime(), reached.getTime()));
    if (pause.to <= start) continue;
    sum += workingTimeBetween(calendar, start, pause.to);
    reached = pause.to;
  }
  return sum;
}

/** The instant itself where it is in working time, else the next opening: when people may be told. */
export function nextWorkingInstant(calendar: WorkCalendar, at: Date): Date {
  for (let day = beijingDay(at); ; day = addDays(day, 1)) {
    for (const shift of shiftsOf(calendar, day)) {
      if (at.getTime() < shift.to) return new Date(Math.max(shift.from, at.getTime()));
    }
  }
}

/** The opening of the last working day before the day of `at`. */
export function openingOfDayBefore(calendar: WorkCalendar, at: Date): Date {
  let day = addDays(beijingDay(at), -1);
  while (!calendar.isWorkday(day)) day = addDays(day, -1);
  return atBeijing(day, SHIFTS[0].from);
}

/** Working time in words: `6 个工作日`, below one day `3 小时`, below one hour `20 分钟`; always rounded down. */
export function workingTimeText(ms: number): string {
  if (ms >= WORKDAY_MS) return `${Math.floor(ms / WORKDAY_MS)} 个工作日`;
  if (ms >= HOUR_MS) return `${Math.floor(ms / HOUR_MS)} 个工作小时`;
  return `${Math.max(0, Math.floor(ms / 60_000))} 分钟`;
}

/** Whether two instants fall on the same working day, or none lies between them: for what may happen once a day. */
export function sameWorkingDay(calendar: WorkCalendar, earlier: Date, later: Date): boolean {
  const last = beijingDay(later);
  for (let day = addDays(beijingDay(earlier), 1); day <= last; day = addDays(day, 1)) {
    if (calendar.isWorkday(day)) return false;
  }
  return true;
}

/** The years that a span touches. */
export function yearsOf(span: Span): { from: number; to: number } {
  return { from: beijingParts(span.from).year, to: beijingParts(span.to).year };
}

function shiftsOf(calendar: WorkCalendar, day: string): { from: number; to: number }[] {
  if (!calendar.isWorkday(day)) return [];
  return SHIFTS.map((shift) => ({
    from: atBeijing(day, shift.from).getTime(),
    to: atBeijing(day, shift.to).getTime(),
  }));
}

/**
 * Measures much working time at once: for instants within `[from, to]`, the working time since the day of `from`.
 * The difference of two readings is what `workingTimeBetween` counts day by day.
 */
export function createWorkMeter(calendar: WorkCalendar, { from, to }: Span): (at: number) => number {
  const first = beijingDay(from);
  const start = atBeijing(first).getTime();
  const days: { worked: number; shifts: { from: number; to: number }[] }[] = [];
  let worked = 0;
  for (let day = first; day <= beijingDay(to); day = addDays(day, 1)) {
    const shifts = shiftsOf(calendar, day);
    days.push({ worked, shifts });
    worked += shifts.reduce((sum, shift) => sum + shift.to - shift.from, 0);
  }
  return (at) => {
    const day = days[Math.floor((at - start) / DAY_MS)];
    if (day === undefined) return at < start ? 0 : worked;
    let sum = day.worked;
    for (const shift of day.shifts) sum += Math.max(0, Math.min(shift.to, at) - shift.from);
    return sum;
  };
}
