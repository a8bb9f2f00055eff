import { AGE_BANDS, type GroupRow, type Summary } from '#summaries/summaries.types.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import { PALETTE } from './charts.palette.ts';

/** The charts of one summary. */
export const SUMMARY_CHARTS = ['days', 'category', 'department', 'age'] as const;
export type SummaryChart = (typeof SUMMARY_CHARTS)[number];

export interface ChartSeries {
  name: string;
  /** `#rrggbb` of the palette. */
  color: string;
  /** One value a label. */
  values: number[];
}

/** A chart as data: drawn as SVG, as a chart of a Feishu card, or read out as a table. */
export interface ChartData {
  name: string;
  title: string;
  /** Bars that stand, lie, lie on top of each other, or lines. */
  form: 'bars' | 'lying' | 'stacked' | 'lines';
  /** What the labels are: 日期, 诉求类别. */
  axis: string;
  labels: string[];
  series: ChartSeries[];
}

/** One point of the trend: a week (or month) and its figures. */
export interface TrendPoint {
  /** `2026-W47` */
  id: string;
  logged: number;
  closed: number;
  open: number;
  overdue: number;
}

/** Always shown, also where nothing came in. */
const ALWAYS = new Set(['land', 'labor', 'energy']);
/** More rows would not be read off a chart; the tables hold them all. */
const MOST_ROWS = 12;
const words = reportTexts.charts;

/** What a chart of a summary shows. */
export function chartData(kind: SummaryChart, summary: Summary): ChartData {
  return BUILDERS[kind](summary);
}

/** The open, overdue, new and closed over the spans, oldest first. */
export function trendData(points: readonly TrendPoint[]): ChartData {
  return {
    name: 'trend',
    title: words.trend,
    form: 'lines',
    axis: words.span,
    labels: points.map(({ id }) => shortSpan(id)),
    series: [
      { name: words.logged, color: PALETTE.logged, values: points.map(({ logged }) => logged) },
      { name: words.closed, color: PALETTE.closed, values: points.map(({ closed }) => closed) },
      { name: words.open, color: PALETTE.open, values: points.map(({ open }) => open) },
      { name: words.overdue, color: PALETTE.overdue, values: points.map(({ overdue }) => overdue) },
    ],
  };
}

/** The figures of a chart as a table, for screen readers and for who cannot see the picture. */
export function chartTable({ axis, labels, series }: ChartData): {
  columns: string[];
  rows: (string | number)[][];
} {
  return {
    columns: [axis, ...series.map(({ name }) => name)],
    rows: labels.map((label, i) => [label, ...series.map(({ values }) => values[i] ?? 0)]),
  };
}

/** Whether there is anything to draw. */
export function isEmpty({ series }: ChartData): boolean {
  return series.every(({ values }) => values.every((value) => value === 0));
}

/** `每日新增与归档:11月16日,新增 3,归档 1;…` */
export function describeChart(data: ChartData): string {
  const { columns, rows } = chartTable(data);
  const said = rows.map(([label, ...values]) =>
    [label, ...values.map((value, i) => `${columns[i + 1]} ${value}`)].join(','),
  );
  return words.describe(data.title, said.length > 0 ? said : [words.nothing]);
}

const BUILDERS: Readonly<Record<SummaryChart, (summary: Summary) => ChartData>> = {
  days: ({ days }) => ({
    name: 'days',
    title: words.days,
    form: 'bars',
    axis: words.day,
    labels: days.map(({ day }) => shortDay(day)),
    series: [
      { name: words.logged, color: PALETTE.logged, values: days.map(({ logged }) => logged) },
      { name: words.closed, color: PALETTE.closed, values: days.map(({ closed }) => closed) },
    ],
  }),
  category: ({ groups }) => {
    const rows = groups.category
      .filter(({ key, counts }) => ALWAYS.has(key) || counts.logged > 0 || counts.open > 0)
      .slice(0, MOST_ROWS);
    return {
      name: 'category',
      title: words.category,
      form: 'lying',
      axis: reportTexts.groupings.category,
      labels: rows.map(({ name }) => name),
      series: [
        { name: words.logged, color: PALETTE.logged, values: rows.map(({ counts }) => counts.logged) },
        { name: words.open, color: PALETTE.open, values: rows.map(({ counts }) => counts.open) },
      ],
    };
  },
  department: ({ groups }) => {
    const rows = busiest(groups.department).slice(0, MOST_ROWS);
    return {
      name: 'department',
      title: words.department,
      form: 'stacked',
      axis: reportTexts.groupings.department,
      labels: rows.map(({ name }) => name),
      series: [
        {
          name: words.inTime,
          color: PALETTE.open,
          values: rows.map(({ counts }) => Math.max(0, counts.open - counts.overdue)),
        },
        { name: words.overdue, color: PALETTE.overdue, values: rows.map(({ counts }) => counts.overdue) },
      ],
    };
  },
  age: ({ openAge }) => ({
    name: 'age',
    title: words.age,
    form: 'bars',
    axis: words.band,
    labels: AGE_BANDS.map((band) => reportTexts.bandsShort[band]),
    series: [{ name: words.count, color: PALETTE.logged, values: AGE_BANDS.map((band) => openAge[band]) }],
  }),
};

/** Those with open tickets, the most first; of as many, the one with more overdue. */
function busiest(rows: readonly GroupRow[]): GroupRow[] {
  return rows
    .filter(({ counts }) => counts.open > 0)
    .sort((a, b) => b.counts.open - a.counts.open || b.counts.overdue - a.counts.overdue);
}

function shortDay(day: string): string {
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
}

/** `2026-W07` → `第7周`, `2026-10` → `10月` */
function shortSpan(id: string): string {
  const [, week, month] = /^\d{4}-(?:W0?(\d+)|0?(\d+))$/.exec(id) ?? [];
  return week ? words.week(week) : month ? words.month(month) : id;
}
