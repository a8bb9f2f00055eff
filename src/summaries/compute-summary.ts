import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { beijingParts } from '#shared/beijing.ts';
import { summaryTexts } from '#texts/summaries.zh-CN.ts';
import { uncoveredYears } from '#tickets/tickets.calendar.ts';
import { type CountRow, countRows, openAt, type Range, sumOf } from '#tickets/tickets.counts.ts';
import { commissionersOf } from './summaries.commissioners.ts';
import { figureContext, oldestOpen, ticketsOf } from './summaries.drill-down.ts';
import { ageBands, countedPart, groupsOf, type Stretch, spreadOf, workedTimes } from './summaries.figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import {
  answersIn,
  closingsIn,
  dutiesIn,
  type FigureContext,
  ratingsIn,
  resolutionsIn,
  signingsIn,
  TROUBLES,
  troubleIn,
} from './summaries.queries.ts';
import { repeatedIn } from './summaries.repeated.ts';
import { daysOf, spanBefore } from './summaries.spans.ts';
import {
  AGE_BANDS,
  type AgeBand,
  COUNT_KEYS,
  RATE_KEYS,
  type Rate,
  type RateKey,
  type Span,
  type Spread,
  type Summary,
  type Trouble,
} from './summaries.types.ts';

/** The figures that are shown beside those of the span before. */
export interface SpanFigures {
  rows: CountRow[];
  rates: Record<RateKey, Rate>;
  durations: { sign: Spread; resolve: Spread };
  questions: number;
}

/** The most tickets that a list of the summary shows. */
const LISTED = 50;

/**
 * Everything that a summary says of a span, counted out of the history as it stands. What happens after its end does
 * not change it.
 * @param before the figures of the span before, where they are known already
 */
export async function computeSummary(
  deps: SummaryDeps,
  span: Span,
  now: Date,
  known: { now?: SpanFigures; before?: SpanFigures } = {},
): Promise<Summary> {
  const context = figureContext(deps, span, now);
  const { range } = context;
  const current = known.now ?? (await spanFigures(deps, span, now));
  const before = known.before ?? (await spanFigures(deps, spanBefore(span), now));
  const names = { ...summaryTexts, categories: deps.rules.categories };
  const groups = groupsOf(current.rows, names);
  const overdueBy = new Map(groups.department.map(({ key, counts }) => [key, counts.overdue]));
  const asked = await deps.questions.figures(range);
  const [counts, countsBefore] = [sumOf(current.rows), sumOf(before.rows)];
  const pair = <K extends string, T>(keys: readonly K[], one: Record<K, T>, other: Record<K, T>) =>
    Object.fromEntries(keys.map((key) => [key, { now: one[key], before: other[key] }])) as Record<
      K,
      { now: T; before: T }
    >;
  return {
    v: 1,
    span,
    asOf: now,
    unknownYears: await unknownYears(deps, range),
    counts: pair(COUNT_KEYS, counts, countsBefore),
    rates: pair(RATE_KEYS, current.rates, before.rates),
    durations: pair(['sign', 'resolve'] as const, current.durations, before.durations),
    groups,
    groupsBefore: groupsOf(before.rows, names),
    openAge: await openAges(deps, context),
    days: await daysIn(deps, span, range),
    overdue: (await ticketsOf(deps, span, 'overdue', { now, limit: LISTED })).lines,
    oldest: await oldestOpen(deps, context),
    trouble: await troubles(deps, range, overdueBy),
    repeated: await repeatedIn(deps, context),
    topics: asked.topics,
    gaps: asked.gaps,
    questions: { now: asked.count, before: before.questions },
    commissioners: await commissionersOf(deps, range),
  };
}

/** Counts, rates and durations of one span. */
export async function spanFigures(deps: SummaryDeps, span: Span, now: Date): Promise<SpanFigures> {
  const range = countedPart(span, now);
  return {
    rows: await countRows(deps.db, range),
    rates: {
      response: await rateOf(deps, sql`kept`, dutiesIn('response', range)),
      onTime: await rateOf(deps, sql`kept`, dutiesIn('onTime', range)),
      solved: await rateOf(deps, sql`done`, answersIn(range)),
      satisfied: await rateOf(deps, sql`done`, ratingsIn(range)),
    },
    durations: {
      sign: spreadOf(workedTimes(deps.rules.calendar, await stretches(deps, signingTimes(range)))),
      resolve: spreadOf(workedTimes(deps.rules.calendar, await stretches(deps, resolvingTimes(range)))),
    },
    questions: await deps.questions.count(range),
  };
}

async function rateOf({ db }: SummaryDeps, made: SQL, due: SQL): Promise<Rate> {
  const [row] = await db.all<Rate>(
    sql`select coalesce(sum(${made}), 0) as numerator, count(*) as denominator from (${due})`,
  );
  return row ?? { numerator: 0, denominator: 0 };
}

const pairSchema = z.tuple([z.number(), z.number()]);
const stretchesSchema = z.array(
  z
    .tuple([z.number(), z.number(), z.array(pairSchema).nullable()])
    .transform(([from, to, leftOut]): Stretch => [from, to, leftOut ?? []]),
);

/** One row a day of many stretches each: far faster through the driver than a row for every ticket. */
async function stretches({ db }: SummaryDeps, query: SQL): Promise<Stretch[]> {
  const rows = await db.all<{ packed: string }>(
    sql`select json_group_array(json(stretch)) as packed from (${query}) group by at / 86400000`,
  );
  return rows.flatMap((row) => stretchesSchema.parse(JSON.parse(row.packed)));
}

function signingTimes(range: Range): SQL {
  return sql`select at, json_array(assigned_at, at, null) as stretch from (${signingsIn(range)})`;
}

/** From logging; the time in which it was the enterprise's turn, or counted as done, is left out. */
function resolvingTimes(range: Range): SQL {
  return sql`select at, json_array(created_at, at, (
      select case when count(*) > 0 then json_group_array(json_array(i.from_at, i.until_at)) end
      from ticket_periods i where i.ticket_id = r.ticket_id and i.until_at is not null
        and i.state in ('awaiting_enterprise', 'resolved', 'closed') and i.seq < r.seq)) as stretch
    from (${resolutionsIn(range)}) r`;
}

async function openAges(
  { db }: SummaryDeps,
  { range, calendar }: FigureContext,
): Promise<Record<AgeBand, number>> {
  const bands = ageBands(calendar, range.to);
  const sums = AGE_BANDS.map((band) => {
    const { from, to } = bands[band];
    return sql`coalesce(sum(created_at >= ${from.getTime()} and created_at < ${to.getTime()}), 0)
      as ${sql.identifier(band)}`;
  });
  const [row] = await db.all<Record<AgeBand, number>>(
    sql`select ${sql.join(sums, sql`, `)} from (${openAt(range.to)})`,
  );
  return row ?? { to3: 0, to7: 0, to15: 0, over15: 0 };
}

async function daysIn({ db }: SummaryDeps, span: Span, range: Range): Promise<Summary['days']> {
  const day = (column: string) =>
    sql`strftime('%Y-%m-%d', ${sql.identifier(column)} / 1000 + 28800, 'unixepoch')`;
  const rows = await db.all<{ day: string; logged: number; closed: number }>(sql`
    select day, sum(logged) as logged, sum(closed) as closed from (
      select ${day('created_at')} as day, 1 as logged, 0 as closed from tickets
        where created_at >= ${range.from.getTime()} and created_at < ${range.to.getTime()}
      union all select ${day('at')}, 0, 1 from (${closingsIn(range)})
    ) group by day`);
  const known = new Map(rows.map((row) => [row.day, row]));
  return daysOf(span).map((name) => {
    const { logged = 0, closed = 0 } = known.get(name) ?? {};
    return { day: name, logged, closed };
  });
}

async function troubles(
  { db }: SummaryDeps,
  range: Range,
  overdueBy: ReadonlyMap<string, number>,
): Promise<Trouble[]> {
  const rows = await db.all<{ department: string; action: string; count: number }>(sql`
    select department, action, count(distinct ticket_id) as count from (${troubleIn(range)})
    where department <> '' group by department, action`);
  const lines = new Map<string, Trouble>();
  const lineOf = (department: string): Trouble => {
    const line = lines.get(department) ?? { department, overdue: 0, returns: 0, disputes: 0, reopenings: 0 };
    lines.set(department, line);
    return line;
  };
  for (const [department, overdue] of overdueBy) {
    if (department !== '' && overdue > 0) lineOf(department).overdue = overdue;
  }
  for (const { department, action, count } of rows) {
    for (const [kind, of] of Object.entries(TROUBLES)) {
      if (of === action) lineOf(department)[kind as keyof typeof TROUBLES] = count;
    }
  }
  const weight = (line: Trouble) => line.overdue + line.returns + line.disputes + line.reopenings;
  return [...lines.values()].sort(
    (a, b) => b.overdue - a.overdue || weight(b) - weight(a) || (a.department < b.department ? -1 : 1),
  );
}

/** Years of the span, or of a limit that runs at its end, without official holidays. */
async function unknownYears({ db, rules }: SummaryDeps, range: Range): Promise<number[]> {
  const [row] = await db.all<{ last: number | null }>(
    sql`select max(due_at) as last from (${openAt(range.to)})`,
  );
  const last = Math.max(range.to.getTime() - 1, row?.last ?? 0);
  return uncoveredYears(rules.calendar, beijingParts(range.from).year, beijingParts(new Date(last)).year);
}
