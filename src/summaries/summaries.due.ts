import { addDays, atBeijing, beijingDay } from '#shared/beijing.ts';
import type { WorkCalendar } from '#tickets/tickets.calendar.ts';
import { monthAt, spanBefore, weekAt } from './summaries.spans.ts';
import type { Span } from './summaries.types.ts';

const HOUR = 9;
/** No holiday of the official calendar is longer; a span older than this is not handed up any more. */
const LOOK_BACK = 4;

/**
 * When a span's summary is handed up: 09:00 of the first working day after it, which is the Monday (or the 1st) unless
 * that is free. Where the whole week after it is free, the first working day after that.
 */
export function dueAt(calendar: Pick<WorkCalendar, 'isWorkday'>, span: Span): Date {
  let day = beijingDay(span.to);
  while (!calendar.isWorkday(day)) day = addDays(day, 1);
  return atBeijing(day, HOUR);
}

/**
 * The spans whose summaries should have been handed up by now, oldest first: from their time until the end of the week
 * (of a month's: of the month) in which that lies, so that one that was missed is made up for, but no old one is sent.
 */
export function spansDue(calendar: Pick<WorkCalendar, 'isWorkday'>, now: Date): Span[] {
  return [weekAt(now), monthAt(now)].flatMap((current) => {
    const due: Span[] = [];
    let span = current;
    for (let i = 0; i < LOOK_BACK; i++) {
      span = spanBefore(span);
      const at = dueAt(calendar, span);
      const last = span.kind === 'week' ? weekAt(at).to : monthAt(at).to;
      if (at <= now && now < last) due.unshift(span);
    }
    return due;
  });
}
