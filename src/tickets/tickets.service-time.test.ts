import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { beijingDay, beijingIso, beijingParts } from '#shared/beijing.ts';
import { createCalendar } from './tickets.calendar.ts';
import {
  addWorkingDays,
  addWorkingTime,
  dueAt,
  nextWorkingInstant,
  openingOfDayBefore,
  pausedTime,
  sameWorkingDay,
  WORKDAY_MS,
  workingTimeBetween,
  workingTimeText,
} from './tickets.service-time.ts';

// A busy machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const calendar = createCalendar();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (text: string) => new Date(`${text}:00+08:00`);
const iso = (date: Date) => beijingIso(date).slice(0, 16);

describe('limits in working days', () => {
  test.each([
    ['2026-09-30T10:00', 1, '2026-10-08T18:00'],
    ['2026-09-30T10:00', 5, '2026-10-13T18:00'],
    ['2026-09-18T10:00', 15, '2026-10-15T18:00'],
    ['2026-02-13T10:00', 5, '2026-02-27T18:00'],
    // The hour of the start does not matter, only its day.
    ['2026-11-24T00:00', 1, '2026-11-25T18:00'],
    ['2026-11-24T23:59', 1, '2026-11-25T18:00'],
    // From a day that is free, and over a Saturday that is worked (2026-10-10).
    ['2026-10-03T10:00', 1, '2026-10-08T18:00'],
    ['2026-10-09T10:00', 1, '2026-10-10T18:00'],
    ['2026-10-09T10:00', 2, '2026-10-12T18:00'],
  ])('from %s, %d days end %s', (from, days, expected) => {
    expect(iso(dueAt(calendar, at(from), { days }))).toBe(expected);
  });
});

describe('limits in working hours', () => {
  test.each([
    ['2026-11-24T10:00', 2, '2026-11-24T12:00'],
    ['2026-11-24T11:00', 2, '2026-11-24T15:00'],
    ['2026-11-24T12:00', 2, '2026-11-24T16:00'],
    ['2026-11-24T13:00', 2, '2026-11-24T16:00'],
    ['2026-11-24T16:00', 2, '2026-11-24T18:00'],
    ['2026-11-24T17:30', 2, '2026-11-25T10:30'],
    ['2026-11-24T18:00', 2, '2026-11-25T11:00'],
    ['2026-11-27T22:00', 2, '2026-11-30T11:00'],
    ['2026-09-30T17:30', 1, '2026-10-08T09:30'],
    ['2026-11-24T08:00', 7, '2026-11-24T18:00'],
    ['2026-11-24T09:00', 0.5, '2026-11-24T09:30'],
  ])('from %s, %d hours end %s', (from, hours, expected) => {
    expect(iso(dueAt(calendar, at(from), { hours }))).toBe(expected);
  });
});

describe('pauses', () => {
  test.each([
    // Of no working time: over a night, over a weekend, over the noon break.
    [['2026-11-24T18:00', '2026-11-25T09:00'], '2026-11-25T18:00'],
    [['2026-11-28T00:00', '2026-11-29T23:59'], '2026-11-25T18:00'],
    [['2026-11-24T12:00', '2026-11-24T14:00'], '2026-11-25T18:00'],
    // A whole day ends at the next close; a part of one within the next day; one before the start does not count.
    [['2026-11-25T09:00', '2026-11-25T18:00'], '2026-11-26T18:00'],
    [['2026-11-24T16:00', '2026-11-25T10:30'], '2026-11-26T14:30'],
    [['2026-11-23T09:00', '2026-11-24T11:00'], '2026-11-26T10:00'],
  ])('%s moves a day from 2026-11-24 10:00 to %s', ([from = '', to = ''], expected) => {
    const pauses = [{ from: at(from), to: at(to) }];
    expect(iso(dueAt(calendar, at('2026-11-24T10:00'), { days: 1 }, pauses))).toBe(expected);
  });

  test('what overlaps counts once', () => {
    const one = { from: at('2026-11-25T09:00'), to: at('2026-11-25T11:00') };
    const two = { from: at('2026-11-25T10:00'), to: at('2026-11-25T12:00') };
    expect(pausedTime(calendar, at('2026-11-24T09:00'), [two, one])).toBe(3 * HOUR);
  });
});

test('reminders fall into working time', () => {
  expect(iso(nextWorkingInstant(calendar, at('2026-11-24T03:00')))).toBe('2026-11-24T09:00');
  expect(iso(nextWorkingInstant(calendar, at('2026-11-24T12:00')))).toBe('2026-11-24T14:00');
  expect(iso(nextWorkingInstant(calendar, at('2026-11-27T18:00')))).toBe('2026-11-30T09:00');
  expect(iso(nextWorkingInstant(calendar, at('2026-11-27T17:59')))).toBe('2026-11-27T17:59');
  expect(iso(openingOfDayBefore(calendar, at('2026-10-08T18:00')))).toBe('2026-09-30T09:00');
});

test('a weekend belongs to the working day before it', () => {
  expect(sameWorkingDay(calendar, at('2026-11-27T10:00'), at('2026-11-29T10:00'))).toBe(true);
  expect(sameWorkingDay(calendar, at('2026-11-27T10:00'), at('2026-11-30T00:00'))).toBe(false);
});

test('working time in words is rounded down', () => {
  expect(workingTimeText(2.9 * WORKDAY_MS)).toBe('2 个工作日');
  expect(workingTimeText(6.9 * HOUR)).toBe('6 个工作小时');
  expect(workingTimeText(59 * MINUTE)).toBe('59 分钟');
});

/** Minute by minute, as slow as it is plain. */
const naive = {
  works(minute: number): boolean {
    const date = new Date(minute * MINUTE);
    const { hour } = beijingParts(date);
    return calendar.isWorkday(beijingDay(date)) && ((hour >= 9 && hour < 12) || (hour >= 14 && hour < 18));
  },
  add(from: Date, minutes: number): Date {
    let minute = from.getTime() / MINUTE;
    for (let left = minutes; left > 0; minute++) if (this.works(minute)) left--;
    return new Date(minute * MINUTE);
  },
  between(from: Date, to: Date): number {
    let count = 0;
    for (let m = from.getTime() / MINUTE; m < to.getTime() / MINUTE; m++) if (this.works(m)) count++;
    return count * MINUTE;
  },
};

/** Whole minutes around the National Day holiday, the Spring Festival and ordinary weeks. */
const instants = fc
  .tuple(
    fc.constantFrom('2026-09-28T00:00', '2026-02-10T00:00', '2026-11-20T00:00'),
    fc.integer({ min: 0, max: 14 * 1440 }),
  )
  .map(([start, minutes]) => new Date(at(start).getTime() + minutes * MINUTE));
const minutes = fc.integer({ min: 0, max: 3000 });

describe('against a count minute by minute', () => {
  test('adding working time', () => {
    fc.assert(
      fc.property(instants, minutes, (from, m) => {
        expect(iso(addWorkingTime(calendar, from, m * MINUTE))).toBe(iso(naive.add(from, m)));
      }),
    );
  });

  test('working time between two instants, and its sign', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 20_000 }), (from, m) => {
        const to = new Date(from.getTime() + m * MINUTE);
        expect(workingTimeBetween(calendar, from, to)).toBe(naive.between(from, to));
        expect(workingTimeBetween(calendar, to, from)).toBe(0 - naive.between(from, to));
      }),
    );
  });

  test('a running clock that stands still in its pauses ends where the due time was moved to', () => {
    const pause = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 3000 }));
    fc.assert(
      fc.property(
        instants,
        fc.integer({ min: 1, max: 20 }),
        fc.array(pause, { maxLength: 3 }),
        (from, h, list) => {
          // Pauses one after another, each beginning while the clock still runs.
          const pauses: { from: Date; to: Date }[] = [];
          let cursor = from.getTime();
          for (const [gap, length] of list) {
            const start = new Date(cursor + gap * MINUTE);
            if (start >= dueAt(calendar, from, { hours: h }, pauses)) break;
            pauses.push({ from: start, to: new Date(start.getTime() + length * MINUTE) });
            cursor = start.getTime() + length * MINUTE;
          }
          let left = h * 60;
          let minute = from.getTime() / MINUTE;
          for (; left > 0; minute++) {
            const now = minute * MINUTE;
            const still = pauses.some((p) => p.from.getTime() <= now && now < p.to.getTime());
            if (!still && naive.works(minute)) left--;
          }
          expect(iso(dueAt(calendar, from, { hours: h }, pauses))).toBe(iso(new Date(minute * MINUTE)));
        },
      ),
    );
  });
});

describe('laws', () => {
  test('working time never ends outside working time', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 3000 }), (from, m) => {
        const end = addWorkingTime(calendar, from, m * MINUTE);
        expect(naive.works(end.getTime() / MINUTE - 1)).toBe(true);
      }),
    );
  });

  test('it is additive, and what was added is found between', () => {
    fc.assert(
      fc.property(instants, minutes, minutes, (from, a, b) => {
        const once = addWorkingTime(calendar, from, (a + b) * MINUTE);
        const twice = addWorkingTime(calendar, addWorkingTime(calendar, from, a * MINUTE), b * MINUTE);
        expect(iso(twice)).toBe(iso(once));
        expect(workingTimeBetween(calendar, from, once)).toBe((a + b) * MINUTE);
      }),
    );
  });

  test('a later start never ends earlier, a longer limit neither', () => {
    fc.assert(
      fc.property(instants, minutes, fc.integer({ min: 1, max: 20 }), (from, m, days) => {
        const later = new Date(from.getTime() + m * MINUTE);
        expect(addWorkingDays(calendar, later, days) >= addWorkingDays(calendar, from, days)).toBe(true);
        expect(addWorkingDays(calendar, from, days + 1) > addWorkingDays(calendar, from, days)).toBe(true);
        const hours = { hours: days };
        expect(dueAt(calendar, later, hours) >= dueAt(calendar, from, hours)).toBe(true);
      }),
    );
  });

  test('a limit in days ends at the close of that many working days later', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 1, max: 20 }), (from, days) => {
        const end = addWorkingDays(calendar, from, days);
        const nextDay = new Date(Date.parse(`${beijingDay(from)}T00:00:00+08:00`) + 24 * HOUR);
        expect(iso(end).slice(11)).toBe('18:00');
        expect(workingTimeBetween(calendar, nextDay, end)).toBe(days * WORKDAY_MS);
      }),
    );
  });

  test('a pause of nothing moves nothing', () => {
    fc.assert(
      fc.property(instants, instants, fc.integer({ min: 1, max: 20 }), (from, when, days) => {
        const plain = dueAt(calendar, from, { days });
        expect(dueAt(calendar, from, { days }, [{ from: when, to: when }])).toEqual(plain);
      }),
    );
  });
});
