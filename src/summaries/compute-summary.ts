import { type SQL, sql } from 'drizzle-orm';
import { beijingParts, DAY_MS } from '#shared/beijing.ts';
import { summaryTexts } from '#texts/summaries.zh-CN.ts';
import { uncoveredYears } from '#tickets/tickets.calendar.ts';
import { numbersOf, packedColumns, readColumns } from '#tickets/tickets.columns.ts';
import { openAt, type Range, sumOf, touchedParts, weeksOf } from '#tickets/tickets.counts.ts';
import { commissionersOf } from './summaries.commissioners.ts';
import { figureContext, oldestOpen, ticketsOf } from './summaries.drill-down.ts';
import { ageBands, groupsOf } from './summaries.figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { between, type FigureContext, TROUBLES, troubleIn } from './summaries.queries.ts';
import { repeatedIn } from './summaries.repeated.ts';
import { type SpanFigures, spanFigures } from './summaries.span-figures.ts';
import { daysOf, spanBefore } from './summaries.spans.ts';
import {
  AGE_BANDS,
  type AgeBand,
  COUNT_KEYS,
  RATE_KEYS,
  type Span,
  type Summary,
  type Trouble,
} from './summaries.types.ts';

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
  const tally = async (column: string, parts: readonly SQL[]) => {
    const day = sql`cast((${sql.identifier(column)} - ${range.from.getTime()}) / ${DAY_MS} as integer)`;
    const counts = new Map<number, number>();
    const columns = packedColumns({ day });
    for (const part of await readColumns<'day'>(
      db,
      parts.map((from) => sql`select ${columns} from (${from})`),
    )) {
      for (const n of numbersOf(part.day)) counts.set(n, (counts.get(n) ?? 0) + 1);
    }
    return counts;
  };
  const logged = await tally(
    'created_at',
    weeksOf(range).map((week) => sql`select created_at from tickets where ${between('created_at', week)}`),
  );
  const closed = await tally(
    'closed_at',
    touchedParts(range).map((part) => sql`select closed_at from (${part}) where closed`),
  );
  return daysOf(span).map((day, n) => ({ day, logged: logged.get(n) ?? 0, closed: closed.get(n) ?? 0 }));
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
