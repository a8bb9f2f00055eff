import { describe, expect, it } from 'vitest';
import { busyWeek, quietWeek, trendPoints } from '#tests/builders/summary.ts';
import { chartData, chartTable, SUMMARY_CHARTS, trendData } from './charts.data.ts';
import { PALETTE } from './charts.palette.ts';
import { chartSvg, drawChart, trendChart } from './charts.svg.ts';

const wordsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, word]) => word);

describe('charts of a summary', () => {
  it.each(SUMMARY_CHARTS)('%s is an image with a name, a description and its figures', (kind) => {
    const summary = busyWeek();
    const svg = chartSvg(kind, summary);
    const data = chartData(kind, summary);
    expect(svg).toMatch(/^<svg [^>]*role="img"/);
    expect(svg).toContain(`<title>${data.title}</title>`);
    for (const [label, ...values] of chartTable(data).rows) {
      const said = String(label).replace('>', '&#62;');
      expect(svg).toContain(`${said},${data.series.map(({ name }, i) => `${name} ${values[i]}`).join(',')}`);
    }
    expect(wordsOf(svg)).toEqual(expect.arrayContaining([String(data.series[0]?.values[0])]));
  });

  it('is the same each time, and holds nothing that another chart of the page could take for its own', () => {
    const svg = chartSvg('days', busyWeek());
    chartSvg('age', busyWeek());
    expect(chartSvg('days', busyWeek())).toBe(svg);
    expect(svg).not.toMatch(/class=|<style|zr\d/);
  });

  it('shows land, labor and energy where nothing came in, and says where there is nothing at all', () => {
    expect(chartTable(chartData('category', quietWeek())).rows.map(([name]) => name)).toEqual([
      '用地',
      '用工',
      '用能',
    ]);
    expect(wordsOf(chartSvg('department', quietWeek()))).toEqual(['没有可统计的数据']);
  });

  it('parts open tickets of a department into overdue and not', () => {
    const summary = busyWeek();
    const { labels, series } = chartData('department', summary);
    for (const [i, name] of labels.entries()) {
      const counts = summary.groups.department.find((row) => row.name === name)?.counts;
      expect((series[0]?.values[i] ?? 0) + (series[1]?.values[i] ?? 0)).toBe(counts?.open);
      expect(series[1]?.values[i]).toBe(counts?.overdue);
    }
    expect(labels[0]).toBe('区经济信息委');
  });

  it('draws the trend with each line named at its end', () => {
    const words = wordsOf(trendChart(trendPoints));
    const last = trendPoints.at(-1);
    expect(words).toEqual(
      expect.arrayContaining([`新增 ${last?.logged}`, `超期 ${last?.overdue}`, '第22周']),
    );
    expect(trendData([{ id: '2026-07', logged: 1, closed: 0, open: 1, overdue: 0 }]).labels).toEqual(['7月']);
  });

  it('keeps what people wrote from becoming markup', () => {
    const data = chartData('department', busyWeek());
    const svg = drawChart({ ...data, title: '<b>"&', labels: ['<script>', ...data.labels.slice(1)] });
    expect(svg).not.toMatch(/<script|<b>/);
  });
});

/** WCAG's relative luminance. */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('the palette', () => {
  it.each([
    ['logged', 'closed'],
    ['logged', 'open'],
    ['open', 'overdue'],
  ] as const)('%s and %s, side by side in a chart, differ in a black-and-white print', (a, b) => {
    const [dark = 0, light = 0] = [luminance(PALETTE[a]), luminance(PALETTE[b])].sort((x, y) => x - y);
    expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(1.5);
  });
});
