import { sql } from 'drizzle-orm';
import {
  type Columns,
  countDistinct,
  numbersOf,
  packedColumns,
  readColumns,
  textsOf,
} from '#tickets/tickets.columns.ts';
import { type CountRow, countRows, type Range, touchedColumns, weeksOf } from '#tickets/tickets.counts.ts';
import { countedPart, type Stretch, spreadOf, workedTimes } from './summaries.figures.ts';
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
  const touched = await touchedColumns<'logged_at' | 'done_at' | 'idle'>(deps.db, range, RESOLVING);
  const spreadIn = (stretches: Stretch[]) => spreadOf(workedTimes(deps.rules.calendar, stretches));
  return {
    rows: await next(() => countRows(deps.db, range, touched)),
    rates: {
      response: await next(() => keptRate(deps, 'response', range)),
      onTime: await next(() => keptRate(deps, 'onTime', range)),
      ...(await next(() => answerRates(deps, range))),
    },
    durations: {
      sign: await next(async () => spreadIn(await signingTimes(deps, range))),
      resolve: await next(async () => spreadIn(touched.flatMap(resolvingTimes))),
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
async function signingTimes({ db }: SummaryDeps, range: Range): Promise<Stretch[]> {
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
  const leftOut = new Map(earlier.map((row) => [`${row.assigned} ${row.signed}`, row.count]));
  // Asked for few: a text for every one of all would take longer than reading them.
  const mayBeLeftOut = new Set(earlier.map((row) => row.signed));
  return parts.flatMap((part) => {
    const [from, to] = [numbersOf(part.assigned), numbersOf(part.signed)];
    const stretches: Stretch[] = [];
    for (let i = 0; i < to.length; i++) {
      const [start, end] = [from[i] ?? 0, to[i] ?? 0];
      const times = mayBeLeftOut.has(end) ? (leftOut.get(`${start} ${end}`) ?? 0) : 0;
      if (times > 0) leftOut.set(`${start} ${end}`, times - 1);
      else stretches.push([start, end, NOTHING]);
    }
    return stretches;
  });
}

const NOTHING: Stretch[2] = [];

/**
 * From logging to the last time that each ticket was resolved in the range; the time in which it was the enterprise's
 * turn, or counted as done, is left out: from and to of each such time, of most tickets none.
 */
const RESOLVING = packedColumns(
  {
    logged_at: sql.raw('created_at'),
    done_at: sql.raw('resolved_at'),
    idle: sql`coalesce((select group_concat(i.from_at || ' ' || i.until_at, ' ') from ticket_periods i
      where i.ticket_id = touched.ticket_id and i.until_at is not null
        and i.state in ('awaiting_enterprise', 'resolved', 'closed') and i.until_at <= touched.resolved_at), '')`,
  },
  sql.raw('resolved'),
);

function resolvingTimes(part: Columns<'logged_at' | 'done_at' | 'idle'>): Stretch[] {
  const [from, to, idle] = [numbersOf(part.logged_at), numbersOf(part.done_at), textsOf(part.idle)];
  return idle.map((times, i) => [from[i] ?? 0, to[i] ?? 0, times === '' ? NOTHING : pairsOf(times)]);
}

function pairsOf(times: string): [from: number, to: number][] {
  const numbers = times.split(' ').map(Number);
  const pairs: [number, number][] = [];
  for (let i = 1; i < numbers.length; i += 2) pairs.push([numbers[i - 1] ?? 0, numbers[i] ?? 0]);
  return pairs;
}
