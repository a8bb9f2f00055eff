import { type SQL, sql } from 'drizzle-orm';
import { InvalidInput } from '#shared/errors.ts';
import type { Range } from '#tickets/tickets.counts.ts';
import { STATE_NAMES } from '#tickets/tickets.lifecycle.ts';
import { createWorkMeter, WORKDAY_MS } from '#tickets/tickets.service-time.ts';
import type { TicketState } from '#tickets/tickets.types.ts';
import { countedPart } from './summaries.figures.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { type FigureContext, figureQuery, leadingQuery } from './summaries.queries.ts';
import { spanBefore } from './summaries.spans.ts';
import { knownTotal } from './summaries.totals.ts';
import type { FigureRef, Span, TicketLine } from './summaries.types.ts';

export interface TicketPage {
  lines: TicketLine[];
  /** How many the figure counts in all. */
  total: number;
}

/** What the queries of a span need to know. */
export function figureContext(deps: Pick<SummaryDeps, 'rules'>, span: Span, now: Date): FigureContext {
  return {
    range: countedPart(span, now),
    beforeFrom: spanBefore(span).from,
    calendar: deps.rules.calendar,
  };
}

/**
 * The tickets that a figure of a span counts, a page of them, as they stood at the end of what is counted.
 * @param now as the figure's `asOf`: a span that is not over counts until here
 * @throws InvalidInput where no figure has this name
 */
export async function ticketsOf(
  deps: Pick<SummaryDeps, 'db' | 'rules'>,
  span: Span,
  ref: FigureRef,
  { now, limit = 50, offset = 0 }: { now: Date; limit?: number; offset?: number },
): Promise<TicketPage> {
  const context = figureContext(deps, span, now);
  const query = figureQuery(ref, context);
  if (query === null) throw new InvalidInput('summary.figure', `没有「${ref}」这项指标`);
  // Counted apart, and first: a window over all rows would hold every one of them for a page of fifty.
  const total = (await knownTotal(deps.db, span, ref, context.range)) ?? (await countOf(deps, query));
  const pageOf = async (from: SQL) => {
    const rows = await deps.db.all<{ ticket_id: string }>(sql`
      select ticket_id from (${from}) order by sort desc, ticket_id desc limit ${limit} offset ${offset}`);
    return rows.map((row) => row.ticket_id);
  };
  const leading = leadingQuery(ref, context);
  const first = leading ? await pageOf(leading) : [];
  const ids = first.length === limit ? first : await pageOf(query);
  return { lines: await linesOf(deps, context.range, ids), total };
}

async function countOf({ db }: Pick<SummaryDeps, 'db'>, query: SQL): Promise<number> {
  const [row] = await db.all<{ count: number }>(sql`select count(*) as count from (${query})`);
  return row?.count ?? 0;
}

/** The open ticket that was logged first. */
export async function oldestOpen(
  deps: Pick<SummaryDeps, 'db' | 'rules'>,
  context: FigureContext,
): Promise<TicketLine | null> {
  const query = figureQuery('open', context);
  const [row] = await deps.db.all<{ ticket_id: string }>(
    sql`select ticket_id from (${query}) order by sort, ticket_id limit 1`,
  );
  const [line] = row ? await linesOf(deps, context.range, [row.ticket_id]) : [];
  return line ?? null;
}

interface LineRow {
  id: string;
  number: string;
  enterprise: string;
  category: string;
  department: string;
  state: TicketState;
  due_at: number | null;
}

/** The tickets of these ids, in this order, as they stood at the end of a range. */
export async function linesOf(
  { db, rules }: Pick<SummaryDeps, 'db' | 'rules'>,
  { to }: Range,
  ids: readonly string[],
): Promise<TicketLine[]> {
  if (ids.length === 0) return [];
  const end = to.getTime();
  const rows = await db.all<LineRow>(sql`
    select t.id, t.number, t.enterprise_name as enterprise, p.category, p.department, p.state, p.due_at
    from json_each(${JSON.stringify(ids)}) as wanted
    join tickets t on t.id = wanted.value
    join ticket_periods p on p.ticket_id = t.id and p.from_at < ${end}
      and (p.until_at is null or p.until_at >= ${end})
    order by wanted.key`);
  const oldest = rows.reduce((min, { due_at }) => Math.min(min, due_at ?? end), end);
  const read = createWorkMeter(rules.calendar, { from: new Date(oldest), to });
  return rows.map(({ due_at, ...row }) => ({
    ...{ id: row.id, number: row.number, enterprise: row.enterprise },
    category: rules.categories.get(row.category) ?? row.category,
    department: row.department === '' ? null : row.department,
    state: STATE_NAMES[row.state],
    dueAt: due_at === null ? null : new Date(due_at),
    overdueDays: due_at === null || due_at >= end ? 0 : Math.floor((read(end) - read(due_at)) / WORKDAY_MS),
  }));
}
