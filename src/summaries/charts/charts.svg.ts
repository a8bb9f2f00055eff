import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import type { Summary } from '#summaries/summaries.types.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import {
  type ChartData,
  chartData,
  describeChart,
  type SummaryChart,
  type TrendPoint,
  trendData,
} from './charts.data.ts';
import { optionOf } from './charts.option.ts';
import { FONT_FAMILY, QUIET_INK } from './charts.palette.ts';

use([BarChart, LineChart, GridComponent, LegendComponent, LabelLayout, SVGRenderer]);

export interface ChartSize {
  width: number;
  /** Found from the rows where it is left out. */
  height?: number;
}

const WIDTH = 720;
const HEIGHT = 300;

/** A chart of a summary as SVG, drawn without a browser. */
export function chartSvg(kind: SummaryChart, summary: Summary, size?: ChartSize): string {
  return drawChart(chartData(kind, summary), size);
}

/** The trend over several weeks or months as SVG, oldest first. */
export function trendChart(points: readonly TrendPoint[], size?: ChartSize): string {
  return drawChart(trendData(points), size ?? { width: 960, height: 320 });
}

/** Any chart as SVG: an image with a name and a description for screen readers, as wide as its place allows. */
export function drawChart(data: ChartData, size: ChartSize = { width: WIDTH }): string {
  if (data.labels.length === 0) return labelled(nothing(size.width), data);
  const { width, height = heightOf(data) } = size;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(optionOf(data));
    return labelled(chart.renderToSVGString(), data);
  } finally {
    chart.dispose();
  }
}

/** Lying bars need room for each row. */
function heightOf({ form, labels, series }: ChartData): number {
  if (form === 'stacked') return 64 + Math.max(1, labels.length) * 34;
  if (form === 'lying') return 64 + Math.max(1, labels.length) * (14 + 18 * series.length);
  return HEIGHT;
}

/** Without what the library adds for pointers and counts up from drawing to drawing: the same data, the same SVG. */
function labelled(svg: string, data: ChartData): string {
  const attributes = `role="img" aria-label="${escapeXml(data.title)}" `;
  return svg
    .replace(/ class="[^"]*"| pointer-events="[^"]*"|<style[\s\S]*?<\/style>/g, '')
    .replace(/\bzr\d+-/g, `${data.name}-`)
    .replace(/^<svg /, `<svg ${attributes}`)
    .replace(/>/, `><title>${escapeXml(data.title)}</title><desc>${escapeXml(describeChart(data))}</desc>`);
}

/** Where there is not one row to draw. */
function nothing(width: number): string {
  const box = `width="${width}" height="64" viewBox="0 0 ${width} 64"`;
  const style = `font-size="13" font-family="${FONT_FAMILY}" fill="${QUIET_INK}" text-anchor="middle"`;
  return `<svg ${box} xmlns="http://www.w3.org/2000/svg"><text x="${width / 2}" y="36" ${style}>${reportTexts.charts.nothing}</text></svg>`;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
