import { beijingIso, beijingText } from '#shared/beijing.ts';
import { chartData, isEmpty, type SummaryChart } from '#summaries/charts/charts.data.ts';
import { narrateByRules } from '#summaries/summaries.narrative.ts';
import { AGE_BANDS, COUNT_KEYS, type Grouping, RATE_KEYS, type Summary } from '#summaries/summaries.types.ts';
import {
  changeText,
  dayText,
  hoursText,
  nameOfDepartment,
  noticesOf,
  rateChangeText,
  rateText,
  spanTitle,
} from '#summaries/summaries.wording.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import type { Block, Report, ReportColumn, ReportTable } from './exports.report.ts';

const words = reportTexts.report;

/** Figures stand in the middle of narrow columns; names take the room. */
const name = (title: string, width = 10): ReportColumn => ({ title, width, align: 'left' });
const figure = (title: string, width = 4): ReportColumn => ({ title, width, align: 'center' });

/** The whole summary as a report, in the order in which leaders read it. */
export function summaryReport(summary: Summary, district: string): Report {
  const { span, asOf } = summary;
  return {
    title: reportTexts.masthead(district, span.kind),
    subtitle: `${spanTitle(span)} ${reportTexts.asOf(beijingText(asOf, asOf))}`,
    sections: [
      { title: words.sections.overall, blocks: overall(summary) },
      { title: words.sections.pace, blocks: pace(summary) },
      { title: words.sections.spread, blocks: spread(summary) },
      { title: words.sections.trouble, blocks: trouble(summary) },
      { title: words.sections.questions, blocks: questions(summary) },
      { title: words.sections.commissioners, blocks: commissioners(summary) },
    ],
    notes: noticesOf(summary),
  };
}

function overall(summary: Summary): Block[] {
  const { sentence, points } = summary.narrative ?? narrateByRules(summary);
  const { kind } = summary.span;
  return [
    ...[sentence, ...points].map((text): Block => ({ type: 'text', text })),
    {
      type: 'table',
      caption: words.sections.overall,
      columns: [
        name(words.figure, 6),
        figure(words.now[kind]),
        figure(reportTexts.before[kind]),
        figure(words.change),
      ],
      rows: COUNT_KEYS.map((key) => {
        const { now, before } = summary.counts[key];
        return [reportTexts.counts[key], now, before, changeText({ now, before })];
      }),
    },
    ...chart('days', summary),
  ];
}

function pace(summary: Summary): Block[] {
  const { kind } = summary.span;
  const beforeIs = reportTexts.before[kind];
  return [
    {
      type: 'table',
      caption: words.ratesCaption,
      columns: [
        name(words.rate, 6),
        figure(words.now[kind], 5),
        figure(words.counted, 5),
        figure(beforeIs, 5),
        figure(words.change, 7),
      ],
      rows: RATE_KEYS.map((key) => {
        const { now, before } = summary.rates[key];
        const counted = `${now.numerator}/${now.denominator}`;
        return [
          reportTexts.rates[key],
          rateText(now),
          counted,
          rateText(before),
          rateChangeText({ now, before }),
        ];
      }),
    },
    {
      type: 'table',
      caption: words.durationsCaption,
      columns: [
        name(words.duration, 6),
        figure(words.count),
        figure(words.median),
        figure(words.p90, 5),
        figure(`${beforeIs}${words.median}`, 6),
      ],
      rows: (['sign', 'resolve'] as const).map((key) => {
        const { now, before } = summary.durations[key];
        const title = reportTexts.durations[key];
        return [title, now.count, hoursText(now.median), hoursText(now.p90), hoursText(before.median)];
      }),
    },
  ];
}

function spread(summary: Summary): Block[] {
  return [
    ...grouped('category', summary),
    ...chart('category', summary),
    ...grouped('department', summary),
    ...chart('department', summary),
    ...grouped('place', summary),
    ...grouped('tier', summary),
    {
      type: 'table',
      caption: words.bandsCaption,
      columns: [name(words.band), figure(words.count)],
      rows: AGE_BANDS.map((band) => [reportTexts.bands[band], summary.openAge[band]]),
    },
    ...chart('age', summary),
  ];
}

function grouped(grouping: Grouping, { groups }: Summary): Block[] {
  const title = reportTexts.groupings[grouping];
  return tableOr({
    type: 'table',
    caption: words.by(title),
    columns: [name(title, 14), ...COUNT_KEYS.map((key) => figure(reportTexts.counts[key], 5))],
    rows: groups[grouping].map((row) => [
      nameOfDepartment(row.name),
      ...COUNT_KEYS.map((key) => row.counts[key]),
    ]),
  });
}

function trouble(summary: Summary): Block[] {
  const { overdue, counts } = summary;
  const all = counts.overdue.now;
  return [
    ...tableOr({
      type: 'table',
      caption: words.overdueCaption,
      columns: [
        figure(words.number, 9),
        name(words.enterprise, 12),
        figure(words.category),
        name(words.department, 8),
        figure(words.overdueDays, 5),
      ],
      rows: overdue.map((line) => [
        line.number,
        line.enterprise,
        line.category,
        nameOfDepartment(line.department),
        line.overdueDays,
      ]),
    }),
    ...(all > overdue.length
      ? [{ type: 'text' as const, text: words.overdueMore(all, overdue.length) }]
      : []),
    ...tableOr({
      type: 'table',
      caption: words.troubleCaption,
      columns: [
        name(words.department),
        figure(reportTexts.counts.overdue, 5),
        ...[words.returns, words.disputes, words.reopenings].map((title) => figure(title)),
      ],
      rows: summary.trouble.map((row) => [
        nameOfDepartment(row.department),
        row.overdue,
        row.returns,
        row.disputes,
        row.reopenings,
      ]),
    }),
    ...tableOr({
      type: 'table',
      caption: words.repeatedCaption,
      columns: [
        name(words.repeatedWho, 9),
        figure(words.category),
        figure(words.enterprises, 3),
        figure(words.count, 3),
        name(words.numbers, 9),
      ],
      rows: summary.repeated.map((row) => [
        row.name,
        row.category,
        row.enterprises,
        row.total,
        row.tickets.map(({ number }) => number).join('\n'),
      ]),
    }),
  ];
}

function questions({ span, questions: asked, topics, gaps }: Summary): Block[] {
  const { now, before } = asked;
  return [
    {
      type: 'text',
      text: words.asked(now, reportTexts.before[span.kind], changeText({ now, before })),
    },
    ...tableOr({
      type: 'table',
      caption: words.topicsCaption,
      columns: [name(words.topic, 20), figure(words.times)],
      rows: topics.map(({ title, count }) => [title, count]),
    }),
    ...tableOr({
      type: 'table',
      caption: words.gapsCaption,
      columns: [name(words.gap, 18), figure(words.times), figure(words.lastAt, 6)],
      rows: gaps.map(({ question, count, lastAt }) => [question, count, dayText(lastAt)]),
    }),
  ];
}

function commissioners({ commissioners: lines }: Summary): Block[] {
  return tableOr({
    type: 'table',
    caption: words.sections.commissioners,
    columns: [
      name(words.commissioner, 5),
      figure(words.covered, 4),
      figure(words.logged, 4),
      name(words.quiet, 16),
    ],
    rows: lines.map((line) => [line.name, line.enterprises, line.logged, line.quiet.join('\n')]),
  });
}

/** A table without rows is a sentence that says so. */
function tableOr(table: ReportTable): Block[] {
  if (table.rows.length > 0) return [table];
  return [
    { type: 'heading', text: table.caption },
    { type: 'text', text: words.none },
  ];
}

function chart(kind: SummaryChart, summary: Summary): Block[] {
  const data = chartData(kind, summary);
  return isEmpty(data) ? [] : [{ type: 'chart', data }];
}

/** `2026-11-23 09:00` of Beijing. */
export function stampOf(at: Date): string {
  return beijingIso(at).slice(0, 16).replace('T', ' ');
}
