import { and, eq, isNull } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import type { TicketRules } from './tickets.action-rule.ts';
import { type ActionCode, actionRule } from './tickets.lifecycle.ts';
import { firstOf, plannedReminders } from './tickets.reminder-plan.ts';
import { type Ticket, ticketClocks } from './tickets.tables.ts';
import type { ClockEnding, ClockKind } from './tickets.types.ts';

/** A limit that runs now. */
export interface OpenClock {
  kind: ClockKind;
  /** Empty where it runs for the dispatcher or the enterprise. */
  department: string;
  countedFrom: Date;
  dueAt: Date;
}

/** The limits that run in each state: the one place that says so. */
export function openClocks(ticket: Ticket): OpenClock[] {
  const lead = ticket.leadDepartment ?? '';
  const dispatch = clock('dispatch', '', ticket.queuedAt, ticket.dispatchDueAt);
  const sign = clock('sign', lead, ticket.assignedAt, ticket.signDueAt);
  const resolve = clock('resolve', lead, ticket.resolveFrom, ticket.resolveDueAt);
  const confirm = clock('confirm', '', ticket.resolvedAt, ticket.confirmDueAt);
  const support = ticket.supporting
    .filter((name) => !ticket.supportAnswered.includes(name))
    .flatMap((name) => clock('support', name, ticket.supportFrom, ticket.supportDueAt));
  switch (ticket.state) {
    case 'pending_dispatch':
      return [...dispatch, ...resolve];
    case 'assigned':
      return [...sign, ...resolve, ...support];
    case 'in_progress':
      return [...resolve, ...support];
    case 'awaiting_enterprise':
      return support;
    case 'resolved':
      return confirm;
    default:
      return [];
  }
}

function clock(kind: ClockKind, department: string, from: Date | null, due: Date | null): OpenClock[] {
  return from === null || due === null ? [] : [{ kind, department, countedFrom: from, dueAt: due }];
}

/** How the clocks' periods change from one version of a ticket to the next. */
export function clockChanges(before: Ticket | null, after: Ticket, action: ActionCode) {
  const old = before === null ? [] : openClocks(before);
  const now = openClocks(after);
  const stays = (a: OpenClock, b: OpenClock) =>
    a.kind === b.kind &&
    a.department === b.department &&
    a.countedFrom.getTime() === b.countedFrom.getTime() &&
    a.dueAt.getTime() === b.dueAt.getTime();
  return {
    ended: old
      .filter((was) => !now.some((is) => stays(was, is)))
      .map((was) => ({ clock: was, ending: endingOf(was, now, after, action) })),
    begun: now.filter((is) => !old.some((was) => stays(was, is))),
  };
}

function endingOf(was: OpenClock, now: OpenClock[], after: Ticket, action: ActionCode): ClockEnding {
  if (actionRule(action).fulfils === was.kind) return 'done';
  if (was.kind === 'resolve' && after.state === 'awaiting_enterprise') return 'paused';
  const sameClock = now.some(
    (is) => is.kind === was.kind && is.countedFrom.getTime() === was.countedFrom.getTime(),
  );
  return sameClock ? 'moved' : 'dropped';
}

/** The statements that keep `ticket_clocks` in step with a change. */
export function clockStatements(
  db: Database,
  { before, after, action, at }: { before: Ticket | null; after: Ticket; action: ActionCode; at: Date },
  rules: TicketRules,
): Statement[] {
  const { ended, begun } = clockChanges(before, after, action);
  return [
    ...ended.map(({ clock: was, ending }) =>
      db
        .update(ticketClocks)
        .set({ endedAt: at, ending, nextAt: null })
        .where(
          and(
            eq(ticketClocks.ticketId, after.id),
            eq(ticketClocks.kind, was.kind),
            eq(ticketClocks.department, was.department),
            isNull(ticketClocks.endedAt),
          ),
        ),
    ),
    ...begun.map((is) =>
      db.insert(ticketClocks).values({
        ...is,
        ...{ ticketId: after.id, seq: after.version, startedAt: at },
        nextAt: firstOf(plannedReminders({ ...is, startedAt: at }, after, rules)),
      }),
    ),
  ];
}
