import type { Database, Statement } from '#database/database.ts';
import type { TicketRules } from './tickets.action-rule.ts';
import { clockChanges } from './tickets.clocks.ts';
import type { Applied } from './tickets.lifecycle.ts';
import { firstOf, type PlannedClock, plannedReminders } from './tickets.reminder-plan.ts';
import { type ClockKey, recordReminders, setNext } from './tickets.reminders.ts';

/**
 * Lets the reminders of a ticket that was brought in begin with the import: what fell due before it is kept as told,
 * since one notice for each department tells of all of them, and only what comes after is told one by one.
 * @param steps all that happened to the ticket, oldest first
 */
export function beginReminders(
  db: Database,
  steps: readonly Applied[],
  { rules, now }: { rules: TicketRules; now: Date },
): Statement[] {
  const last = steps.at(-1);
  if (!last) return [];
  const running = new Map<string, ClockKey & PlannedClock>();
  for (const { before, after, action, entry } of steps) {
    const { ended, begun } = clockChanges(before, after, action);
    for (const { clock } of ended) running.delete(`${clock.kind}/${clock.department}`);
    for (const clock of begun) {
      const row = { ...clock, ticketId: after.id, seq: after.version, startedAt: entry.at };
      running.set(`${clock.kind}/${clock.department}`, row);
    }
  }
  const planned = [...running.values()].map((clock) => ({
    clock,
    reminders: plannedReminders(clock, last.after, rules),
  }));
  return [
    ...recordReminders(
      db,
      planned.flatMap(({ clock, reminders }) =>
        reminders.filter(({ at }) => at <= now).map(({ reminder }) => ({ clock, reminder })),
      ),
      now,
    ),
    ...setNext(
      db,
      planned.map(({ clock, reminders }) => ({ clock, at: firstOf(reminders.filter(({ at }) => at > now)) })),
    ),
  ];
}
