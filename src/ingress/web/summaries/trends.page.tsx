import type { Visitor } from '#ingress/web/console.types.ts';
import { Layout } from '#ingress/web/pages/layout.tsx';
import { trendData } from '#summaries/charts/charts.data.ts';
import {
  COUNT_KEYS,
  type Counts,
  RATE_KEYS,
  type Rate,
  type RateKey,
  type Span,
} from '#summaries/summaries.types.ts';
import { rateText, spanTitle } from '#summaries/summaries.wording.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import { Chart, DataTable } from './summary.parts.tsx';

const words = consoleTexts.trends;

export interface WeekFigures {
  week: Span;
  counts: Counts;
  rates: Record<RateKey, Rate>;
}

/** Half a year of weeks, oldest first in the chart, newest first in the table. */
export function TrendsPage({ visitor, weeks }: { visitor: Visitor; weeks: readonly WeekFigures[] }) {
  const figure = true;
  return (
    <Layout title={words.title} visitor={visitor} at="trends">
      <h1>{words.title}</h1>
      <p class="quiet">{words.lead}</p>
      <section class="panel">
        <Chart data={trendData(weeks.map(({ week, counts }) => ({ id: week.id, ...counts })))} wide />
      </section>
      <DataTable
        caption={words.caption}
        columns={[
          { title: words.week },
          ...COUNT_KEYS.map((key) => ({ title: reportTexts.counts[key], figure })),
          ...RATE_KEYS.map((key) => ({ title: reportTexts.rates[key], figure })),
        ]}
        rows={[...weeks]
          .reverse()
          .map(({ week, counts, rates }) => [
            <a href={`/console/summaries/${week.id}`}>{spanTitle(week)}</a>,
            ...COUNT_KEYS.map((key) => counts[key]),
            ...RATE_KEYS.map((key) => rateText(rates[key])),
          ])}
      />
    </Layout>
  );
}
