import { sql } from 'drizzle-orm';
import {
  type Columns,
  countDistinct,
  numbersOf,
  packedColumns,
  readColumns,
  textsOf,
} from '#tickets/tickets.columns.ts';
import {
  type CountRow,
  countRows,
  type Range,
  touchedColumns,
  touchedParts,
  weeksOf,
} from '#tickets/tickets.counts.ts';
import { countedPart, type Interrupted, type Stretches, spreadOf, workedTimes } from './summaries.figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { between, IS_ANSWER, IS_RATED, KEPT, limitsIn, SATISFIED, SOLVED } from './summaries.queries.ts';
import type { Rate, RateKey, Span, Spread } from './summaries.types.ts';

/** The figures that are shown beside those of the span before. */
export interface SpanFigures {
  rows: CountRow[];
  rates: Record<RateKey, Rate>;
  durations: { sign: Spread; resolve: Spread };
  questions: number;
}

/** Counts, rates and durations of one span. */
export async function spanFigures(deps: SummaryDeps, span: Span, now: Date): Promise<SpanFigures> {
  const range = countedPart(span, now);
  const next = async <Value>(count: () => Promise<Value>) => {
    await deps.giveWay?.();
    return count();
  };
  // Read once for both: which tickets were touched, and of those that were resolved from when to when.
  const touched = await touchedColumns<'logged_at' | 'done_at'>(deps.db, range, RESOLVING);
  return {
    rows: await next(() => countRows(deps.db, range, touched)),
    rates: {
      response: await next(() => keptRate(deps, 'response', range)),
      onTime: await next(() => keptRate(deps, 'onTime', range)),
      ...(await next(() => answerRates(deps, range))),
    },
    durations: {
      sign: spreadOf(await next(() => signingTimes(deps, range))),
      resolve: spreadOf(await next(() => resolvingTimes(deps, range, touched))),
    },
    questions: await next(() => deps.questions.count(range)),
  };
}

/** A ticket that has several limits in the range counts once, as kept where each of them was. */
async function keptRate({ db }: SummaryDeps, key: 'response' | 'onTime', range: Range): Promise<Rate> {
  const id = sql.raw('ticket_id');
  const columns = sql`${packedColumns({ due: id })}, ${packedColumns({ missed: id }, sql`not ${KEPT}`)}`;
  const parts = await readColumns<'due' | 'missed'>(
    db,
    weeksOf(range).map((part) => sql`select ${columns} from ticket_clocks where ${limitsIn(key, part)}`),
  );
  const due = countDistinct(parts.map((part) => part.due));
  return { numerator: due - countDistinct(parts.map((part) => part.missed)), denominator: due };
}

/**
 * Of each ticket the last answer and the last rating count. Only what was disputed or taken up again in the range can
 * have several in it: these few are grouped by ticket, all others summed up, which is several times faster.
 */
async function answerRates({ db }: SummaryDeps, range: Range): Promise<Record<'solved' | 'satisfied', Rate>> {
  type Row = Record<'solved' | 'answered' | 'satisfied' | 'rated', number>;
  const answers = sql`${IS_ANSWER} and ${between('from_at', range)}`;
  const [all] = await db.all<Row>(sql`
    select coalesce(sum(${SOLVED}), 0) as solved, count(*) as answered,
      coalesce(sum(${IS_RATED} and ${SATISFIED}), 0) as satisfied, count(satisfaction) as rated
    from ticket_periods where ${answers}`);
  // By how much the sums are too great; of a ticket the greatest sequence is the last, its last bit for good.
  const [over] = await db.all<Row>(sql`
    select coalesce(sum(solved - (answer & 1)), 0) as solved, coalesce(sum(answered - 1), 0) as answered,
      coalesce(sum(satisfied - (rating & 1)), 0) as satisfied, coalesce(sum(rated - 1), 0) as rated
    from (select sum(${SOLVED}) as solved, count(*) as answered, max(seq * 2 + (${SOLVED})) as answer,
        sum(${IS_RATED} and ${SATISFIED}) as satisfied, nullif(count(satisfaction), 0) as rated,
        max(case when ${IS_RATED} then seq * 2 + (${SATISFIED}) end) as rating
      from (select distinct ticket_id as id from ticket_periods
          where action in ('dispute', 'reopen') and ${between('from_at', range)})
        cross join ticket_periods on ticket_id = id where ${answers} group by ticket_id)`);
  const count = (key: keyof Row) => (all?.[key] ?? 0) - (over?.[key] ?? 0);
  return {
    solved: { numerator: count('solved'), denominator: count('answered') },
    satisfied: { numerator: count('satisfied'), denominator: count('rated') },
  };
}

/**
 * From the assignment to the last signing of each ticket in the range. Few are signed for twice in it, never before
 * their fourth entry: of these what came first is looked up and left out.
 */
async function signingTimes({ db, rules }: SummaryDeps, range: Range): Promise<Float64Array> {
  const assigned = sql.raw('coalesce(assigned_at, from_at)');
  const signed = (part: Range) => sql`action = 'accept' and ${between('from_at', part)}`;
  const columns = packedColumns({ assigned, signed: sql.raw('from_at') });
  const parts = await readColumns<'assigned' | 'signed'>(
    db,
    weeksOf(range).map((part) => sql`select ${columns} from ticket_periods where ${signed(part)}`),
  );
  const earlier = await db.all<{ assigned: number; signed: number; count: number }>(sql`
    select ${assigned} as assigned, from_at as signed, count(*) as count from (
        select ticket_id as id, max(seq) as last from ticket_periods
        where ${signed(range)} and seq > 3 group by ticket_id)
      cross join ticket_periods on ticket_id = id and seq < last where ${signed(range)} group by assigned, signed`);
  const leftOut = earlier.flatMap(({ assigned: from, signed: to, count }) => Array(count).fill({ from, to }));
  return workedTimes(rules.calendar, stretchesOf(parts.map((part) => [part.assigned, part.signed])), leftOut);
}

/** Of the tickets that were resolved in the range, of most of which no time is left out. */
const RESOLVING = packedColumns(
  { logged_at: sql.raw('created_at'), done_at: sql.raw('resolved_at') },
  sql.raw('resolved'),
);

/**
 * From logging to the last time that each ticket was resolved in the range; the time in which it was the enterprise's
 * turn, or counted as done, is left out. It is looked for by a join, for a query within a query is begun anew each time.
 */
async function resolvingTimes(
  { db, rules }: SummaryDeps,
  range: Range,
  touched: readonly Columns<'logged_at' | 'done_at'>[],
): Promise<Float64Array> {
  const names = ['ticket_id', 'created_at', 'resolved_at', 'idle_from', 'idle_until'] as const;
  const columns = packedColumns(Object.fromEntries(names.map((name) => [name, sql.raw(name)])));
  const parts = touchedParts(range).map(
    (part) => sql`select ${columns} from (
      select r.ticket_id, r.created_at, r.resolved_at, i.from_at as idle_from, i.until_at as idle_until
      from (${part}) r cross join ticket_periods i indexed by ticket_periods_idle on i.ticket_id = r.ticket_id
        and i.until_at is not null and i.state in ('awaiting_enterprise', 'resolved', 'closed')
        and i.until_at <= r.resolved_at
      where r.resolved)`,
  );
  const interrupted = new Map<string, Interrupted>();
  for (const part of await readColumns<(typeof names)[number]>(db, parts)) {
    const [from, to] = [numbersOf(part.created_at), numbersOf(part.resolved_at)];
    const [idleFrom, idleUntil] = [numbersOf(part.idle_from), numbersOf(part.idle_until)];
    textsOf(part.ticket_id).forEach((ticket, i) => {
      const one = interrupted.get(ticket) ?? { from: from[i] ?? 0, to: to[i] ?? 0, leftOut: [] };
      one.leftOut.push([idleFrom[i] ?? 0, idleUntil[i] ?? 0]);
      interrupted.set(ticket, one);
    });
  }
  const stretches = stretchesOf(touched.map((part) => [part.logged_at, part.done_at]));
  return workedTimes(rules.calendar, stretches, [...interrupted.values()]);
}

/** The stretches of all parts, of which each has the column of their begins and that of their ends. */
function stretchesOf(parts: readonly [begins: string | null, ends: string | null][]): Stretches {
  return {
    from: joined(parts.map(([begins]) => numbersOf(begins))),
    to: joined(parts.map(([, ends]) => numbersOf(ends))),
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
