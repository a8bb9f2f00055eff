import type { Context } from 'hono';
import { createQuestionReader } from '#conversation/question-figures.ts';
import { allows } from '#ingress/web/console.access.ts';
import type { ConsoleDeps, ConsoleRoute, Visitor } from '#ingress/web/console.types.ts';
import { page } from '#ingress/web/pages/layout.tsx';
import { NotFound } from '#shared/errors.ts';
import { figuresOf, summaryOf } from '#summaries/summaries.cache.ts';
import { titleOf } from '#summaries/summaries.definitions.ts';
import type { SummaryDeps } from '#summaries/summaries.ports.ts';
import { figuresWithRefs } from '#summaries/summaries.refs.ts';
import { monthAt, parseSpan, spanBefore, spanOf, weekAt } from '#summaries/summaries.spans.ts';
import { sentSummary } from '#summaries/summaries.store.ts';
import type { Span, Summary } from '#summaries/summaries.types.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { sumOf } from '#tickets/tickets.counts.ts';
import { type Difference, SummaryPage } from './summary.page.tsx';
import type { FigureLink } from './summary.parts.tsx';
import { TrendsPage } from './trends.page.tsx';

const TREND_WEEKS = 26;
const CHOICE_MONTHS = 12;

/** What summaries are computed from. */
export function summaryDepsOf({ db, district }: ConsoleDeps): SummaryDeps {
  return { db, rules: district.rules, questions: createQuestionReader(db, district.policy) };
}

/** The summary of any week or month, and half a year of weeks. */
export function summaryRoutes(deps: ConsoleDeps): ConsoleRoute[] {
  const summaries = summaryDepsOf(deps);
  const { categories } = deps.district.rules;

  async function show(c: Context, visitor: Visitor) {
    const span = spanOf(c.req.param('span') ?? '');
    if (!span || span.from > visitor.now) throw new NotFound('console.span', consoleTexts.summary.noSpan);
    const [current, sent] = await Promise.all([
      summaryOf(summaries, span, visitor.now),
      sentSummary(deps.db, span.id),
    ]);
    const shown = sent !== null && c.req.query('view') !== 'current';
    const opens = allows('district', visitor.facts);
    return page(
      c,
      <SummaryPage
        visitor={visitor}
        summary={shown ? sent.data : current}
        sent={sent && { at: sent.sentAt, shown, differences: differencesOf(sent.data, current, categories) }}
        link={linkFor(span, opens)}
        opens={opens}
        weeks={spansBack(weekAt(visitor.now), TREND_WEEKS)}
        months={spansBack(monthAt(visitor.now), CHOICE_MONTHS)}
        downloads={null}
      />,
    );
  }

  return [
    {
      method: 'GET',
      path: '/summaries',
      access: 'figures',
      handle: (c, visitor) => {
        const chosen = parseSpan(c.req.query('span') ?? '', visitor.now) ?? spanBefore(weekAt(visitor.now));
        return c.redirect(`/console/summaries/${chosen.id}`);
      },
    },
    { method: 'GET', path: '/summaries/:span', access: 'figures', handle: show },
    {
      method: 'GET',
      path: '/trends',
      access: 'figures',
      handle: async (c, visitor) => {
        const weeks = spansBack(spanBefore(weekAt(visitor.now)), TREND_WEEKS).reverse();
        const figures = [];
        // One after the other: the first time each reads the whole history.
        for (const week of weeks) {
          const { rows, rates } = await figuresOf(summaries, week, visitor.now);
          figures.push({ week, counts: sumOf(rows), rates });
        }
        return page(c, <TrendsPage visitor={visitor} weeks={figures} />);
      },
    },
  ];
}

function linkFor({ id }: Span, opens: boolean): FigureLink {
  return (ref) => (opens ? `/console/tickets?${new URLSearchParams({ figure: ref, span: id })}` : null);
}

/** A span and those before it, the latest first. */
function spansBack(span: Span, count: number): Span[] {
  const spans = [span];
  for (let last = span; spans.length < count; spans.push(last)) last = spanBefore(last);
  return spans;
}

/** The figures that a late change has moved since they were handed up. */
function differencesOf(
  sent: Summary,
  current: Summary,
  categories: ReadonlyMap<string, string>,
): Difference[] {
  const people = new Map(sent.commissioners.map(({ openId, name }) => [openId, name]));
  const then = new Map(figuresWithRefs(sent).map(({ ref, value }) => [ref, value]));
  const now = new Map(figuresWithRefs(current).map(({ ref, value }) => [ref, value]));
  return [...new Set([...then.keys(), ...now.keys()])]
    .map((ref) => ({
      title: titleOf(ref, categories, people),
      sent: then.get(ref) ?? 0,
      current: now.get(ref) ?? 0,
    }))
    .filter(({ sent: was, current: is }) => was !== is);
}
