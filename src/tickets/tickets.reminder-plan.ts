import type { TicketRules } from './tickets.action-rule.ts';
import {
  addWorkingTime,
  dueAt,
  nextWorkingInstant,
  openingOfDayBefore,
  workingTimeBetween,
} from './tickets.service-time.ts';
import type { Ticket, TicketClock } from './tickets.tables.ts';
import type { Reminder } from './tickets.types.ts';

/** A reminder and the instant, in working time, from which it is told. */
export interface PlannedReminder {
  reminder: Reminder;
  at: Date;
}

/** What of a clock's period decides its reminders. */
export type PlannedClock = Pick<TicketClock, 'kind' | 'countedFrom' | 'startedAt' | 'dueAt'>;

/**
 * The reminders of one period of a clock: half of the time left, a working day before, over, long over.
 * What would fall before the period began is left out: it was told in an earlier one, or there was no time for it.
 * A period that begins overdue, as for a department that gets it late, is told as such at its beginning.
 */
export function plannedReminders(
  clock: PlannedClock,
  ticket: Pick<Ticket, 'pausedMs'>,
  rules: TicketRules,
): PlannedReminder[] {
  const { calendar, standards } = rules;
  const { remind } = standards;
  const planned: PlannedReminder[] = [];
  const add = (reminder: Reminder, at: Date) => {
    if (at >= clock.startedAt) planned.push({ reminder, at: nextWorkingInstant(calendar, at) });
  };
  if (remind.half && clock.kind !== 'confirm') {
    const paused = clock.kind === 'resolve' ? ticket.pausedMs : 0;
    const limit = workingTimeBetween(calendar, clock.countedFrom, clock.dueAt) - paused;
    const untilHalf = workingTimeBetween(calendar, clock.startedAt, clock.dueAt) - limit / 2;
    if (untilHalf > 0) add('half', addWorkingTime(calendar, clock.startedAt, untilHalf));
  }
  if (remind.day_before) add('day_before', openingOfDayBefore(calendar, clock.dueAt));
  if (clock.kind !== 'confirm') {
    add('overdue', later(clock.dueAt, clock.startedAt));
    add('long_overdue', dueAt(calendar, clock.dueAt, remind.leader_after));
  }
  return planned;
}

/** A moment after the due time, which itself is still in time; not before the period that was over from its start. */
function later(due: Date, startedAt: Date): Date {
  return new Date(Math.max(due.getTime() + 1, startedAt.getTime()));
}

/** The earliest of the reminders; null where none is left. */
export function firstOf(planned: readonly PlannedReminder[]): Date | null {
  const times = planned.map(({ at }) => at.getTime());
  return times.length === 0 ? null : new Date(Math.min(...times));
}
