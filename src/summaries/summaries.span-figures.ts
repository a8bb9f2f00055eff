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

/** Of each ticket the last answer and the last rating, found in one pass: the greatest sequence, its last bit for good. */
async function answerRates({ db }: SummaryDeps, range: Range): Promise<Record<'solved' | 'satisfied', Rate>> {
  const [row] = await db.all<Record<'solved' | 'answered' | 'satisfied' | 'rated', number>>(sql`
    select coalesce(sum(answer & 1), 0) as solved, count(*) as answered,
      coalesce(sum(rating & 1), 0) as satisfied, count(rating) as rated
    from (select max(seq * 2 + (${SOLVED})) as answer,
        max(case when ${IS_RATED} then seq * 2 + (${SATISFIED}) end) as rating
      from ticket_periods where ${IS_ANSWER} and ${between('from_at', range)} group by ticket_id)`);
  return {
    solved: { numerator: row?.solved ?? 0, denominator: row?.answered ?? 0 },
    satisfied: { numerator: row?.satisfied ?? 0, denominator: row?.rated ?? 0 },
  };
}

/** From the assignment to the last signing of each ticket in the range: the later one of a ticket takes its place. */
async function signingTimes({ db }: SummaryDeps, range: Range): Promise<Stretch[]> {
  const parts = weeksOf(range).map(
    (
      part,
    ) => sql`select ${packedLines(sql`ticket_id || ' ' || coalesce(assigned_at, at) || ' ' || at`)} from (
      select ticket_id, assigned_at, from_at as at from ticket_periods
      where action = 'accept' and ${between('from_at', part)} order by from_at, ticket_id, seq)`,
  );
  const last = new Map<string, Stretch>();
  for (const lines of await readLines(db, parts)) {
    for (const line of lines) {
      const to = line.lastIndexOf(' ');
      const from = line.lastIndexOf(' ', to - 1);
      last.set(line.slice(0, from), [Number(line.slice(from + 1, to)), Number(line.slice(to + 1)), []]);
    }
  }
  return [...last.values()];
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
  const packed = await readLines(db, parts);
  return packed.flatMap((lines) =>
    lines.map((line): Stretch => {
      const [from = 0, to = 0, ...rest] = line.split(' ').map(Number);
      const leftOut: [number, number][] = [];
      for (let i = 1; i < rest.length; i += 2) leftOut.push([rest[i - 1] ?? 0, rest[i] ?? 0]);
      return [from, to, leftOut];
    }),
  );
}
