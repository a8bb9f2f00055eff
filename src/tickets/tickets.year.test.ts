import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type Database, runBatch } from '#database/database.ts';
import { beijingDay, beijingParts } from '#shared/beijing.ts';
import { AppError } from '#shared/errors.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { confirmSilently } from './confirm-silently.ts';
import type { TicketRole } from './tickets.action-rule.ts';
import { TICKET_ROLES } from './tickets.action-rule.ts';
import { ACTION_CODES, actionRule } from './tickets.lifecycle.ts';
import { dueReminders } from './tickets.reminders.ts';
import { getHistory } from './tickets.store.ts';
import { type Ticket, type TicketClock, ticketClocks, ticketReminders, tickets } from './tickets.tables.ts';
import { act, actor, at, dataWith, open, replay, rules } from './tickets.test-builders.ts';

/** Seven weeks over the National Day holiday, minute by minute: a second way to count, as plain as possible. */
const START = at('2026-09-14T00:00').getTime();
const MINUTES = 75 * 1440;
const SIMULATED = 50 * 1440;
const works = Array.from({ length: MINUTES }, (_, minute) => {
  const date = new Date(START + minute * 60_000);
  const { hour } = beijingParts(date);
  const free = hour < 9 || hour === 12 || hour === 13 || hour >= 18;
  return rules.calendar.isWorkday(beijingDay(date)) && !free;
});
const worked: number[] = [0];
for (let minute = 0; minute < MINUTES; minute++) worked.push((worked[minute] ?? 0) + (works[minute] ? 1 : 0));

const minuteOf = (date: Date) => Math.round((date.getTime() - START) / 60_000);
const dateOf = (minute: number) => new Date(START + minute * 60_000);
const workedBetween = (from: number, to: number) => (worked[to] ?? 0) - (worked[from] ?? 0);

/** The first minute at which so much has been worked since `from`. */
function after(from: number, amount: number): number {
  let minute = from;
  while (workedBetween(from, minute) < amount) minute++;
  return minute;
}

/** The first minute from `from` on in which work goes on. */
function opening(from: number): number {
  let minute = from;
  while (!works[minute]) minute++;
  return minute;
}

/** The close of the last of so many working days, the day of `from` not counted. */
function closeAfter(from: number, days: number): number {
  return after(from - (from % 1440) + 1440, days * 420);
}

/** A generator of its own, so that a failure can be run again. */
function dice(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

const everyRole = Object.keys(TICKET_ROLES) as TicketRole[];
const departments = ['区经济信息委', '区教委', '区人力社保局'];

/** One random step of a ticket, at an odd minute so that it never meets the runner's. */
async function randomStep(db: Database, ticket: Ticket, minute: number, roll: (below: number) => number) {
  const [current] = await db.select().from(tickets).where(eq(tickets.id, ticket.id));
  const codes = ACTION_CODES.filter((code) => current && actionRule(code).from.includes(current.state));
  const calm = codes.filter((code) => !['cancel', 'merge', 'absorb'].includes(code) || roll(12) === 0);
  const action = calm[roll(calm.length || 1)];
  if (action === undefined) return;
  const input = {
    ...{ note: '情况说明', department: departments[roll(3)], urgency: roll(2) ? 'urgent' : 'normal' },
    ...{ until: '2026-11-30', satisfaction: 'satisfied', target: ticket.number },
    ...{ supporting: roll(2) ? ['区教委'] : undefined },
  };
  const by = actor(`经办${roll(5)}`, everyRole, departments);
  await act(db, ticket, action, { actor: by, input, now: dateOf(minute) }).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
}

/** Half-hourly, as a timer would: reminders first, then the confirmations by silence. */
async function runner(db: Database, minute: number, ran: number[]): Promise<void> {
  const now = dateOf(minute);
  const due = await dueReminders(db, { now, rules });
  await runBatch(db, due.statements);
  const silent = await confirmSilently(db, { now, rules });
  for (const result of silent) await runBatch(db, result.statements);
  if (works[minute]) ran.push(minute);
}

/** What of a period must have been told, and at which run: worked out in minutes from the period alone. */
function expected(clock: TicketClock, pausedMs: number, ran: number[]): string[] {
  const [counted, started, due] = [clock.countedFrom, clock.startedAt, clock.dueAt].map(minuteOf) as [
    number,
    number,
    number,
  ];
  const wanted: [string, number][] = [];
  if (clock.kind !== 'confirm') {
    const limit = workedBetween(counted, due) - (clock.kind === 'resolve' ? pausedMs / 60_000 : 0);
    const untilHalf = workedBetween(started, due) - limit / 2;
    if (untilHalf > 0) wanted.push(['half', after(started, untilHalf)]);
    wanted.push(['overdue', Math.max(due + 1, started)]);
    const dayOver = (minute: number) => minute - (minute % 1440) + 1440;
    const long = after(dayOver(due), 3 * 420);
    if (long >= started) wanted.push(['long_overdue', long]);
  }
  let dayBefore = due - (due % 1440) - 1;
  while (!works[dayBefore]) dayBefore--;
  const nine = dayBefore - (dayBefore % 1440) + 540;
  if (nine >= started) wanted.push(['day_before', nine]);
  const until = clock.endedAt === null ? Number.POSITIVE_INFINITY : minuteOf(clock.endedAt);
  return wanted.flatMap(([reminder, minute]) => {
    const run = ran.find((one) => one >= opening(minute));
    return run !== undefined && run < until ? [`${reminder} ${dateOf(run).toISOString()}`] : [];
  });
}

/** The working time that a ticket's clock had stood still when a period began, from its history alone. */
async function pausedBefore(db: Database, clock: TicketClock): Promise<number> {
  const history = await getHistory(db, clock.ticketId);
  return replay(history.filter((entry) => entry.seq <= clock.seq)).pausedMs;
}

function randomProblem(roll: (below: number) => number) {
  return dataWith({
    ...{ urgency: roll(4) === 0 ? 'urgent' : 'normal', category: roll(3) === 0 ? 'land' : 'energy' },
    ...{ lead: roll(4) === 0 ? null : '区经济信息委', supporting: roll(2) ? ['区教委'] : [] },
  });
}

/** Tickets are opened and moved at random while the runner ticks. */
async function simulate(db: Database): Promise<number[]> {
  const roll = dice(20_261_124);
  const opened: Ticket[] = [];
  const ran: number[] = [];
  for (let minute = 540; minute < SIMULATED; minute += 30) {
    if (works[minute] && opened.length < 40 && roll(4) === 0) {
      opened.push(await open(db, { data: randomProblem(roll), now: dateOf(minute + 7) }));
    }
    const ticket = opened[roll(opened.length || 1)];
    if (ticket && roll(works[minute] ? 2 : 12) === 0) await randomStep(db, ticket, minute + 11, roll);
    await runner(db, minute + 30, ran);
  }
  return ran;
}

const isOf = (clock: TicketClock) => (told: typeof ticketReminders.$inferSelect) =>
  told.ticketId === clock.ticketId &&
  told.kind === clock.kind &&
  told.department === clock.department &&
  told.clockSeq === clock.seq;

test('weeks of tickets: every limit, reminder and escalation once, as a second count has it', async () => {
  const db = await temporaryDatabase();
  const ran = await simulate(db);
  const clocks = await db.select().from(ticketClocks);
  const told = await db.select().from(ticketReminders);
  const days: Partial<Record<TicketClock['kind'], number>> = { dispatch: 1, support: 3, confirm: 5 };
  for (const clock of clocks) {
    const limit = days[clock.kind];
    if (limit !== undefined)
      expect(minuteOf(clock.dueAt)).toBe(closeAfter(minuteOf(clock.countedFrom), limit));
    const lines = told.filter(isOf(clock)).map((one) => `${one.reminder} ${one.at.toISOString()}`);
    expect(lines.sort()).toEqual(expected(clock, await pausedBefore(db, clock), ran).sort());
  }
  // It was a lively time: every kind of clock ran, and enough of them ran out.
  expect(new Set(clocks.map((clock) => clock.kind)).size).toBe(5);
  expect(new Set(told.map((one) => `${one.kind} ${one.reminder}`)).size).toBeGreaterThanOrEqual(12);
  for (const ticket of await db.select().from(tickets)) {
    expect(replay(await getHistory(db, ticket.id))).toEqual(ticket);
    const running = clocks.filter((clock) => clock.ticketId === ticket.id && clock.endedAt === null);
    expect(new Set(running.map((clock) => `${clock.kind}/${clock.department}`)).size).toBe(running.length);
  }
}, 120_000);
