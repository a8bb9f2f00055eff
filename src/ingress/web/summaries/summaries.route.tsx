import type { Context } from 'hono';
import { createQuestionReader } from '#conversation/question-figures.ts';
import { allows } from '#ingress/web/console.access.ts';
import type { ConsoleDeps, ConsoleRoute, Visitor } from '#ingress/web/console.types.ts';
import { page } from '#ingress/web/pages/layout.tsx';
import { NotFound } from '#shared/errors.ts';
import { figuresOf, summaryOf } from '#summaries/summaries.cache.ts';
import { FILE_FORMATS, type FileFormat } from '#summaries/summaries.desk.ts';
import { differences } from '#summaries/summaries.differences.ts';
import type { SummaryDeps } from '#summaries/summaries.ports.ts';
import { monthAt, parseSpan, spanBefore, spanOf, weekAt } from '#summaries/summaries.spans.ts';
import { sentSummary } from '#summaries/summaries.store.ts';
import type { Span } from '#summaries/summaries.types.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { sumOf } from '#tickets/tickets.counts.ts';
import { SummaryPage } from './summary.page.tsx';
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

  async function show(c: Context, visitor: Visitor) {
    const span = spanOf(c.req.param('span') ?? '');
    if (!span || span.from > visitor.now) throw new NotFound('console.span', consoleTexts.summary.noSpan);
    const sent = await sentSummary(deps.db, span.id);
    const view = c.req.query('view');
    const shown = sent !== null && view !== 'current';
    const opens = allows('district', visitor.facts);
    const summary = shown ? sent.data : await summaryOf(summaries, span, visitor.now);
    // Found out when it is asked for: it counts the whole span anew.
    const changes = sent && view === 'changes' ? await differences(summaries, sent, visitor.now) : null;
    return page(
      c,
      <SummaryPage
        visitor={visitor}
        summary={summary}
        sent={sent && { at: sent.sentAt, shown, changes }}
        link={linkFor(span, opens)}
        opens={opens}
        weeks={spansBack(weekAt(visitor.now), TREND_WEEKS)}
        months={spansBack(monthAt(visitor.now), CHOICE_MONTHS)}
        downloads={deps.desk && opens ? filesOf(span) : null}
      />,
    );
  }

  async function file(c: Context, visitor: Visitor) {
    const format = FILE_FORMATS.find((one) => one === c.req.param('format'));
    const span = spanOf(c.req.param('span') ?? '');
    if (!deps.desk || !format || !span) throw new NotFound('console.file', consoleTexts.errors.notFound);
    const { name, type, bytes } = await deps.desk.file(span.id, format, visitor.now);
    return c.body(bytes, 200, {
      'content-type': type,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    });
  }

  async function trends(c: Context, visitor: Visitor) {
    const weeks = spansBack(spanBefore(weekAt(visitor.now)), TREND_WEEKS).reverse();
    const found = await figuresOf(summaries, weeks, visitor.now);
    const figures = found.map(({ span, figures: { rows, rates } }) => ({
      week: span,
      counts: sumOf(rows),
      rates,
    }));
    return page(c, <TrendsPage visitor={visitor} weeks={figures} />);
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
    { method: 'GET', path: '/summaries/:span/files/:format', access: 'district', handle: file },
    { method: 'GET', path: '/trends', access: 'figures', handle: trends },
  ];
}

function linkFor({ id }: Span, opens: boolean): FigureLink {
  return (ref) => (opens ? `/console/tickets?${new URLSearchParams({ figure: ref, span: id })}` : null);
}

/** The files hold lists of tickets: they are for those who may open these. */
function filesOf({ id }: Span) {
  const file = (format: FileFormat) => `/console/summaries/${id}/files/${format}`;
  return { word: file('docx'), excel: file('xlsx') };
}

/** A span and those before it, the latest first. */
function spansBack(span: Span, count: number): Span[] {
  const spans = [span];
  for (let last = span; spans.length < count; spans.push(last)) last = spanBefore(last);
  return spans;
}
