import { sql } from 'drizzle-orm';
import {
  type CountRow,
  countRows,
  packedLines,
  type Range,
  readLines,
  touchedParts,
  weeksOf,
} from '#tickets/tickets.counts.ts';
import { countedPart, type Stretch, spreadOf, workedTimes } from './summaries.figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { between, dutiesIn, IS_ANSWER, IS_RATED, SATISFIED, SOLVED } from './summaries.queries.ts';
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
  return {
    rows: await countRows(deps.db, range),
    rates: {
      response: await keptRate(deps, 'response', range),
      onTime: await keptRate(deps, 'onTime', range),
      ...(await answerRates(deps, range)),
    },
    durations: {
      sign: spreadOf(workedTimes(deps.rules.calendar, await signingTimes(deps, range))),
      resolve: spreadOf(workedTimes(deps.rules.calendar, await resolvingTimes(deps, range))),
    },
    questions: await deps.questions.count(range),
  };
}

async function keptRate({ db }: SummaryDeps, key: 'response' | 'onTime', range: Range): Promise<Rate> {
  const [row] = await db.all<Rate>(
    sql`select coalesce(sum(kept), 0) as numerator, count(*) as denominator from (${dutiesIn(key, range)})`,
  );
  return row ?? { numerator: 0, denominator: 0 };
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
  const line = sql.raw(`coalesce(assigned_at, from_at) || ' ' || from_at`);
  const signed = (part: Range) => sql`action = 'accept' and ${between('from_at', part)}`;
  const packed = await readLines(
    db,
    weeksOf(range).map((part) => sql`select ${packedLines(line)} from ticket_periods where ${signed(part)}`),
  );
  const earlier = await db.all<{ line: string; count: number }>(sql`
    select ${line} as line, count(*) as count from (select ticket_id as id, max(seq) as last from ticket_periods
        where ${signed(range)} and seq > 3 group by ticket_id)
      cross join ticket_periods on ticket_id = id and seq < last where ${signed(range)} group by line`);
  const leftOut = new Map(earlier.map((row) => [row.line, row.count]));
  return packed.flat().flatMap((text): Stretch[] => {
    const times = leftOut.get(text) ?? 0;
    if (times > 0) leftOut.set(text, times - 1);
    return times > 0 ? [] : [stretchOf(text)];
  });
}

const NOTHING: Stretch[2] = [];

/** `from to`, then from and to of each time that is left out: of most none, and there are a hundred thousand of them. */
function stretchOf(line: string): Stretch {
  const [first, last] = [line.indexOf(' '), line.lastIndexOf(' ')];
  if (first === last) return [Number(line.slice(0, first)), Number(line.slice(first + 1)), NOTHING];
  const [from = 0, to = 0, ...rest] = line.split(' ').map(Number);
  const leftOut: [number, number][] = [];
  for (let i = 1; i < rest.length; i += 2) leftOut.push([rest[i - 1] ?? 0, rest[i] ?? 0]);
  return [from, to, leftOut];
}

/**
 * From logging to the last time that each ticket was resolved in the range; the time in which it was the enterprise's
 * turn, or counted as done, is left out.
 */
async function resolvingTimes({ db }: SummaryDeps, range: Range): Promise<Stretch[]> {
  const parts = touchedParts(range).map(
    (part) => sql`select ${packedLines(sql`created_at || ' ' || resolved_at || coalesce((
        select group_concat(' ' || i.from_at || ' ' || i.until_at, '') from ticket_periods i
        where i.ticket_id = r.ticket_id and i.until_at is not null
          and i.state in ('awaiting_enterprise', 'resolved', 'closed') and i.until_at <= r.resolved_at), '')`)}
      from (${part}) r where resolved`,
  );
  return (await readLines(db, parts)).flat().map(stretchOf);
}
