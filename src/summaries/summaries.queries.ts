import { type SQL, sql } from 'drizzle-orm';
import { unionAll } from '#database/union-all.ts';
import { addDays, atBeijing, DAY_MS } from '#shared/beijing.ts';
import type { WorkCalendar } from '#tickets/tickets.calendar.ts';
import {
  isOverdueAt,
  loggedIn,
  loggedParts,
  openAt,
  type Range,
  touchedIn,
} from '#tickets/tickets.counts.ts';
import { ageBands } from './summaries.figures.ts';
import {
  AGE_BANDS,
  type AgeBand,
  COUNT_KEYS,
  type CountKey,
  type FigureRef,
  GROUPINGS,
  type Grouping,
} from './summaries.types.ts';

/** What a figure's query needs to know of its span. */
export interface FigureContext {
  /** The part of the span that is counted. */
  range: Range;
  /** Where the span before begins: how far back a problem counts as reported again. */
  beforeFrom: Date;
  calendar: WorkCalendar;
}

/**
 * The tickets of a figure, one row each: `ticket_id`, and `sort`, by which a list shows them, the greatest first.
 * What is counted and what is listed are the same query.
 * @returns null where no figure has this name
 */
export function figureQuery(ref: FigureRef, context: FigureContext): SQL | null {
  const parts = partsOf(ref);
  const { range } = context;
  if (isCount(ref)) return countQuery(ref, context);
  switch (ref) {
    case 'response':
    case 'onTime':
      return duties(ref, range);
    case 'response.done':
      return kept('response', range);
    case 'onTime.done':
      return kept('onTime', range);
    case 'solved':
      return sql`select ticket_id, at as sort from (${answersIn(range)})`;
    case 'solved.done':
      return sql`select ticket_id, at as sort from (${answersIn(range)}) where done`;
    case 'satisfied':
      return sql`select ticket_id, at as sort from (${ratingsIn(range)})`;
    case 'satisfied.done':
      return sql`select ticket_id, at as sort from (${ratingsIn(range)}) where done`;
    case 'signed':
      return sql`select ticket_id, at as sort from (${signingsIn(range)})`;
    default:
      return parts === null ? null : partQuery(parts, context);
  }
}

interface Parts {
  head: string;
  key: string;
  tail: string;
}

/** A key may hold anything, also strokes: it is all between the first and the last. */
function partsOf(ref: FigureRef): Parts | null {
  const [first, last] = [ref.indexOf('/'), ref.lastIndexOf('/')];
  if (first < 0) return null;
  const head = ref.slice(0, first);
  return first === last
    ? { head, key: ref.slice(first + 1), tail: '' }
    : { head, key: ref.slice(first + 1, last), tail: ref.slice(last + 1) };
}

function partQuery({ head, key, tail }: Parts, context: FigureContext): SQL | null {
  const { range } = context;
  if (isGrouping(head) && isCount(tail)) {
    return countQuery(tail, context, sql`${sql.identifier(head)} = ${key}`);
  }
  if (head === 'age' && isBand(key) && tail === '') {
    const { from, to } = ageBands(context.calendar, range.to)[key];
    return countQuery('open', context, between('created_at', { from, to }));
  }
  if (head === 'day' && (tail === 'logged' || tail === 'closed')) return dayQuery(key, tail, range);
  if (head === 'trouble') return troubleQuery(key, tail, range);
  if (head === 'commissioner' && tail === 'logged') {
    return sql`select id as ticket_id, created_at as sort from tickets
      where reporter_open_id = ${key} and ${between('created_at', range)}`;
  }
  return head === 'repeated' ? repeatedTickets(key, tail, context) : null;
}

function isCount(text: string): text is CountKey {
  return (COUNT_KEYS as readonly string[]).includes(text);
}

function isGrouping(text: string): text is Grouping {
  return (GROUPINGS as readonly string[]).includes(text);
}

function isBand(text: string): text is AgeBand {
  return (AGE_BANDS as readonly string[]).includes(text);
}

/** Whether an instant lies in a range. */
export function between(column: string, { from, to }: Range): SQL {
  const name = sql.identifier(column);
  return sql`${name} >= ${from.getTime()} and ${name} < ${to.getTime()}`;
}

/** The longest overdue first, else the newest. */
function countQuery(key: CountKey, { range }: Pick<FigureContext, 'range'>, only: SQL = sql`1`): SQL {
  switch (key) {
    case 'open':
      return sql`select ticket_id, created_at as sort from (${openAt(range.to)}) where ${only}`;
    case 'overdue':
      return sql`select ticket_id, -due_at as sort from (${openAt(range.to)})
        where ${isOverdueAt(range.to)} and ${only}`;
    case 'logged':
      return sql`select ticket_id, created_at as sort from (${loggedIn(range, range.to)}) where ${only}`;
    default:
      return sql`select ticket_id, created_at as sort from (${touchedIn(range)})
        where ${sql.identifier(key)} and ${only}`;
  }
}

const CLOCKS = { response: 'sign', onTime: 'resolve' } as const;

/** Whether a limit was kept. */
export const KEPT = sql.raw(`coalesce(ending = 'done' and ended_at <= due_at, 0)`);

/** The limits that ended in the span and had not fallen away, been moved or stood still by then. */
export function limitsIn(rate: keyof typeof CLOCKS, range: Range): SQL {
  return sql`kind = ${CLOCKS[rate]} and ${between('due_at', range)}
    and started_at <= due_at and (ended_at is null or ended_at > due_at or ending = 'done')`;
}

/** The tickets with such a limit, each once: `kept` where every one of its limits was kept. */
function dutiesIn(rate: keyof typeof CLOCKS, range: Range): SQL {
  return sql`select ticket_id, min(due_at) as due_at, min(${KEPT}) as kept
    from ticket_clocks where ${limitsIn(rate, range)} group by ticket_id`;
}

/** What was missed is what one looks for, so it comes first, by the limit that was missed. */
function duties(rate: keyof typeof CLOCKS, range: Range): SQL {
  return sql`select ticket_id, coalesce(-min(case when not ${KEPT} then due_at end), -min(due_at) - 1e15) as sort
    from ticket_clocks where ${limitsIn(rate, range)} group by ticket_id`;
}

/**
 * The tickets that a figure's list begins with, sorted alike, where they are few beside the others and found sooner.
 * @returns null where there are none such
 */
export function leadingQuery(ref: FigureRef, context: FigureContext): SQL | null {
  const { range } = context;
  if (ref === 'logged' || /^(category|department|place|tier)\/.*\/logged$/s.test(ref)) {
    const from = new Date(Math.max(range.from.getTime(), range.to.getTime() - LAST_DAYS_MS));
    return figureQuery(ref, { ...context, range: { from, to: range.to } });
  }
  if (ref !== 'response' && ref !== 'onTime') return null;
  return sql`select ticket_id, -min(due_at) as sort
    from ticket_clocks where ${limitsIn(ref, range)} and not ${KEPT} group by ticket_id`;
}

/** Where many are logged, the newest are those of the last days. */
const LAST_DAYS_MS = 3 * DAY_MS;

function kept(rate: keyof typeof CLOCKS, range: Range): SQL {
  return sql`select ticket_id, -due_at as sort from (${dutiesIn(rate, range)}) where kept`;
}

/** Of a period: begun by the enterprise's answer, whether that said solved, whether it rated, and whether well. */
export const IS_ANSWER = sql.raw(`action in ('confirm', 'dispute')`);
export const SOLVED = sql.raw(`action = 'confirm'`);
export const IS_RATED = sql.raw('satisfaction is not null');
export const SATISFIED = sql.raw(`satisfaction in ('satisfied', 'fair')`);

/** The tickets whose enterprise said in the span whether it was solved, each with the last answer. */
export function answersIn(range: Range): SQL {
  return sql`select max(seq) as seq, ticket_id, from_at as at, ${SOLVED} as done
    from ticket_periods where ${IS_ANSWER} and ${between('from_at', range)} group by ticket_id`;
}

/** The tickets that were rated in the span, each with the last rating. */
export function ratingsIn(range: Range): SQL {
  return sql`select max(seq) as seq, ticket_id, from_at as at, ${SATISFIED} as done
    from ticket_periods where ${IS_ANSWER} and ${IS_RATED} and ${between('from_at', range)} group by ticket_id`;
}

/** The tickets that were signed for in the span, each with the last time. */
export function signingsIn(range: Range): SQL {
  return sql`select max(seq) as seq, ticket_id, assigned_at, from_at as at
    from ticket_periods where action = 'accept' and ${between('from_at', range)} group by ticket_id`;
}

/** The tickets that were closed in the span, each with the last time. */
export function closingsIn(range: Range): SQL {
  return sql`select max(seq) as seq, ticket_id, from_at as at from ticket_periods
    where action in ('confirm', 'default_confirm') and ${between('from_at', range)} group by ticket_id`;
}

function dayQuery(day: string, key: 'logged' | 'closed', range: Range): SQL | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(Date.parse(day))) return null;
  const own = { from: atBeijing(day), to: atBeijing(addDays(day, 1)) };
  return key === 'logged'
    ? countQuery('logged', { range }, between('created_at', own))
    : sql`select ticket_id, at as sort from (${closingsIn(range)}) where ${between('at', own)}`;
}

export const TROUBLES = { returns: 'return', disputes: 'dispute', reopenings: 'reopen' } as const;

/** What went wrong in the span, each time: in whose hands the ticket was just before. */
export function troubleIn(range: Range): SQL {
  return sql`select p.ticket_id, p.action, p.from_at as at, (
      select q.department from ticket_periods q where q.ticket_id = p.ticket_id and q.seq < p.seq
      order by q.seq desc limit 1) as department
    from ticket_periods p where p.action in ('return', 'dispute', 'reopen') and ${between('from_at', range)}`;
}

function troubleQuery(department: string, kind: string, range: Range): SQL | null {
  if (kind === 'overdue') return countQuery('overdue', { range }, sql`department = ${department}`);
  if (!Object.hasOwn(TROUBLES, kind)) return null;
  return sql`select ticket_id, max(at) as sort from (${troubleIn(range)})
    where action = ${TROUBLES[kind as keyof typeof TROUBLES]} and department = ${department} group by ticket_id`;
}

/** The tickets among which repeated ones of an enterprise are looked for: logged in this span or the one before. */
export function latelyLogged(context: FigureContext): SQL {
  return unionAll(latelyLoggedParts(context));
}

/** In parts, as they are read in columns. */
export function latelyLoggedParts({ range, beforeFrom }: FigureContext): SQL[] {
  return loggedParts({ from: beforeFrom, to: range.to }, range.to).map(
    (part) => sql`select * from (${part}) where state <> 'cancelled'`,
  );
}

/** The tickets logged in this span, but those that were withdrawn. */
export function loggedAndStanding({ range }: FigureContext): SQL {
  return sql`select * from (${loggedIn(range, range.to)}) where state <> 'cancelled'`;
}

function repeatedTickets(key: string, category: string, context: FigureContext): SQL | null {
  const stroke = key.indexOf('/');
  const [kind, name] = [key.slice(0, stroke), key.slice(stroke + 1)];
  if (kind === 'enterprise') {
    return sql`select ticket_id, created_at as sort from (${latelyLogged(context)})
      where enterprise = ${name} and category = ${category}`;
  }
  return kind === 'place'
    ? sql`select ticket_id, created_at as sort from (${loggedAndStanding(context)})
        where place = ${name} and category = ${category}`
    : null;
}
