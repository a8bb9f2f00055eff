import { asc, sql } from 'drizzle-orm';
import type { Database } from '#database/database.ts';
import {
  type HistoryEntry,
  type Ticket,
  type TicketClock,
  ticketClocks,
  ticketHistory,
  ticketReminders,
  tickets,
} from '#tickets/tickets.tables.ts';
import { replay } from '#tickets/tickets.test-builders.ts';
import { type Period, periodsOf } from './year-limits.ts';
import { countMinutes, type Minutes } from './year-minutes.ts';

export interface Verdict {
  tickets: number;
  entries: number;
  clocks: number;
  reminders: number;
  /** What is not as the second count has it. */
  faults: string[];
}

/**
 * Counts a simulated year a second time, as plainly as possible and with nothing of the product's own reckoning:
 * from the histories and the official table of days, minute by minute. Tickets must be what their histories tell, every
 * limit begin, end and be due when it must, and every reminder be told once, at the first look after it was due, and to
 * nobody twice.
 * @param ran the instants at which the jobs were run
 */
export async function checkYear(
  db: Database,
  span: { from: Date; to: Date },
  ran: readonly Date[],
): Promise<Verdict> {
  const minutes = countMinutes(span);
  const looks = ran.map(minutes.of).filter(minutes.works);
  const faults: string[] = [];
  const [rows, entries, clocks, reminders] = await Promise.all([
    db.select().from(tickets),
    db.select().from(ticketHistory).orderBy(asc(ticketHistory.seq)),
    db.select().from(ticketClocks),
    db.select().from(ticketReminders),
  ]);
  const histories = groupBy(entries, (entry) => entry.ticketId);
  const clocksOf = groupBy(clocks, (clock) => clock.ticketId);
  const toldOf = groupBy(reminders, (told) => keyOf({ ...told, seq: told.clockSeq }));
  const gravest: string[] = [];
  for (const ticket of rows) {
    const history = histories.get(ticket.id) ?? [];
    faults.push(...retold(ticket, history));
    const periods = periodsOf(history, minutes);
    faults.push(...sameClocks(ticket, periods, clocksOf.get(ticket.id) ?? [], minutes));
    for (const period of periods) {
      const key = keyOf({ ...period, ticketId: ticket.id });
      const wanted = expected(period, minutes, looks);
      const found = (toldOf.get(key) ?? []).map((told) => `${told.reminder} ${minutes.of(told.at)}`);
      toldOf.delete(key);
      if (wanted.map(lineOf).sort().join() !== found.sort().join()) {
        const name = `${ticket.number} ${period.kind} ${period.seq}`;
        faults.push(`${name}: told ${found.join()}, wanted ${wanted.map(lineOf).join()}`);
      }
      for (const look of new Set(wanted.map((one) => one.look))) {
        gravest.push(`${look} ${ticket.number} ${LABELS[period.kind]}`);
      }
    }
  }
  for (const key of toldOf.keys()) faults.push(`${key}: told of a limit that never ran`);
  faults.push(...(await rightMessages(db, gravest, minutes)));
  return {
    ...{ tickets: rows.length, entries: entries.length, clocks: clocks.length },
    ...{ reminders: reminders.length, faults },
  };
}

const LABELS: Record<Period['kind'], string> = {
  dispatch: '派单时限',
  sign: '签收时限',
  resolve: '办结时限',
  support: '协办答复时限',
  confirm: '确认期限',
};

const sorted = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
const keyOf = (c: Pick<TicketClock, 'ticketId' | 'kind' | 'department' | 'seq'>) =>
  JSON.stringify([c.ticketId, c.kind, c.department, c.seq]);

/** The row must be what the entries tell, without a gap. */
function retold(ticket: Ticket, history: readonly HistoryEntry[]): string[] {
  const told = JSON.stringify(sorted(replay(history))) === JSON.stringify(sorted(ticket));
  const whole = history.every((entry, i) => entry.seq === i + 1);
  return [
    ...(told ? [] : [`${ticket.number}: the history tells another ticket`]),
    ...(whole ? [] : [`${ticket.number}: a gap in the history`]),
  ];
}

/** What was kept of the clocks must be what the history says of them: begin, due time and end. */
function sameClocks(
  ticket: Ticket,
  periods: readonly Period[],
  clocks: readonly TicketClock[],
  minutes: Minutes,
): string[] {
  const wanted = periods.map(
    ({ kind, department, seq, from, started, due, ended }) =>
      `${kind}/${department} ${seq}: ${from} ${started} ${due} ${ended ?? 'runs'}`,
  );
  const found = clocks.map(({ kind, department, seq, countedFrom, startedAt, dueAt, endedAt }) => {
    const [from, started, due] = [countedFrom, startedAt, dueAt].map(minutes.of);
    return `${kind}/${department} ${seq}: ${from} ${started} ${due} ${endedAt === null ? 'runs' : minutes.of(endedAt)}`;
  });
  return [
    ...wanted.filter((line) => !found.includes(line)).map((line) => `${ticket.number} lacks ${line}`),
    ...found.filter((line) => !wanted.includes(line)).map((line) => `${ticket.number} has ${line}`),
  ];
}

interface Expected {
  reminder: string;
  look: number;
}

const lineOf = ({ reminder, look }: Expected) => `${reminder} ${look}`;

/** What must be told of a period, and at which look. */
function expected(period: Period, minutes: Minutes, looks: readonly number[]): Expected[] {
  const { kind, from, started, due } = period;
  const wanted: [string, number][] = [];
  if (kind !== 'confirm') {
    const limit = minutes.between(from, due) - (kind === 'resolve' ? period.paused : 0);
    const untilHalf = minutes.between(started, due) - limit / 2;
    if (untilHalf > 0) wanted.push(['half', minutes.after(started, untilHalf)]);
    wanted.push(['overdue', Math.max(due + 1, started)]);
    const long = minutes.closeAfter(due, 3);
    if (long >= started) wanted.push(['long_overdue', long]);
  }
  const dayBefore = minutes.dayBefore(due);
  if (dayBefore >= started) wanted.push(['day_before', dayBefore]);
  const until = period.ended ?? Number.POSITIVE_INFINITY;
  return wanted.flatMap(([reminder, minute]) => {
    const look = firstFrom(looks, minute);
    return look !== undefined && look < until ? [{ reminder, look }] : [];
  });
}

/** The first of some ascending numbers that is not below another. */
function firstFrom(numbers: readonly number[], least: number): number | undefined {
  let low = 0;
  for (let high = numbers.length; low < high; ) {
    const middle = Math.floor((low + high) / 2);
    if ((numbers[middle] ?? 0) >= least) high = middle;
    else low = middle + 1;
  }
  return numbers[low];
}

const LINE = /(?:临期提醒|超期):(T\d{8}-\d{4,})[^\n]*?(派单时限|签收时限|办结时限|协办答复时限|确认期限)/g;

/**
 * Every reminder must stand in a message of that look, none reach a receiver twice, be it in one message or in two, and
 * no message may tell of another.
 */
async function rightMessages(db: Database, wanted: readonly string[], minutes: Minutes): Promise<string[]> {
  const rows = await db.all<{ lane: string; at: number; payload: string }>(sql`
    SELECT lane, created_at AS at, payload FROM outbox_messages
    WHERE updates IS NULL AND (payload LIKE '%临期提醒:%' OR payload LIKE '%超期:%')`);
  const found = new Set<string>();
  const told = new Set<string>();
  const faults: string[] = [];
  for (const { lane, at, payload } of rows) {
    const minute = minutes.of(new Date(at));
    for (const [line, number, label] of payload.matchAll(LINE)) {
      found.add(`${minute} ${number} ${label}`);
      const once = `${lane} ${minute} ${line}`;
      if (told.has(once)) faults.push(`told twice: ${once}`);
      told.add(once);
    }
  }
  const due = new Set(wanted);
  for (const line of due) if (!found.has(line)) faults.push(`never sent: ${line}`);
  for (const line of found) if (!due.has(line)) faults.push(`sent without reason: ${line}`);
  return faults;
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
