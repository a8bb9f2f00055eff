import { addDays, beijingDay } from '#shared/beijing.ts';
import type { WorkCalendar } from '#tickets/tickets.calendar.ts';
import { workingTimeBetween } from '#tickets/tickets.service-time.ts';
import type { HistoryEntry, Ticket } from '#tickets/tickets.tables.ts';
import { replay } from '#tickets/tickets.test-builders.ts';
import { spanBefore } from './summaries.spans.ts';
import type { Span } from './summaries.types.ts';

/** A ticket with each of its entries and what it was after it. */
interface Story {
  id: string;
  steps: { entry: HistoryEntry; is: Ticket }[];
}

/** What the second count says: the tickets of every figure, and the hours of what was done. */
export interface Recount {
  sets: Map<string, Set<string>>;
  signHours: number[];
  resolveHours: number[];
}

/** One ticket in a span: what happened to it until the end, and during the span. */
interface Look {
  id: string;
  span: { from: Date; end: Date };
  calendar: WorkCalendar;
  story: Story;
  past: Story['steps'];
  is: Ticket;
  last(...actions: string[]): Story['steps'][number] | undefined;
  put(ref: string): void;
  /** Puts it under a count in all, and in each of its groups. */
  count(key: string): void;
}

/**
 * Counts a span a second time, as plainly as can be: out of the whole history in memory, ticket by ticket, entry by
 * entry, with no help from periods, clocks or SQL.
 */
export function recount(
  histories: readonly (readonly HistoryEntry[])[],
  span: Span,
  now: Date,
  { calendar, commissioners }: { calendar: WorkCalendar; commissioners: readonly string[] },
): Recount {
  const end = span.to.getTime() <= now.getTime() ? span.to : new Date(now.getTime() + 1);
  const stories: Story[] = histories.map((history) => ({
    id: history[0]?.ticketId ?? '',
    steps: history.map((entry, index) => ({ entry, is: replay(history.slice(0, index + 1)) })),
  }));
  const result: Recount = { sets: new Map(), signHours: [], resolveHours: [] };
  const put = (ref: string, id: string) =>
    result.sets.set(ref, (result.sets.get(ref) ?? new Set<string>()).add(id));
  for (const story of stories) {
    const look = lookAt(story, { from: span.from, end }, calendar, put);
    if (look === null) continue;
    if (within(look, look.is.createdAt) && commissioners.includes(look.is.reporterOpenId)) {
      look.put(`commissioner/${look.is.reporterOpenId}/logged`);
    }
    countStates(look);
    countDone(look, result);
    countAnswers(look);
    countDuties(look, 'response', 'sign');
    countDuties(look, 'onTime', 'resolve');
    countTroubles(look);
  }
  addRepeated(stories, span, end, put);
  return result;
}

function lookAt(
  story: Story,
  span: Look['span'],
  calendar: WorkCalendar,
  put: (ref: string, id: string) => void,
): Look | null {
  const past = story.steps.filter(({ entry }) => entry.at < span.end);
  const is = past.at(-1)?.is;
  if (!is) return null;
  const during = past.filter(({ entry }) => entry.at >= span.from);
  const groups = [
    `category/${is.category}`,
    `department/${is.leadDepartment ?? ''}`,
    `place/${is.park ?? is.town ?? ''}`,
    `tier/${is.tier ?? ''}`,
  ];
  return {
    ...{ id: story.id, span, calendar, story, past, is },
    last: (...actions) => during.findLast(({ entry }) => actions.includes(entry.action)),
    put: (ref) => put(ref, story.id),
    count: (key) => {
      for (const ref of [key, ...groups.map((group) => `${group}/${key}`)]) put(ref, story.id);
    },
  };
}

const within = ({ span }: Look, at: Date) => at >= span.from && at < span.end;

function countStates(look: Look): void {
  const { is, span, calendar } = look;
  if (within(look, is.createdAt)) {
    look.count('logged');
    look.put(`day/${beijingDay(is.createdAt)}/logged`);
  }
  if (['closed', 'cancelled', 'merged'].includes(is.state)) return;
  look.count('open');
  look.put(`age/${bandOf(ageOf(is.createdAt, span.end, calendar))}`);
  const runs = ['pending_dispatch', 'assigned', 'in_progress'].includes(is.state);
  if (!runs || is.resolveDueAt === null || is.resolveDueAt >= span.end) return;
  look.count('overdue');
  if (is.leadDepartment) look.put(`trouble/${is.leadDepartment}/overdue`);
}

function countDone(look: Look, { signHours, resolveHours }: Recount): void {
  const signed = look.last('accept');
  if (signed) {
    look.put('signed');
    const assignedAt = signed.is.assignedAt ?? signed.entry.at;
    signHours.push(workingTimeBetween(look.calendar, assignedAt, signed.entry.at) / 3_600_000);
  }
  const resolved = look.last('resolve');
  if (resolved) {
    look.count('resolved');
    resolveHours.push(runningHours(look.past, resolved.entry, look.calendar));
  }
  const closed = look.last('confirm', 'default_confirm');
  if (closed) {
    look.count('closed');
    look.put(`day/${beijingDay(closed.entry.at)}/closed`);
  }
}

function countAnswers(look: Look): void {
  const answer = look.last('confirm', 'dispute');
  if (answer) look.put('solved');
  if (answer?.entry.action === 'confirm') look.put('solved.done');
  const rating = look.past.findLast(
    ({ entry, is }) =>
      within(look, entry.at) && ['confirm', 'dispute'].includes(entry.action) && is.satisfaction !== null,
  );
  if (rating) look.put('satisfied');
  if (rating && rating.is.satisfaction !== 'dissatisfied') look.put('satisfied.done');
}

function countDuties(look: Look, rate: string, kind: 'sign' | 'resolve'): void {
  const due = limitsOf(look.story, kind).filter(
    ({ dueAt, endedAt, done, startedAt }) =>
      within(look, dueAt) && startedAt <= dueAt && (done || endedAt === null || endedAt > dueAt),
  );
  if (due.length === 0) return;
  look.put(rate);
  const kept = due.every(({ done, endedAt, dueAt }) => done && endedAt !== null && endedAt <= dueAt);
  if (kept) look.put(`${rate}.done`);
}

function countTroubles(look: Look): void {
  const kinds: Record<string, string> = { return: 'returns', dispute: 'disputes', reopen: 'reopenings' };
  for (const [index, { entry }] of look.story.steps.entries()) {
    const kind = kinds[entry.action];
    if (kind === undefined || !within(look, entry.at)) continue;
    look.put(`trouble/${look.story.steps[index - 1]?.is.leadDepartment}/${kind}`);
  }
}

function addRepeated(
  stories: readonly Story[],
  span: Span,
  end: Date,
  put: (ref: string, id: string) => void,
) {
  const standing = stories.flatMap(({ id, steps }) => {
    const is = steps.findLast(({ entry }) => entry.at < end)?.is;
    return is && is.state !== 'cancelled'
      ? [{ id, is, enterprise: is.enterpriseId ?? is.enterpriseName }]
      : [];
  });
  const since = (from: Date) => standing.filter(({ is }) => is.createdAt >= from && is.createdAt < end);
  const lately = since(spanBefore(span).from);
  for (const { is, enterprise } of since(span.from)) {
    const same = lately.filter(
      (other) => other.enterprise === enterprise && other.is.category === is.category,
    );
    if (same.length > 1)
      for (const { id } of same) put(`repeated/enterprise/${enterprise}/${is.category}`, id);
    const place = is.park ?? is.town;
    const near = since(span.from).filter(
      (other) => (other.is.park ?? other.is.town) === place && other.is.category === is.category,
    );
    if (place && new Set(near.map((other) => other.enterprise)).size > 1) {
      for (const { id } of near) put(`repeated/place/${place}/${is.category}`, id);
    }
  }
}

/** The working hours from logging to an entry, without the time in which it was not the authorities' turn. */
function runningHours(steps: Story['steps'], until: HistoryEntry, calendar: WorkCalendar): number {
  let ms = 0;
  for (const [index, { entry, is }] of steps.entries()) {
    const next = steps[index + 1]?.entry;
    if (!next || next.seq > until.seq) break;
    if (['pending_dispatch', 'assigned', 'in_progress'].includes(is.state)) {
      ms += workingTimeBetween(calendar, entry.at, next.at);
    }
  }
  return ms / 3_600_000;
}

interface LimitRun {
  startedAt: Date;
  dueAt: Date;
  endedAt: Date | null;
  done: boolean;
}

/** Each stretch in which a limit ran with one due time, for one department. */
function limitsOf({ steps }: Story, kind: 'sign' | 'resolve'): LimitRun[] {
  const runs: (LimitRun & { key: string })[] = [];
  const states = kind === 'sign' ? ['assigned'] : ['pending_dispatch', 'assigned', 'in_progress'];
  for (const { entry, is } of steps) {
    const [from, dueAt] = kind === 'sign' ? [is.assignedAt, is.signDueAt] : [is.resolveFrom, is.resolveDueAt];
    const runsNow = states.includes(is.state) && dueAt !== null;
    const key = `${from?.getTime()}/${dueAt?.getTime()}/${is.leadDepartment}`;
    const current = runs.at(-1);
    if (current?.endedAt === null && (!runsNow || current.key !== key)) {
      current.endedAt = entry.at;
      current.done = entry.action === (kind === 'sign' ? 'accept' : 'resolve');
    }
    const open = runs.at(-1);
    if (runsNow && dueAt && (!open || open.endedAt !== null)) {
      runs.push({ startedAt: entry.at, dueAt, endedAt: null, done: false, key });
    }
  }
  return runs;
}

function ageOf(createdAt: Date, end: Date, calendar: WorkCalendar): number {
  let days = 0;
  const last = beijingDay(new Date(end.getTime() - 1));
  for (let day = addDays(beijingDay(createdAt), 1); day <= last; day = addDays(day, 1)) {
    if (calendar.isWorkday(day)) days++;
  }
  return days;
}

function bandOf(days: number): string {
  if (days <= 3) return 'to3';
  if (days <= 7) return 'to7';
  return days <= 15 ? 'to15' : 'over15';
}
