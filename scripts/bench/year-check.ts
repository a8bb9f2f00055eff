import { asc } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import { beijingDay, beijingParts } from '#shared/beijing.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import {
  type HistoryEntry,
  type TicketClock,
  ticketClocks,
  ticketHistory,
  ticketReminders,
  tickets,
} from '#tickets/tickets.tables.ts';
import { replay } from '#tickets/tickets.test-builders.ts';

export interface Verdict {
  tickets: number;
  entries: number;
  clocks: number;
  reminders: number;
  /** What is not as the second count has it. */
  faults: string[];
}

const DAY = 1440;
const WORKED_A_DAY = 420;

/**
 * Counts a simulated year a second time, as plainly as possible: in a table of all its minutes, from the history and
 * the periods alone. Tickets must be what their histories tell, every fixed limit end where it must, and every reminder
 * be told once, at the first look after it was due.
 * @param ran the instants at which the jobs were run
 */
export async function checkYear(
  db: Database,
  rules: TicketRules,
  span: { from: Date; to: Date },
  ran: readonly Date[],
): Promise<Verdict> {
  const minutes = minuteTable(rules, span);
  const faults: string[] = [];
  const rows = await db.select().from(tickets);
  const histories = groupBy(
    await db.select().from(ticketHistory).orderBy(asc(ticketHistory.seq)),
    (e) => e.ticketId,
  );
  for (const ticket of rows) {
    const history = histories.get(ticket.id) ?? [];
    const told = replay(history);
    if (JSON.stringify(sorted(told)) !== JSON.stringify(sorted(ticket))) {
      faults.push(`${ticket.number}: the history tells another ticket`);
    }
    if (history.some((entry, i) => entry.seq !== i + 1))
      faults.push(`${ticket.number}: a gap in the history`);
  }
  const clocks = await db.select().from(ticketClocks);
  const reminders = await db.select().from(ticketReminders);
  const toldOf = groupBy(reminders, (r) => keyOf({ ...r, seq: r.clockSeq }));
  const looks = ran.map(minutes.of).filter(minutes.works);
  for (const clock of clocks) {
    const name = `${clock.ticketId} ${clock.kind} ${clock.seq}`;
    if (!rightDue(clock, minutes)) faults.push(`${name}: another due time`);
    const history = (histories.get(clock.ticketId) ?? []).filter((entry) => entry.seq <= clock.seq);
    const wanted = expected(clock, pausedIn(history), minutes, looks).sort();
    const found = (toldOf.get(keyOf(clock)) ?? []).map((r) => `${r.reminder} ${minutes.of(r.at)}`).sort();
    if (wanted.join() !== found.join()) faults.push(`${name}: told ${found.join()}, wanted ${wanted.join()}`);
  }
  const entries = [...histories.values()].reduce((sum, { length }) => sum + length, 0);
  return { tickets: rows.length, entries, clocks: clocks.length, reminders: reminders.length, faults };
}

const sorted = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
const pausedIn = (history: readonly HistoryEntry[]) => replay(history).pausedMs / 60_000;
const keyOf = (c: Pick<TicketClock, 'ticketId' | 'kind' | 'department' | 'seq'>) =>
  JSON.stringify([c.ticketId, c.kind, c.department, c.seq]);

type Minutes = ReturnType<typeof minuteTable>;

/** Which minutes are worked, and how many were worked until each. */
function minuteTable(rules: TicketRules, { from, to }: { from: Date; to: Date }) {
  const start = from.getTime();
  const length = Math.ceil((to.getTime() - start) / 60_000);
  const worked = new Int32Array(length + 1);
  const isWork = new Uint8Array(length);
  for (let day = 0; day * DAY < length; day++) {
    const workday = rules.calendar.isWorkday(beijingDay(new Date(start + day * DAY * 60_000)));
    for (let m = day * DAY; m < Math.min((day + 1) * DAY, length); m++) {
      const { hour } = workday ? beijingParts(new Date(start + m * 60_000)) : { hour: 0 };
      isWork[m] = workday && ((hour >= 9 && hour < 12) || (hour >= 14 && hour < 18)) ? 1 : 0;
      worked[m + 1] = (worked[m] ?? 0) + (isWork[m] ?? 0);
    }
  }
  const until = (minute: number) => worked[Math.min(Math.max(minute, 0), length)] ?? 0;
  return {
    of: (at: Date) => Math.round((at.getTime() - start) / 60_000),
    works: (minute: number) => isWork[minute] === 1,
    between: (a: number, b: number) => until(b) - until(a),
    /** The first minute at which so much has been worked since `from`. */
    after(minute: number, amount: number): number {
      const goal = until(minute) + amount;
      let low = minute;
      for (let high = length; low < high; ) {
        const middle = Math.floor((low + high) / 2);
        if (until(middle) >= goal) high = middle;
        else low = middle + 1;
      }
      return low;
    },
  };
}

const closeAfter = (minutes: Minutes, from: number, days: number) =>
  minutes.after(from - (from % DAY) + DAY, days * WORKED_A_DAY);

/** The limits that nothing moves: one day to dispatch, three to support, five to confirm. */
function rightDue(clock: TicketClock, minutes: Minutes): boolean {
  const days = { dispatch: 1, support: 3, confirm: 5, sign: null, resolve: null }[clock.kind];
  if (days === null) return true;
  return minutes.of(clock.dueAt) === closeAfter(minutes, minutes.of(clock.countedFrom), days);
}

function expected(clock: TicketClock, paused: number, minutes: Minutes, looks: readonly number[]): string[] {
  const [counted, started, due] = [clock.countedFrom, clock.startedAt, clock.dueAt].map(minutes.of) as [
    number,
    number,
    number,
  ];
  const wanted: [string, number][] = [];
  if (clock.kind !== 'confirm') {
    const limit = minutes.between(counted, due) - (clock.kind === 'resolve' ? paused : 0);
    const untilHalf = minutes.between(started, due) - limit / 2;
    if (untilHalf > 0) wanted.push(['half', minutes.after(started, untilHalf)]);
    wanted.push(['overdue', Math.max(due + 1, started)]);
    const long = closeAfter(minutes, due, 3);
    if (long >= started) wanted.push(['long_overdue', long]);
  }
  let dayBefore = due - (due % DAY) - 1;
  while (dayBefore > 0 && !minutes.works(dayBefore)) dayBefore--;
  const nine = dayBefore - (dayBefore % DAY) + 540;
  if (nine >= started) wanted.push(['day_before', nine]);
  const until = clock.endedAt === null ? Number.POSITIVE_INFINITY : minutes.of(clock.endedAt);
  return wanted.flatMap(([reminder, minute]) => {
    const look = looks.find((one) => one >= minute && one >= started);
    return look !== undefined && look < until ? [`${reminder} ${look}`] : [];
  });
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
