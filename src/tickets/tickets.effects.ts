import { atBeijing, beijingText } from '#shared/beijing.ts';
import {
  type ActionContext,
  type InputContext,
  listOf,
  type TicketChanges,
  textOf,
} from './tickets.action-rule.ts';
import { addWorkingTime, dueAt, workingTimeBetween } from './tickets.service-time.ts';
import { resolveLimit, signLimit } from './tickets.standards.ts';
import type { Ticket } from './tickets.tables.ts';

/** To the dispatcher: nobody is in charge, the limit to dispatch begins. The limit to resolve runs on. */
export function toDispatcher(ticket: Ticket, context: ActionContext): TicketChanges {
  const { calendar, standards } = context.rules;
  return {
    leadDepartment: null,
    handlerOpenId: null,
    handlerName: null,
    queuedAt: context.now,
    dispatchDueAt: dueAt(calendar, context.now, standards.dispatch),
    assignedAt: null,
    signDueAt: null,
    returnUntil: null,
    signedAt: null,
    supportFrom: null,
    supportDueAt: null,
    ...withoutRequests(ticket),
  };
}

/**
 * To a department: it has to sign anew. The limit to resolve begins with the first assignment and is not restarted by
 * a later one; a corrected category changes its length.
 */
export function toDepartment(ticket: Ticket, context: InputContext, final = false): TicketChanges {
  const { input, now, rules } = context;
  const { calendar, standards } = rules;
  const assignments = ticket.assignments + 1;
  const category = textOf(input, 'category') || ticket.category;
  const lead = textOf(input, 'department');
  const supporting = (listOf(input, 'supporting') ?? ticket.supporting).filter((name) => name !== lead);
  const resolveFrom = ticket.resolveFrom ?? now;
  const sameLimit = ticket.resolveFrom !== null && category === ticket.category;
  return {
    category,
    leadDepartment: lead,
    supporting,
    supportAnswered: ticket.supportAnswered.filter((name) => supporting.includes(name)),
    handlerOpenId: null,
    handlerName: null,
    queuedAt: null,
    dispatchDueAt: null,
    assignedAt: now,
    signDueAt: dueAt(calendar, now, signLimit(standards, ticket.urgency)),
    returnUntil: dueAt(calendar, now, standards.return),
    signedAt: null,
    resolveFrom,
    resolveDueAt: sameLimit ? ticket.resolveDueAt : resolveDue({ ...ticket, category, resolveFrom }, context),
    supportFrom: supporting.length > 0 ? now : null,
    supportDueAt: supporting.length > 0 ? dueAt(calendar, now, standards.support) : null,
    assignments,
    assignmentFinal: final || assignments >= standards.final_assignment,
    ...withoutRequests(ticket),
  };
}

/** Wishes that nobody decided fall away with the assignment; a date that was granted stays. */
function withoutRequests(ticket: Ticket): TicketChanges {
  return ticket.extension?.status === 'asked' ? { transfer: null, extension: null } : { transfer: null };
}

/** Back into work after it was resolved or closed: the whole limit begins anew. */
export function toWorkAgain(ticket: Ticket, context: ActionContext): TicketChanges {
  const again = { ...ticket, resolveFrom: context.now, pausedMs: 0, extension: null };
  return {
    resolveFrom: context.now,
    resolveDueAt: resolveDue(again, context),
    pausedSince: null,
    pausedMs: 0,
    extension: null,
    resolvedAt: null,
    confirmDueAt: null,
    closedAt: null,
    closedAs: null,
  };
}

/** The clock runs on after a pause: the due time moves by the working time paused. */
export function afterPause(ticket: Ticket, context: ActionContext): TicketChanges {
  if (ticket.pausedSince === null || ticket.resolveDueAt === null) return {};
  const paused = workingTimeBetween(context.rules.calendar, ticket.pausedSince, context.now);
  return {
    pausedSince: null,
    pausedMs: ticket.pausedMs + paused,
    resolveDueAt: addWorkingTime(context.rules.calendar, ticket.resolveDueAt, paused),
  };
}

/**
 * Another urgency midway. Urgent: its limit counts from now, but never later than before. Normal again: the normal limit
 * counts from where the clock began. The pauses so far and a granted extension keep their effect.
 */
export function withUrgency(ticket: Ticket, context: InputContext): TicketChanges {
  const { calendar, standards } = context.rules;
  const urgency = textOf(context.input, 'urgency') === 'urgent' ? 'urgent' : 'normal';
  const changes: TicketChanges = { urgency };
  const from = (start: Date) => (urgency === 'urgent' ? context.now : start);
  const bounded = (old: Date | null, due: Date) =>
    urgency === 'urgent' && old !== null && old < due ? old : due;
  if (ticket.state === 'assigned' && ticket.assignedAt !== null) {
    const due = dueAt(calendar, from(ticket.assignedAt), signLimit(standards, urgency));
    changes.signDueAt = bounded(ticket.signDueAt, due);
  }
  if (ticket.resolveFrom !== null) {
    const due =
      urgency === 'urgent'
        ? dueAt(calendar, context.now, resolveLimit(standards, ticket.category, urgency))
        : resolveDue({ ...ticket, urgency }, context);
    changes.resolveDueAt = bounded(ticket.resolveDueAt, due);
  }
  return changes;
}

/** When it has to be resolved, by its category, urgency, pauses so far and a granted extension. */
export function resolveDue(
  ticket: Pick<Ticket, 'category' | 'urgency' | 'resolveFrom' | 'pausedMs' | 'extension'>,
  context: ActionContext,
): Date {
  const { calendar, standards } = context.rules;
  const limit = resolveLimit(standards, ticket.category, ticket.urgency);
  const due = addWorkingTime(
    calendar,
    dueAt(calendar, ticket.resolveFrom ?? context.now, limit),
    ticket.pausedMs,
  );
  const granted = ticket.extension?.status === 'granted' ? ticket.extension.until : undefined;
  return granted === undefined ? due : laterOf(due, new Date(granted));
}

export function laterOf(a: Date, b: Date): Date {
  return a > b ? a : b;
}

/** The close of business of a day that was picked in a form. */
export function closeOf(day: string): Date {
  return atBeijing(day, 18);
}

/** `12月3日 18:00`, or `—` where there is none. */
export function whenText(at: Date | null, now: Date): string {
  return at === null ? '—' : beijingText(at, now);
}
