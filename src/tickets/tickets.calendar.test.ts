import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createCalendar, parseCalendar, uncoveredYears } from './tickets.calendar.ts';
import { limitText, parseStandards, resolveLimit, signLimit } from './tickets.standards.ts';

describe('the official calendar', () => {
  const calendar = createCalendar();

  test.each([
    ['2026-01-01', false],
    ['2026-10-01', false],
    ['2026-10-10', true],
    ['2026-11-24', true],
    ['2026-11-28', false],
    ['2026-02-14', true],
  ])('%s is worked on: %s', (day, works) => {
    expect(calendar.isWorkday(day)).toBe(works);
  });

  test('says which years it does not hold', () => {
    expect(calendar.covers(2026)).toBe(true);
    expect(calendar.covers(2027)).toBe(false);
    expect(uncoveredYears(calendar, 2025, 2028)).toEqual([2027, 2028]);
  });
});

describe('calendar.yaml', () => {
  test('a year that is added is held, with its worked weekends', () => {
    const calendar = parseCalendar(
      'official:\n  - year: 2027\n    holidays: [2027-01-01, 2027-02-05/2027-02-11]\n    workdays: [2027-02-13]\n',
    );
    expect(calendar.covers(2027)).toBe(true);
    expect(calendar.isWorkday('2027-01-01')).toBe(false);
    expect(calendar.isWorkday('2027-02-08')).toBe(false);
    expect(calendar.isWorkday('2027-02-12')).toBe(true);
    expect(calendar.isWorkday('2027-02-13')).toBe(true);
    expect(calendar.isWorkday('2027-02-14')).toBe(false);
  });

  test('a year that the package holds is replaced wholly', () => {
    const calendar = parseCalendar('official:\n  - year: 2026\n    holidays: [2026-01-01]\n');
    expect(calendar.isWorkday('2026-10-01')).toBe(true);
    expect(calendar.isWorkday('2026-10-10')).toBe(false);
  });

  test("the district's own days come before the official ones", () => {
    const calendar = parseCalendar('own:\n  holidays: [2026-11-24]\n  workdays: [2026-10-01]\n');
    expect(calendar.isWorkday('2026-11-24')).toBe(false);
    expect(calendar.isWorkday('2026-10-01')).toBe(true);
  });

  test.each([
    ['official:\n  - year: 2027\n    holidays: [2027-02-30]\n', /calendar\.yaml 第 3 行.*2027-02-30/],
    ['official:\n  - year: 2027\n    holidays: [2027-02-11/2027-02-05]\n', /第 3 行.*一段日期/],
    ['official:\n  - year: 2027\n    holidays: []\n', /第 3 行.*至少要有一个放假日/],
    ['own:\n  holidays: [明天]\n', /第 2 行.*应写成 2027-01-01/],
    ['extra: 1\n', /第 1 行/],
  ])('%j is refused with its line', (text, message) => {
    expect(() => parseCalendar(text)).toThrow(message);
  });
});

describe('the files that come with the product', () => {
  const read = (name: string) => readFileSync(`knowledge/${name}`, 'utf8');

  test('calendar.yaml adds nothing of its own', () => {
    const calendar = parseCalendar(read('calendar.yaml'));
    expect(calendar.isWorkday('2026-10-10')).toBe(true);
    expect(calendar.covers(2027)).toBe(false);
  });

  test('service-standards.yaml holds the defaults', () => {
    const standards = parseStandards(read('service-standards.yaml'));
    expect(signLimit(standards, 'normal')).toEqual({ days: 1 });
    expect(signLimit(standards, 'urgent')).toEqual({ hours: 2 });
    expect(resolveLimit(standards, 'energy', 'normal')).toEqual({ days: 7 });
    expect(resolveLimit(standards, 'land', 'normal')).toEqual({ days: 15 });
    expect(resolveLimit(standards, 'finance', 'normal')).toEqual({ days: 15 });
    expect(resolveLimit(standards, 'land', 'urgent')).toEqual({ days: 1 });
    expect(limitText(standards.confirm)).toBe('5 个工作日');
  });

  test.each([
    ['dispatch: 1 个工作日', 'dispatch: 1 天', /service-standards\.yaml 第 8 行「dispatch」.*工作小时/],
    ['  urgent: 2 个工作小时', '  urgent: 2', /「sign\.urgent」.*工作小时/],
    ['    land: 15', '    lnad: 15', /有误:.*lnad|没有这个诉求类别/],
    ['support: 3 个工作日', 'support: 0.5 个工作日', /「support」/],
    ['reopen_days: 30', 'reopen_days: 很久', /「reopen_days」有误:应是正整数/],
  ])('%s changed to %s is refused with its line', (good, bad, message) => {
    const text = read('service-standards.yaml');
    expect(text).toContain(good);
    expect(() => parseStandards(text.replace(good, bad))).toThrow(message);
  });
});
