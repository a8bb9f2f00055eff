import { sql } from 'drizzle-orm';
import { computeSummary } from './compute-summary.ts';
import { titleOf } from './summaries.definitions.ts';
import { figureContext, linesOf } from './summaries.drill-down.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { figureQuery } from './summaries.queries.ts';
import { figuresWithRefs } from './summaries.refs.ts';
import type { SentSummary } from './summaries.store.ts';
import type { FigureRef, Summary, TicketLine } from './summaries.types.ts';

/**
 * What is otherwise now than in a summary that was sent. `since`: the figure was right, but some of its tickets went
 * another way afterwards, such as one that was reopened; `now` leaves these out. `recounted`: the history of that time
 * was completed later, as by bringing in a ledger, and the figure counts otherwise.
 */
export interface Difference {
  kind: 'since' | 'recounted';
  ref: FigureRef;
  /** `归档`, `用地 新增` */
  title: string;
  sent: number;
  now: number;
  /** Why, in words: `其后重新办理` */
  why: string;
  /** The tickets that make the difference, as they stand now: at most 50. Empty where it was recounted. */
  tickets: TicketLine[];
}

const LISTED = 50;

/** What can happen afterwards to the tickets of a figure, so that they would not be counted today. */
const LATER: { ref: FigureRef; actions: readonly string[]; why: string }[] = [
  { ref: 'logged', actions: ['cancel', 'merge'], why: '其后撤销或并单' },
  { ref: 'resolved', actions: ['dispute', 'reopen'], why: '其后企业反映未解决或重新办理' },
  { ref: 'closed', actions: ['reopen'], why: '其后重新办理' },
  { ref: 'solved.done', actions: ['reopen'], why: '其后重新办理' },
  { ref: 'satisfied.done', actions: ['reopen'], why: '其后重新办理' },
];

/** The figures of a sent summary that are otherwise now; what was sent stays as it was sent. */
export async function differences(deps: SummaryDeps, sent: SentSummary, now: Date): Promise<Difference[]> {
  return [...(await changedSince(deps, sent.data, now)), ...(await recounted(deps, sent.data))];
}

async function changedSince(deps: SummaryDeps, sent: Summary, now: Date): Promise<Difference[]> {
  const context = figureContext(deps, sent.span, sent.asOf);
  const values = new Map(figuresWithRefs(sent).map(({ ref, value }) => [ref, value]));
  const found: Difference[] = [];
  for (const { ref, actions, why } of LATER) {
    const rows = await deps.db.all<{ id: string; total: number }>(sql`
      select f.ticket_id as id, count(*) over () as total from (${figureQuery(ref, context)}) f
      where exists (select 1 from ticket_periods p where p.ticket_id = f.ticket_id
        and p.action in (${sql.join(
          actions.map((action) => sql`${action}`),
          sql`, `,
        )})
        and p.from_at >= ${context.range.to.getTime()} and p.from_at <= ${now.getTime()})
      order by f.sort desc, f.ticket_id desc limit ${LISTED}`);
    const [first] = rows;
    if (!first) continue;
    const value = values.get(ref) ?? 0;
    found.push({
      ...{ kind: 'since' as const, ref, title: titleOf(ref, deps.rules.categories), why },
      ...{ sent: value, now: value - first.total },
      tickets: await linesOf(
        deps,
        { from: sent.span.from, to: new Date(now.getTime() + 1) },
        rows.map(({ id }) => id),
      ),
    });
  }
  return found;
}

/** Counts the span anew, up to where the sent one counted. */
async function recounted(deps: SummaryDeps, sent: Summary): Promise<Difference[]> {
  const again = await computeSummary(deps, sent.span, sent.asOf);
  const [was, is] = [sent, again].map(
    (summary) => new Map(figuresWithRefs(summary).map(({ ref, value }) => [ref, value])),
  );
  if (!was || !is) return [];
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((ref) => ({ ref, sent: was.get(ref) ?? 0, now: is.get(ref) ?? 0 }))
    .filter((figure) => figure.sent !== figure.now)
    .map((figure) => ({
      kind: 'recounted',
      ...figure,
      title: titleOf(figure.ref, deps.rules.categories),
      why: '报送后补记或更正了当期记录',
      tickets: [],
    }));
}
