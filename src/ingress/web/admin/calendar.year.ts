import { addDays } from '#shared/beijing.ts';
import type { WorkCalendar } from '#tickets/tickets.calendar.ts';

export interface CalendarYear {
  year: number;
  /** Whether official data exists. */
  covered: boolean;
  /** Weekdays that are free, and weekends that are worked, each as `9月25日`, `10月1日—7日`. */
  free: string[];
  work: string[];
}

/** What a year has that a plain week does not: read off the calendar that limits are counted by. */
export function calendarYear(calendar: WorkCalendar, year: number): CalendarYear {
  const free: string[] = [];
  const work: string[] = [];
  for (let day = `${year}-01-01`; day <= `${year}-12-31`; day = addDays(day, 1)) {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    const weekend = weekday === 0 || weekday === 6;
    if (weekend && calendar.isWorkday(day)) work.push(day);
    if (!weekend && !calendar.isWorkday(day)) free.push(day);
  }
  return { year, covered: calendar.covers(year), free: runsOf(free), work: runsOf(work) };
}

/** Days in order, those that follow one another as one stretch. */
function runsOf(days: readonly string[]): string[] {
  const runs: [first: string, last: string][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run && addDays(run[1], 1) === day) run[1] = day;
    else runs.push([day, day]);
  }
  return runs.map(([first, last]) => {
    if (first === last) return dayText(first);
    const sameMonth = first.slice(0, 7) === last.slice(0, 7);
    return `${dayText(first)}—${sameMonth ? `${Number(last.slice(8))}日` : dayText(last)}`;
  });
}

function dayText(day: string): string {
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
}
