import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { addDays, atBeijing, beijingDay, beijingIso } from '#shared/beijing.ts';
import { createCalendar } from './tickets.calendar.ts';
import { dueAt, type Span } from './tickets.service-time.ts';

// A busy machine is no failure.
vi.setConfig({ testTimeout: 120_000 });

const calendar = createCalendar();
const at = (text: string) => new Date(`${text}:00+08:00`);
const iso = (date: Date) => beijingIso(date).slice(0, 16);

/** The table as the package ships it, beside its own functions. */
const entry = createRequire(import.meta.url).resolve('chinese-days');
const raw: { holidays: Record<string, string>; workdays: Record<string, string> } = JSON.parse(
  readFileSync(join(dirname(entry), 'chinese-days.json'), 'utf8'),
);

function isWorked(day: string): boolean {
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
  return day in raw.workdays || (weekday !== 0 && weekday !== 6 && !(day in raw.holidays));
}

describe('counted by hand in the official calendar of 2026', () => {
  test.each([
    // Over New Year: the first Sunday is worked.
    ['2025-12-31T17:59', 1, '2026-01-04T18:00'],
    ['2026-01-01T10:00', 1, '2026-01-04T18:00'],
    ['2026-01-03T23:59', 1, '2026-01-04T18:00'],
    // Spring Festival: the Saturdays before and after are worked.
    ['2026-02-13T10:00', 1, '2026-02-14T18:00'],
    ['2026-02-14T09:00', 1, '2026-02-24T18:00'],
    ['2026-02-14T09:00', 5, '2026-02-28T18:00'],
    ['2026-02-14T09:00', 6, '2026-03-02T18:00'],
    // Qingming, Labour Day with a worked Saturday, Dragon Boat.
    ['2026-04-03T10:00', 1, '2026-04-07T18:00'],
    ['2026-04-30T10:00', 1, '2026-05-06T18:00'],
    ['2026-04-30T10:00', 4, '2026-05-09T18:00'],
    ['2026-05-08T20:00', 2, '2026-05-11T18:00'],
    ['2026-06-18T10:00', 1, '2026-06-22T18:00'],
    // Mid-Autumn and National Day, a worked Sunday before, a worked Saturday after.
    ['2026-09-19T10:00', 1, '2026-09-20T18:00'],
    ['2026-09-24T10:00', 1, '2026-09-28T18:00'],
    ['2026-09-24T10:00', 4, '2026-10-08T18:00'],
    ['2026-10-07T23:59', 3, '2026-10-10T18:00'],
    ['2026-10-10T00:00', 1, '2026-10-12T18:00'],
  ])('from %s, %d days end %s', (from, days, expected) => {
    expect(iso(dueAt(calendar, at(from), { days }))).toBe(expected);
  });

  test.each([
    ['2026-02-14T17:00', 2, '2026-02-24T10:00'],
    ['2026-02-14T16:00', 2, '2026-02-14T18:00'],
    ['2026-05-09T11:30', 2, '2026-05-09T15:30'],
    ['2026-09-20T08:00', 7, '2026-09-20T18:00'],
    ['2026-09-20T09:00', 8, '2026-09-21T10:00'],
    ['2026-10-01T03:00', 2, '2026-10-08T11:00'],
    ['2026-10-10T12:00', 4, '2026-10-10T18:00'],
    ['2026-06-18T18:00', 0.5, '2026-06-22T09:30'],
  ])('from %s, %d hours end %s', (from, hours, expected) => {
    expect(iso(dueAt(calendar, at(from), { hours }))).toBe(expected);
  });

  const spans = (...list: [string, string][]): Span[] =>
    list.map(([from, to]) => ({ from: at(from), to: at(to) }));
  test.each([
    // Three hours before the holiday and one after it.
    ['2026-09-28T10:00', { days: 3 }, spans(['2026-09-30T15:00', '2026-10-08T10:00']), '2026-10-09T15:00'],
    // Of nothing but holiday.
    ['2026-02-12T10:00', { days: 2 }, spans(['2026-02-14T18:00', '2026-02-24T09:00']), '2026-02-14T18:00'],
    ['2026-04-29T10:00', { days: 2 }, spans(['2026-05-01T00:00', '2026-05-06T09:00']), '2026-05-06T18:00'],
    // One within another, around noon.
    [
      '2026-04-29T10:00',
      { days: 2 },
      spans(['2026-04-30T12:00', '2026-04-30T14:00'], ['2026-04-30T11:00', '2026-04-30T15:00']),
      '2026-05-07T11:00',
    ],
    // Over the night before a worked Saturday.
    ['2026-10-09T17:00', { hours: 2 }, spans(['2026-10-09T17:30', '2026-10-10T09:30']), '2026-10-10T11:00'],
  ])('from %s with pauses', (from, limit, pauses, expected) => {
    expect(iso(dueAt(calendar, at(from), limit, pauses))).toBe(expected);
  });
});

test('every day of the years that the package holds is what its table says', () => {
  for (let day = '2004-01-01'; day <= '2026-12-31'; day = addDays(day, 1)) {
    if (calendar.isWorkday(day) !== isWorked(day)) expect.fail(day);
  }
});

/** Minutes since midnight at which a worked minute begins. */
const OFFICE = [...Array(180).keys()].map((m) => 540 + m).concat([...Array(240).keys()].map((m) => 840 + m));
/** Any minute of the years that the table holds, near a holiday more often than not. */
const instants = fc
  .tuple(
    fc.constantFrom(...Object.keys(raw.holidays), ...Object.keys(raw.workdays)),
    fc.integer({ min: -6 * 1440, max: 3 * 1440 }),
  )
  .map(([day, minutes]) => new Date(atBeijing(day).getTime() + minutes * 60_000))
  .filter((from) => beijingDay(from) < '2026-11-01' && beijingDay(from) >= '2004-01-01');

/** The working minutes of a day as instants. */
const minutesOf = (day: string) =>
  isWorked(day) ? OFFICE.map((minute) => atBeijing(day).getTime() + minute * 60_000) : [];

/** Where the last of so many worked minutes since an instant ends. */
function walk(from: Date, minutes: number): Date {
  let left = minutes;
  for (let day = beijingDay(from); ; day = addDays(day, 1)) {
    for (const minute of minutesOf(day)) {
      if (minute >= from.getTime() && --left === 0) return new Date(minute + 60_000);
    }
  }
}

describe('against a walk through the raw table, in all its years', () => {
  test('limits in working days', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 20 }), (from, days) => {
        let day = beijingDay(from);
        for (let left = days; left > 0; ) {
          day = addDays(day, 1);
          if (isWorked(day)) left--;
        }
        expect(iso(dueAt(calendar, from, { days }))).toBe(`${day}T18:00`);
      }),
      { numRuns: 300 },
    );
  });

  test('limits in working hours', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 60 }), (from, halves) => {
        expect(iso(dueAt(calendar, from, { hours: halves / 2 }))).toBe(iso(walk(from, halves * 30)));
      }),
      { numRuns: 200 },
    );
  });

  test('pauses, however they overlap', () => {
    const pause = fc.tuple(fc.integer({ min: 0, max: 8000 }), fc.integer({ min: 0, max: 6000 }));
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 1, max: 15 }),
        fc.array(pause, { maxLength: 3 }),
        (from, days, list) => {
          const pauses = list.map(([gap, length]) => {
            const start = from.getTime() + gap * 60_000;
            return { from: new Date(start), to: new Date(start + length * 60_000) };
          });
          let still = 0;
          const last = Math.max(from.getTime(), ...pauses.map(({ to }) => to.getTime()));
          for (let day = beijingDay(from); day <= beijingDay(new Date(last)); day = addDays(day, 1)) {
            still += minutesOf(day).filter((minute) =>
              pauses.some((p) => p.from.getTime() <= minute && minute < p.to.getTime()),
            ).length;
          }
          const end = dueAt(calendar, from, { days });
          expect(iso(dueAt(calendar, from, { days }, pauses))).toBe(
            iso(still === 0 ? end : walk(end, still)),
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});
