import { Document, type FileChild, Packer, type TextRun } from 'docx';
import type { RasterisePng } from '#shared/picture.ts';
import type { ChartData } from '#summaries/charts/charts.data.ts';
import { drawChart } from '#summaries/charts/charts.svg.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import {
  body,
  caption,
  chartImage,
  firstHeading,
  gap,
  PAGE,
  pageNumber,
  secondHeading,
  small,
  subtitle,
  table,
  title,
} from './exports.docx-parts.ts';
import { type Block, chineseNumber, type Report } from './exports.report.ts';

const CHART_WIDTH = 720;
const PIXELS = 3;

/**
 * A report as a .docx file, ready to print on A4.
 * @param rasterise draws the pictures for programs that show no SVG; without it the pictures are left out, and the
 *   tables beside them say the same
 */
export async function reportDocx(report: Report, rasterise?: RasterisePng): Promise<Uint8Array> {
  const children: FileChild[] = [title(report.title), subtitle(report.subtitle)];
  for (const [i, section] of report.sections.entries()) {
    children.push(firstHeading(`${chineseNumber(i + 1)}、${section.title}`));
    let part = 0;
    const several = section.blocks.filter(isPart).length > 1;
    for (const block of section.blocks) {
      const number = isPart(block) && several ? `(${chineseNumber(++part)})` : '';
      children.push(...(await drawBlock(block, number, section.title, rasterise)));
    }
  }
  if (report.notes.length > 0) {
    children.push(firstHeading(reportTexts.report.notes), ...report.notes.map(body));
  }
  const document = new Document({
    title: report.title,
    description: report.subtitle,
    creator: '',
    evenAndOddHeaderAndFooters: true,
    sections: [
      {
        properties: { page: PAGE },
        footers: { default: pageNumber('right'), even: pageNumber('left') },
        children,
      },
    ],
  });
  return new Uint8Array(await Packer.toArrayBuffer(document));
}

/** Headings, and tables with a caption, begin a numbered part of their section. */
const isPart = (block: Block) => block.type === 'heading' || (block.type === 'table' && block.caption !== '');

async function drawBlock(
  block: Block,
  number: string,
  section: string,
  rasterise: RasterisePng | undefined,
): Promise<FileChild[]> {
  switch (block.type) {
    case 'text':
      return [body(block.text)];
    case 'heading':
      return [secondHeading(`${number}${block.text}`)];
    case 'table':
      return [
        // The section's own name above its table would be said twice.
        ...((block.caption === section && number === '') || block.caption === ''
          ? [gap()]
          : [secondHeading(`${number}${block.caption}`)]),
        table(block),
      ];
    case 'chart':
      return rasterise ? picture(block.data, rasterise) : [];
  }
}

/** A machine without Chinese fonts draws no words: then they stand under the picture, in the colours of the bars. */
async function picture(data: ChartData, rasterise: RasterisePng): Promise<FileChild[]> {
  const svg = drawChart(data, { width: CHART_WIDTH });
  const { png, withText } = await rasterise(svg, CHART_WIDTH * PIXELS);
  const [, width = CHART_WIDTH, height = 300] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number);
  const legend: TextRun[] = withText
    ? []
    : data.series.flatMap(({ name, color }) => [small(' ■', color.slice(1)), small(name)]);
  return [chartImage(data, { svg, png, width, height }), caption([small(data.title), ...legend])];
}
