import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at } from '#tickets/tickets.test-builders.ts';
import {
  daysOf,
  monthAt,
  monthOf,
  parseSpan,
  spanAfter,
  spanBefore,
  spanOf,
  spanText,
  weekAt,
  weekOf,
} from './summaries.spans.ts';

const now = at('2026-11-24T10:00');

describe('weeks are those of ISO 8601, in Beijing', () => {
  test.each([
    ['2026-W47', '2026-11-16', '2026-11-23'],
    ['2026-W01', '2025-12-29', '2026-01-05'],
    ['2026-W53', '2026-12-28', '2027-01-04'],
    ['2027-W01', '2027-01-04', '2027-01-11'],
    ['2020-W53', '2020-12-28', '2021-01-04'],
  ])('%s', (id, from, to) => {
    expect(weekOf(id)).toEqual({ kind: 'week', id, from: at(`${from}T00:00`), to: at(`${to}T00:00`) });
  });

  test.each(['2027-W53', '2026-W54', '2026-W00', '2026-W4', '2026-47', 'W47'])('%s is none', (id) => {
    expect(weekOf(id)).toBeNull();
  });

  test('every instant lies in one week, which follows the one before', () => {
    const instants = fc.date({
      min: at('2000-01-01T00:00'),
      max: at('2100-01-01T00:00'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, (instant) => {
        for (const span of [weekAt(instant), monthAt(instant)]) {
          expect(span.from <= instant && instant < span.to).toBe(true);
          expect(spanOf(span.id)).toEqual(span);
          expect(spanBefore(span).to).toEqual(span.from);
          expect(spanAfter(spanBefore(span))).toEqual(span);
        }
        expect(daysOf(weekAt(instant))).toHaveLength(7);
      }),
    );
  });
});

test('months', () => {
  expect(monthOf('2026-12')).toEqual({
    ...{ kind: 'month', id: '2026-12', from: at('2026-12-01T00:00'), to: at('2027-01-01T00:00') },
  });
  for (const id of ['2026-13', '2026-00', '2026-1', '2026-W10']) expect(monthOf(id)).toBeNull();
  expect(daysOf(monthAt(now))).toHaveLength(30);
});

test.each([
  ['周报', '2026-W47'],
  ['看看上周的周报', '2026-W47'],
  ['上个星期', '2026-W47'],
  ['本周', '2026-W48'],
  ['这周情况', '2026-W48'],
  ['上上周', '2026-W46'],
  ['月报', '2026-10'],
  ['上月', '2026-10'],
  ['上一月', '2026-10'],
  ['本月', '2026-11'],
  ['10月', '2026-10'],
  ['10 月的月报', '2026-10'],
  ['十月', '2026-10'],
  ['12月', '2025-12'],
  ['十二月', '2025-12'],
  ['11月', '2026-11'],
  ['2025年3月', '2025-03'],
  ['2026-10', '2026-10'],
  ['2026-W47', '2026-W47'],
  ['周报 2026-w46', '2026-W46'],
  ['第47周', '2026-W47'],
  ['第50周', '2025-W50'],
  ['2025年第1周', '2025-W01'],
])('%s is %s', (text, id) => {
  expect(parseSpan(text, now)?.id).toBe(id);
});

test.each(['', '您好', '13月', '2026-W60', '德感工业园停电'])('%s names no span', (text) => {
  expect(parseSpan(text, now)).toBeNull();
});

test('in words, with the year where it is needed', () => {
  const words = (id: string) => spanText(spanOf(id) ?? weekAt(now), now);
  expect(words('2026-W47')).toBe('11月16日至11月22日');
  expect(words('2026-W53')).toBe('12月28日至2027年1月3日');
  expect(words('2025-W10')).toBe('2025年3月3日至3月9日');
  expect(words('2026-10')).toBe('2026年10月');
});
