import { asc, eq, isNull, lte, sql } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { maskPhones } from '#shared/masking.ts';
import type { Audience, Notice, TicketRules } from './tickets.action-rule.ts';
import { firstOf, plannedReminders } from './tickets.reminder-plan.ts';
import { nextWorkingInstant } from './tickets.service-time.ts';
import { type Ticket, type TicketClock, ticketClocks, ticketReminders, tickets } from './tickets.tables.ts';
import { REMINDERS, type Reminder } from './tickets.types.ts';
import { LIMIT_LABELS, limitTextOf } from './tickets.view.ts';
import { ticketName } from './tickets.wording.ts';

export { plannedReminders } from './tickets.reminder-plan.ts';

export interface DueReminders {
  /** To be committed with the messages: a reminder that another runner has recorded fails the batch. */
  statements: Statement[];
  notices: Notice[];
  /** The tickets that the notices are about. */
  tickets: Ticket[];
}

/** So many clocks at a look: what is left is told at the next one, at once. */
const AT_ONCE = 500;

/**
 * The reminders that are due now and were not told yet; none outside working time. Of several that are due for one
 * clock, as after a standstill, the gravest alone is told, and all are recorded.
 */
export async function dueReminders(
  db: Database,
  { now, rules }: { now: Date; rules: TicketRules },
): Promise<DueReminders> {
  const result: DueReminders = { statements: [], notices: [], tickets: [] };
  if (nextWorkingInstant(rules.calendar, now).getTime() !== now.getTime()) return result;
  const looked = await db
    .select({ clock: ticketClocks, ticket: tickets })
    .from(ticketClocks)
    .innerJoin(tickets, eq(tickets.id, ticketClocks.ticketId))
    .where(lte(ticketClocks.nextAt, now))
    .orderBy(asc(ticketClocks.nextAt))
    .limit(AT_ONCE);
  if (looked.length === 0) return result;
  const told = await toldReminders(db, [...new Set(looked.map(({ ticket }) => ticket.id))]);
  const records: ReminderRecord[] = [];
  const next: ClockNext[] = [];
  for (const { clock, ticket } of looked) {
    const planned = plannedReminders(clock, ticket, rules);
    next.push({ clock, at: firstOf(planned.filter(({ at }) => at > now)) });
    const due = planned
      .filter(({ reminder, at }) => at <= now && !told.has(keyOf(clock, reminder)))
      .map(({ reminder }) => reminder);
    const gravest = REMINDERS.findLast((reminder) => due.includes(reminder));
    if (gravest === undefined) continue;
    records.push(...due.map((reminder) => ({ clock, reminder })));
    result.notices.push(...noticesOf(clock, ticket, gravest, { now, rules }));
    result.tickets.push(ticket);
  }
  result.statements.push(...recordReminders(db, records, now), ...setNext(db, next));
  return result;
}

interface ReminderRecord {
  clock: ClockKey;
  reminder: Reminder;
}

interface ClockNext {
  clock: ClockKey;
  at: Date | null;
}

/** What tells one period of a clock from the others. */
export type ClockKey = Pick<TicketClock, 'ticketId' | 'kind' | 'department' | 'seq'>;

/** The reminders of these tickets that were told, as keys. */
async function toldReminders(db: Database, ticketIds: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .select()
    .from(ticketReminders)
    .where(sql`${ticketReminders.ticketId} in (select value from json_each(${JSON.stringify(ticketIds)}))`);
  return new Set(rows.map((told) => keyOf({ ...told, seq: told.clockSeq }, told.reminder)));
}

function keyOf({ ticketId, kind, department, seq }: ClockKey, reminder: Reminder): string {
  return JSON.stringify([ticketId, kind, department, seq, reminder]);
}

/** Records many as told, in one statement with one parameter. One that is there already fails the batch. */
export function recordReminders(db: Database, records: readonly ReminderRecord[], at: Date): Statement[] {
  if (records.length === 0) return [];
  const rows = records.map(({ clock, reminder }) => [
    ...[clock.ticketId, clock.kind, clock.department, clock.seq, reminder, at.getTime()],
  ]);
  return [
    db.insert(ticketReminders).select(
      sql`select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
        from json_each(${JSON.stringify(rows)})`,
    ),
  ];
}

/** Says when the next reminder of each clock is due, null where none is left: in one statement with one parameter. */
export function setNext(db: Database, next: readonly ClockNext[]): Statement[] {
  if (next.length === 0) return [];
  const rows = next.map(({ clock, at }) => [
    ...[clock.ticketId, clock.kind, clock.department, clock.seq, at?.getTime() ?? null],
  ]);
  return [
    db
      .update(ticketClocks)
      .set({ nextAt: sql`changed.value ->> 4` })
      .from(sql`json_each(${JSON.stringify(rows)}) as changed`)
      .where(
        sql`ticket_id = changed.value ->> 0 and kind = changed.value ->> 1
          and department = changed.value ->> 2 and ${ticketClocks}.seq = changed.value ->> 3 and ended_at is null`,
      ),
  ];
}

/**
 * Plans the reminders of all running clocks anew: for a start, since standards or the calendar may be other ones than
 * when the clocks began.
 * @returns the rows to be written, none where all is as it was
 */
export async function replanReminders(db: Database, rules: TicketRules): Promise<Statement[]> {
  const running = await db
    .select({ clock: ticketClocks, pausedMs: tickets.pausedMs })
    .from(ticketClocks)
    .innerJoin(tickets, eq(tickets.id, ticketClocks.ticketId))
    .where(isNull(ticketClocks.endedAt));
  const told = await toldReminders(db, [...new Set(running.map(({ clock }) => clock.ticketId))]);
  const moved = running.flatMap(({ clock, pausedMs }) => {
    const open = plannedReminders(clock, { pausedMs }, rules);
    const at = firstOf(open.filter(({ reminder }) => !told.has(keyOf(clock, reminder))));
    return at?.getTime() === clock.nextAt?.getTime() ? [] : [{ clock, at }];
  });
  return inPortions(moved, AT_ONCE).flatMap((portion) => setNext(db, portion));
}

function inPortions<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
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
