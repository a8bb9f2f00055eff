import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The working minutes of a span, counted as plainly as possible: from the package's raw table of days, minute by
 * minute, with nothing of the product's own service time.
 */
export interface Minutes {
  /** The minute of an instant, from 0 at the beginning of the span. */
  of(at: Date): number;
  works(minute: number): boolean;
  between(from: number, to: number): number;
  /** The first minute at which so many have been worked since `from`. */
  after(from: number, amount: number): number;
  /** 18:00 of the last of so many working days; the day of `from` does not count. */
  closeAfter(from: number, days: number): number;
  /** 09:00 of the last working day before the day of a minute. */
  dayBefore(minute: number): number;
}

const DAY = 1440;

/** @param from midnight in Beijing */
export function countMinutes({ from, to }: { from: Date; to: Date }): Minutes {
  const start = from.getTime();
  const length = Math.ceil((to.getTime() - start) / 60_000);
  const { holidays, workdays } = rawDays();
  const isWork = new Uint8Array(length);
  const worked = new Int32Array(length + 1);
  for (let minute = 0; minute < length; minute++) {
    const beijing = new Date(start + minute * 60_000 + 8 * 3_600_000);
    const day = beijing.toISOString().slice(0, 10);
    const hour = beijing.getUTCHours();
    const weekend = beijing.getUTCDay() === 0 || beijing.getUTCDay() === 6;
    const workday = day in workdays || (!weekend && !(day in holidays));
    const office = (hour >= 9 && hour < 12) || (hour >= 14 && hour < 18);
    isWork[minute] = workday && office ? 1 : 0;
    worked[minute + 1] = (worked[minute] ?? 0) + (isWork[minute] ?? 0);
  }
  const until = (minute: number) => worked[Math.min(Math.max(minute, 0), length)] ?? 0;
  const works = (minute: number) => isWork[minute] === 1;
  const hasWork = (midnight: number) => until(midnight + DAY) > until(midnight);
  return {
    of: (at) => Math.round((at.getTime() - start) / 60_000),
    works,
    between: (a, b) => until(b) - until(a),
    after: (minute, amount) => {
      if (amount <= 0) return minute;
      const goal = until(minute) + amount;
      let low = minute;
      for (let high = length; low < high; ) {
        const middle = Math.floor((low + high) / 2);
        if (until(middle) >= goal) high = middle;
        else low = middle + 1;
      }
      return low;
    },
    closeAfter: (minute, days) => {
      let midnight = minute - (minute % DAY);
      for (let left = days; left > 0; ) {
        midnight += DAY;
        if (hasWork(midnight)) left--;
      }
      return midnight + 18 * 60;
    },
    dayBefore: (minute) => {
      let midnight = minute - (minute % DAY) - DAY;
      while (midnight > 0 && !hasWork(midnight)) midnight -= DAY;
      return midnight + 9 * 60;
    },
  };
}

/** The official table as the package ships it: days off, and weekends that are worked. */
function rawDays(): { holidays: Record<string, string>; workdays: Record<string, string> } {
  const entry = createRequire(import.meta.url).resolve('chinese-days');
  return JSON.parse(readFileSync(join(dirname(entry), 'chinese-days.json'), 'utf8'));
}
