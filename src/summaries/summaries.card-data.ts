import type { Payload } from '#outbox/outbox.types.ts';
import { beijingText } from '#shared/beijing.ts';
import { reportTexts as words } from '#texts/report.zh-CN.ts';
import { chartData, isEmpty, SUMMARY_CHARTS } from './charts/charts.data.ts';
import { narrateByRules } from './summaries.narrative.ts';
import { COUNT_KEYS, RATE_KEYS, type Summary } from './summaries.types.ts';
import {
  changeText,
  nameOfDepartment,
  noticesOf,
  rateChangeText,
  rateText,
  spanTitle,
} from './summaries.wording.ts';

/** Where a card's buttons lead; all on our own address. */
export interface CardLinks {
  page: string;
  docx: string;
  xlsx: string;
  /** Until when the downloads work. */
  until: Date;
}

const LISTED = 5;

/** The card of a summary as data for the outbox: whole, so that it shows what was counted then, whenever it is sent. */
export function summaryPayload(
  summary: Summary,
  { links, sentAt, now }: { links: CardLinks | null; sentAt: Date | null; now: Date },
): Payload {
  const { span, asOf } = summary;
  const { sentence, points } = summary.narrative ?? narrateByRules(summary);
  const before = words.before[span.kind];
  return {
    kind: 'summary',
    v: 1,
    data: {
      title: `企业诉求${words.kinds[span.kind]}`,
      period: spanTitle(span),
      sentence,
      points,
      counts: COUNT_KEYS.map((key) => ({
        name: words.counts[key],
        now: summary.counts[key].now,
        change: changeText(summary.counts[key]),
        alarm: key === 'overdue' && summary.counts[key].now > 0,
      })),
      before,
      rates: RATE_KEYS.map((key) => {
        const rate = summary.rates[key];
        return {
          name: words.rates[key],
          value: rateText(rate.now),
          counted: `${rate.now.numerator}/${rate.now.denominator}`,
          change: rateChangeText(rate),
        };
      }),
      charts: SUMMARY_CHARTS.map((kind) => chartData(kind, summary))
        .filter((data) => !isEmpty(data))
        .map(({ title, form, labels, series }) => ({ title, form, labels, series })),
      lists: listsOf(summary),
      links: links
        ? [
            { label: words.card.page, url: links.page },
            { label: words.card.docx, url: links.docx },
            { label: words.card.xlsx, url: links.xlsx },
          ]
        : [],
      notes: [
        ...(asOf < span.to ? [words.card.notOver] : []),
        ...noticesOf(summary),
        words.asOf(beijingText(asOf, now)),
        ...(sentAt ? [words.sentAt(beijingText(sentAt, now))] : []),
        ...(links ? [words.card.linksUntil(beijingText(links.until, now))] : []),
      ],
    },
  };
}

function listsOf({ overdue, repeated, gaps }: Summary): { title: string; lines: string[] }[] {
  const lists = [
    {
      title: words.card.overdue,
      lines: overdue.map(({ number, enterprise, category, department, overdueDays }) =>
        words.card.overdueLine(number, enterprise, category, nameOfDepartment(department), overdueDays),
      ),
    },
    {
      title: words.card.repeated,
      lines: repeated.map(({ name, category, total }) => words.card.repeatedLine(name, category, total)),
    },
    {
      title: words.card.gaps,
      lines: gaps.map(({ question, count }) => words.card.timesLine(question, count)),
    },
  ];
  return lists
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => ({ title, lines: lines.slice(0, LISTED) }));
}
