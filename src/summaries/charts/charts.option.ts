import { type ChartData, type ChartSeries, isEmpty } from './charts.data.ts';
import { FONT_FAMILY, GRID, INK, QUIET_INK } from './charts.palette.ts';

const TEXT = { fontFamily: FONT_FAMILY, fontSize: 13, color: INK };
/** So many groups of bars still have room for a figure above each. */
const LABELLED_GROUPS = 12;
/** So many characters of a name fit beside lying bars. */
const NAME_ROOM = 12;

/** What the library ECharts is told for a chart. */
export function optionOf(data: ChartData) {
  const lying = data.form === 'lying' || data.form === 'stacked';
  const names = {
    type: 'category' as const,
    data: lying ? data.labels.map(shortName) : data.labels,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: QUIET_INK } },
    axisLabel: { ...TEXT, interval: lying ? 0 : ('auto' as const) },
    // The first row is the uppermost.
    inverse: lying,
  };
  const values = {
    type: 'value' as const,
    minInterval: 1,
    // An empty chart has no scale of its own.
    ...(isEmpty(data) ? { max: 4 } : {}),
    axisLabel: { ...TEXT, color: QUIET_INK, show: !lying },
    splitLine: { show: !lying, lineStyle: { color: GRID } },
  };
  return {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: TEXT,
    grid: {
      left: 12,
      right: data.form === 'lines' ? 76 : 28,
      top: 40,
      bottom: 12,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: {
      show: data.series.length > 1,
      top: 4,
      left: 'center',
      itemWidth: 14,
      itemHeight: 10,
      textStyle: TEXT,
    },
    xAxis: lying ? values : names,
    yAxis: lying ? names : values,
    series: data.series.map((series, i) => seriesOf(data, series, i)),
  };
}

function seriesOf(data: ChartData, series: ChartSeries, index: number) {
  return data.form === 'lines' ? line(series, index) : bar(data, series);
}

function bar(data: ChartData, { name, color, values }: ChartSeries) {
  const stacked = data.form === 'stacked';
  const standing = data.form === 'bars';
  return {
    type: 'bar' as const,
    name,
    data: values.map((value) => ({ value, label: { show: labelShown(data, value) } })),
    itemStyle: { color },
    barMaxWidth: standing ? 40 : 18,
    barGap: '8%',
    ...(stacked ? { stack: 'all' } : {}),
    label: {
      ...TEXT,
      position: stacked ? ('inside' as const) : standing ? ('top' as const) : ('right' as const),
      ...(stacked ? { color: '#000000' } : {}),
    },
  };
}

/** A nought on top of another bar would be taken for its figure. */
function labelShown({ form, labels }: ChartData, value: number): boolean {
  if (form === 'stacked') return value > 0;
  return form === 'lying' || labels.length <= LABELLED_GROUPS;
}

const MARKS = ['circle', 'rect', 'triangle', 'diamond'] as const;
const DASHES = ['solid', 'solid', 'dashed', 'dotted'] as const;

/** Lines are told apart by mark and dash, too, and named at their end. */
function line({ name, color, values }: ChartSeries, index: number) {
  return {
    type: 'line' as const,
    name,
    data: values,
    symbol: MARKS[index % MARKS.length],
    symbolSize: 6,
    itemStyle: { color },
    lineStyle: { color, width: 2, type: DASHES[index % DASHES.length] },
    endLabel: { ...TEXT, show: true, formatter: '{a} {c}' },
    labelLayout: { moveOverlap: 'shiftY' as const },
  };
}

function shortName(name: string): string {
  return name.length > NAME_ROOM ? `${name.slice(0, NAME_ROOM - 1)}…` : name;
}
