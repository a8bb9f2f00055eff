import { and, eq, isNull } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { maskPhones } from '#shared/masking.ts';
import type { Audience, Notice, TicketRules } from './tickets.action-rule.ts';
import {
  addWorkingTime,
  dueAt,
  nextWorkingInstant,
  openingOfDayBefore,
  workingTimeBetween,
} from './tickets.service-time.ts';
import { type Ticket, type TicketClock, ticketClocks, ticketReminders, tickets } from './tickets.tables.ts';
import { REMINDERS, type Reminder } from './tickets.types.ts';
import { LIMIT_LABELS, limitTextOf } from './tickets.view.ts';
import { ticketName } from './tickets.wording.ts';

/** A reminder and the instant, in working time, from which it is told. */
export interface PlannedReminder {
  reminder: Reminder;
  at: Date;
}

/**
 * The reminders of one period of a clock: half of the time left, a working day before, over, long over.
 * What would fall before the period began is left out: it was told in an earlier one, or there was no time for it.
 * A period that begins overdue, as for a department that gets it late, is told as such at its beginning.
 */
export function plannedReminders(clock: TicketClock, ticket: Ticket, rules: TicketRules): PlannedReminder[] {
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

export interface DueReminders {
  /** To be committed with the messages: a reminder that another runner has recorded fails the batch. */
  statements: Statement[];
  notices: Notice[];
  /** The tickets that the notices are about. */
  tickets: Ticket[];
}

/**
 * The reminders that are due now and were not told yet; none outside working time. Of several that are due for one
 * clock, as after a standstill, the gravest alone is told, and all are recorded.
 */
export async function dueReminders(
  db: Database,
  { now, rules }: { now: Date; rules: TicketRules },
): Promise<DueReminders> {
  if (nextWorkingInstant(rules.calendar, now).getTime() !== now.getTime()) {
    return { statements: [], notices: [], tickets: [] };
  }
  const running = await db
    .select({ clock: ticketClocks, ticket: tickets })
    .from(ticketClocks)
    .innerJoin(tickets, eq(tickets.id, ticketClocks.ticketId))
    .where(isNull(ticketClocks.endedAt));
  const told = await toldReminders(db);
  const result: DueReminders = { statements: [], notices: [], tickets: [] };
  for (const { clock, ticket } of running) {
    const due = plannedReminders(clock, ticket, rules)
      .filter(({ reminder, at }) => at <= now && !told.has(keyOf(clock, reminder)))
      .map(({ reminder }) => reminder);
    const gravest = REMINDERS.findLast((reminder) => due.includes(reminder));
    if (gravest === undefined) continue;
    result.statements.push(...due.map((reminder) => recorded(db, clock, reminder, now)));
    result.notices.push(...noticesOf(clock, ticket, gravest, { now, rules }));
    result.tickets.push(ticket);
  }
  return result;
}

/** The reminders of the clocks that run, as keys. */
async function toldReminders(db: Database): Promise<Set<string>> {
  const rows = await db
    .select({ told: ticketReminders })
    .from(ticketReminders)
    .innerJoin(
      ticketClocks,
      and(
        eq(ticketClocks.ticketId, ticketReminders.ticketId),
        eq(ticketClocks.kind, ticketReminders.kind),
        eq(ticketClocks.department, ticketReminders.department),
        eq(ticketClocks.seq, ticketReminders.clockSeq),
      ),
    )
    .where(isNull(ticketClocks.endedAt));
  return new Set(rows.map(({ told }) => keyOf({ ...told, seq: told.clockSeq }, told.reminder)));
}

function keyOf(
  clock: Pick<TicketClock, 'ticketId' | 'kind' | 'department' | 'seq'>,
  reminder: Reminder,
): string {
  return JSON.stringify([clock.ticketId, clock.kind, clock.department, clock.seq, reminder]);
}

function recorded(db: Database, clock: TicketClock, reminder: Reminder, at: Date): Statement {
  const { ticketId, kind, department, seq } = clock;
  return db.insert(ticketReminders).values({ ticketId, kind, department, clockSeq: seq, reminder, at });
}

/** Who is told what of a clock. A working day before and half-way it is who works; over, who answers for it. */
function audiencesOf(kind: TicketClock['kind'], reminder: Reminder, ticket: Ticket): Audience[] {
  if (reminder === 'long_overdue') return ['leaders'];
  const worker: Record<TicketClock['kind'], Audience[]> = {
    dispatch: ['dispatcher'],
    sign: ['department'],
    resolve: [ticket.handlerOpenId === null ? 'department' : 'handler'],
    support: ['supporting'],
    confirm: ['enterprise', 'commissioner'],
  };
  if (reminder !== 'overdue' || kind === 'dispatch') return worker[kind];
  return [...worker[kind], 'head', 'dispatcher'];
}

function noticesOf(
  clock: TicketClock,
  ticket: Ticket,
  reminder: Reminder,
  context: { now: Date; rules: TicketRules },
): Notice[] {
  const who = clock.department === '' ? '' : `${clock.department}的`;
  const word = reminder === 'overdue' || reminder === 'long_overdue' ? '超期' : '临期提醒';
  const text = `${word}:${ticketName(ticket, context.rules)},${who}${LIMIT_LABELS[clock.kind]} ${limitTextOf(clock.dueAt, context)}。`;
  // While nobody is in charge the limit to resolve runs on, and is the dispatcher's to mind.
  const nobody = clock.kind === 'resolve' && clock.department === '' && reminder !== 'long_overdue';
  const audiences: Audience[] = nobody ? ['dispatcher'] : audiencesOf(clock.kind, reminder, ticket);
  return audiences.map((audience) => ({
    ...{ audience, ticketId: ticket.id, number: ticket.number, text: maskPhones(text) },
    department: clock.department === '' ? null : clock.department,
  }));
}
