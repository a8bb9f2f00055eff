import { describe, expect, it } from 'vitest';
import { beijingIso } from '#shared/beijing.ts';
import { createCalendar } from '#tickets/tickets.calendar.ts';
import { dueAt, spansDue } from './summaries.due.ts';
import { spanOf } from './summaries.spans.ts';
import type { Span } from './summaries.types.ts';

const calendar = createCalendar();
const span = (id: string): Span => spanOf(id) as Span;
const at = (id: string) => beijingIso(dueAt(calendar, span(id))).slice(0, 16);
const due = (time: string, own = calendar) => spansDue(own, new Date(`${time}:00+08:00`)).map(({ id }) => id);

describe('when a summary is handed up', () => {
  it.each([
    ['2026-W47', '2026-11-23T09:00', 'an ordinary Monday'],
    ['2026-W40', '2026-10-08T09:00', 'after 国庆: the Thursday'],
    ['2026-W07', '2026-02-24T09:00', 'after 春节, whose Monday is free: the Tuesday'],
    ['2026-W08', '2026-02-24T09:00', 'the week of 春节 itself'],
    ['2026-W14', '2026-04-07T09:00', 'after 清明: the Tuesday'],
    ['2026-09', '2026-10-08T09:00', 'a month before 国庆'],
    ['2026-10', '2026-11-02T09:00', 'a month that ends on a Saturday'],
  ])('%s: %s, %s', (id, time) => expect(at(id)).toBe(time));

  it('sends from the hour on, and makes up for it later in that week', () => {
    expect(due('2026-11-23T08:59')).toEqual(['2026-10']);
    expect(due('2026-11-23T09:00')).toEqual(['2026-W47', '2026-10']);
    expect(due('2026-11-29T23:59')).toEqual(['2026-W47', '2026-10']);
    expect(due('2026-11-30T08:59')).toEqual(['2026-10']);
    expect(due('2026-12-01T09:00')).toEqual(['2026-W48', '2026-11']);
  });

  it('sends two where a whole week was free', () => {
    const free = createCalendar({
      official: [],
      own: {
        holidays: ['16', '17', '18', '19', '20'].map((day) => `2026-11-${day}`),
        workdays: [],
      },
    });
    expect(due('2026-11-20T12:00', free)).not.toContain('2026-W46');
    expect(due('2026-11-23T09:00', free)).toEqual(['2026-W46', '2026-W47', '2026-10']);
  });
});
