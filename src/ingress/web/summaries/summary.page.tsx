import type { Visitor } from '#ingress/web/console.types.ts';
import { Layout, Told } from '#ingress/web/pages/layout.tsx';
import { beijingText } from '#shared/beijing.ts';
import { chartData, SUMMARY_CHARTS } from '#summaries/charts/charts.data.ts';
import type { Difference } from '#summaries/summaries.differences.ts';
import { narrateByRules } from '#summaries/summaries.narrative.ts';
import { spanAfter, spanBefore } from '#summaries/summaries.spans.ts';
import type { Span, Summary } from '#summaries/summaries.types.ts';
import { noticesOf, spanTitle } from '#summaries/summaries.wording.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import { Help, Pace, Spread, Tiles } from './summary.figures.tsx';
import { CommissionerList, QuestionLists, TroubleLists } from './summary.lists.tsx';
import { Chart, DataTable, type FigureLink, Section } from './summary.parts.tsx';

const words = consoleTexts.summary;

export interface SummaryPageProps {
  visitor: Visitor;
  summary: Summary;
  /**
   * When it was handed up, whether that is what is shown, and what has changed since where that was asked for; null
   * where it was not handed up.
   */
  sent: { at: Date; shown: boolean; changes: Difference[] | null } | null;
  link: FigureLink;
  opens: boolean;
  /** Spans to choose from, the latest first. */
  weeks: readonly Span[];
  months: readonly Span[];
  /** Where it is had as a file. */
  downloads: { word: string; excel: string } | null;
}

/** The summary of one week or month. */
export function SummaryPage(props: SummaryPageProps) {
  const { visitor, summary, link, opens } = props;
  const { span } = summary;
  const { sentence, points } = summary.narrative ?? narrateByRules(summary);
  const title = `${spanTitle(span)}${reportTexts.kinds[span.kind]}`;
  return (
    <Layout title={title} visitor={visitor} at="summaries">
      <div class="page-head">
        <h1>{title}</h1>
        <Tools {...props} />
      </div>
      <Sent {...props} />
      {summary.asOf < span.to && <Told kind="note">{words.notOver}</Told>}
      {noticesOf(summary).map((notice) => (
        <Told kind="note">{notice}</Told>
      ))}
      <Section id="overall" title={words.overall}>
        <p class="sentence">{sentence}</p>
        {points.length > 0 && (
          <ul class="points">
            {points.map((point) => (
              <li>{point}</li>
            ))}
          </ul>
        )}
        <Tiles summary={summary} link={link} />
      </Section>
      <Pace summary={summary} link={link} />
      <Section id="charts" title={words.charts}>
        <div class="charts">
          {SUMMARY_CHARTS.map((kind) => (
            <Chart data={chartData(kind, summary)} />
          ))}
        </div>
      </Section>
      <Spread summary={summary} link={link} />
      <TroubleLists summary={summary} link={link} opens={opens} />
      <QuestionLists summary={summary} />
      <CommissionerList summary={summary} link={link} />
      <Help />
      <p class="quiet">{reportTexts.asOf(beijingText(summary.asOf, visitor.now))}</p>
    </Layout>
  );
}

/** Other spans, and this one as a file. */
function Tools({ summary: { span }, visitor, weeks, months, downloads }: SummaryPageProps) {
  const after = spanAfter(span);
  const options = (spans: readonly Span[]) =>
    spans.map((one) => (
      <option value={one.id} selected={one.id === span.id}>
        {spanTitle(one)}
      </option>
    ));
  return (
    <nav class="tools no-print" aria-label={words.navigation}>
      <a class="button" href={`/console/summaries/${spanBefore(span).id}`}>
        {words.earlier}
      </a>
      {after.from <= visitor.now && (
        <a class="button" href={`/console/summaries/${after.id}`}>
          {words.later}
        </a>
      )}
      <form method="get" action="/console/summaries" class="inline">
        <label>
          <span class="unseen">{words.choose}</span>
          <select name="span">
            <optgroup label={words.weeks}>{options(weeks)}</optgroup>
            <optgroup label={words.months}>{options(months)}</optgroup>
          </select>
        </label>
        <button type="submit">{words.go}</button>
      </form>
      {downloads && (
        <>
          <a class="button" href={downloads.word}>
            {words.word}
          </a>
          <a class="button" href={downloads.excel}>
            {words.excel}
          </a>
        </>
      )}
    </nav>
  );
}

/** What was handed up stays as it was; what has changed since is said. */
function Sent({ sent, summary: { span }, visitor }: SummaryPageProps) {
  if (!sent) return null;
  const here = `/console/summaries/${span.id}`;
  return (
    <div class="told" role="status">
      <p>
        {sent.shown ? words.sentView(beijingText(sent.at, visitor.now)) : words.currentView}{' '}
        {sent.shown ? (
          <a href={`${here}?view=current`}>{words.showCurrent}</a>
        ) : (
          <a href={here}>{words.showSent}</a>
        )}
      </p>
      {sent.shown && <Changes {...sent} here={here} />}
    </div>
  );
}

/** A link to what has changed; with script it is fetched at once. */
function Changes({ changes, here }: { changes: Difference[] | null; here: string }) {
  if (changes === null) {
    const href = `${here}?view=changes`;
    return (
      <p id="changes" hx-get={href} hx-trigger="load" hx-select="#changes" hx-swap="outerHTML">
        <a href={href}>{words.showChanges}</a>
      </p>
    );
  }
  return (
    <div id="changes">
      {changes.length === 0 ? (
        <p class="quiet">{words.noDifferences}</p>
      ) : (
        <DataTable
          caption={words.differences(changes.length)}
          columns={[
            { title: reportTexts.report.figure },
            { title: words.sentValue, figure: true },
            { title: words.currentValue, figure: true },
            { title: words.why },
            { title: reportTexts.report.numbers },
          ]}
          rows={changes.map((change) => [
            change.title,
            change.sent,
            change.now,
            change.why,
            change.tickets.map(({ number }) => number).join('、') || '—',
          ])}
        />
      )}
    </div>
  );
}
