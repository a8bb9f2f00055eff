import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip,
  Footer,
  HeightRule,
  ImageRun,
  LineRuleType,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import type { ChartData } from '#summaries/charts/charts.data.ts';
import { describeChart } from '#summaries/charts/charts.data.ts';
import { officialText } from './exports.punctuation.ts';
import type { ReportColumn, ReportTable } from './exports.report.ts';

/**
 * The manner of an official document (GB/T 9704—2012): A4, a text block of 156 by 225 mm, body in 三号仿宋 with a fixed
 * line of 28 points and two characters of indent, first headings in 黑体, second in 楷体, page numbers in 四号宋体.
 */
export const PAGE = {
  size: { width: convertMillimetersToTwip(210), height: convertMillimetersToTwip(297) },
  margin: {
    top: convertMillimetersToTwip(37),
    bottom: convertMillimetersToTwip(35),
    left: convertMillimetersToTwip(28),
    right: convertMillimetersToTwip(26),
    footer: convertMillimetersToTwip(28),
  },
};
const TEXT_WIDTH = convertMillimetersToTwip(156);
const LINE = 28 * 20;

const latin = { ascii: 'Times New Roman', hAnsi: 'Times New Roman', cs: 'Times New Roman' };
const font = (eastAsia: string) => ({ ...latin, eastAsia, hint: 'eastAsia' });
const FONTS = {
  title: font('宋体'),
  body: font('仿宋'),
  first: font('黑体'),
  second: font('楷体'),
  page: { ascii: '宋体', hAnsi: '宋体', cs: '宋体', eastAsia: '宋体' },
};
/** Half points: 二号, 三号, 小四, 四号, 五号. */
const SIZES = { title: 44, body: 32, table: 24, page: 28, small: 21 };

const fixedLine = { line: LINE, lineRule: LineRuleType.EXACT };

export const title = (text: string) =>
  new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { line: 36 * 20, lineRule: LineRuleType.EXACT, after: 120 },
    heading: 'Title',
    children: [
      new TextRun({
        text: officialText(text),
        font: FONTS.title,
        size: SIZES.title,
        bold: true,
        color: '000000',
      }),
    ],
  });

export const subtitle = (text: string) =>
  new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { ...fixedLine, after: 200 },
    children: [new TextRun({ text: officialText(text), font: FONTS.second, size: SIZES.page })],
  });

export const firstHeading = (text: string) =>
  new Paragraph({
    heading: 'Heading1',
    keepNext: true,
    spacing: { ...fixedLine, before: 120 },
    indent: { firstLine: 2 * 320 },
    children: [
      new TextRun({ text: officialText(text), font: FONTS.first, size: SIZES.body, color: '000000' }),
    ],
  });

export const secondHeading = (text: string) =>
  new Paragraph({
    heading: 'Heading2',
    keepNext: true,
    spacing: { ...fixedLine, before: 60 },
    indent: { firstLine: 2 * 320 },
    children: [
      new TextRun({ text: officialText(text), font: FONTS.second, size: SIZES.body, color: '000000' }),
    ],
  });

export const body = (text: string) =>
  new Paragraph({
    alignment: AlignmentType.JUSTIFIED,
    spacing: fixedLine,
    indent: { firstLine: 2 * 320 },
    children: [new TextRun({ text: officialText(text), font: FONTS.body, size: SIZES.body })],
  });

/** Small text under a picture or a table. */
export const caption = (runs: TextRun[]) =>
  new Paragraph({ alignment: AlignmentType.CENTER, spacing: { before: 40, after: 160 }, children: runs });

export const small = (text: string, color = '000000') =>
  new TextRun({ text: officialText(text), font: FONTS.body, size: SIZES.small, color });

/** Air above a table that follows a text. */
export const gap = () =>
  new Paragraph({ spacing: { line: 120, lineRule: LineRuleType.EXACT }, children: [] });

const border = { style: BorderStyle.SINGLE, size: 4, color: '000000' };

/** A table over the whole text block; its head is repeated on every page, and no row is torn apart. */
export function table({ columns, rows }: ReportTable): Table {
  const all = columns.reduce((sum, { width }) => sum + width, 0);
  const widths = columns.map(({ width }) => Math.floor((TEXT_WIDTH * width) / all));
  const cells = (values: readonly (string | number)[], head: boolean) =>
    values.map((value, i) => cell(String(value), columns[i], widths[i] ?? 0, head));
  return new Table({
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: widths,
    alignment: AlignmentType.CENTER,
    borders: {
      ...{ top: border, bottom: border, left: border, right: border },
      ...{ insideHorizontal: border, insideVertical: border },
    },
    rows: [
      new TableRow({
        tableHeader: true,
        cantSplit: true,
        height: { value: 480, rule: HeightRule.ATLEAST },
        children: cells(
          columns.map((column) => column.title),
          true,
        ),
      }),
      ...rows.map(
        (row) =>
          new TableRow({
            cantSplit: true,
            height: { value: 440, rule: HeightRule.ATLEAST },
            children: cells(row, false),
          }),
      ),
    ],
  });
}

function cell(text: string, column: ReportColumn | undefined, width: number, head: boolean): TableCell {
  const align = head ? 'center' : (column?.align ?? 'left');
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlign.CENTER,
    margins: { top: 30, bottom: 30, left: 80, right: 80 },
    ...(head ? { shading: { fill: 'F2F2F2' } } : {}),
    children: text.split('\n').map(
      (line) =>
        new Paragraph({
          alignment: align,
          keepNext: head,
          children: [
            new TextRun({
              text: officialText(line),
              font: head ? FONTS.first : FONTS.body,
              size: SIZES.table,
            }),
          ],
        }),
    ),
  });
}

export interface ChartPicture {
  svg: string;
  png: Uint8Array;
  /** Pixels of the drawing: its shape. */
  width: number;
  height: number;
}

/** The picture at the width of the text block: the drawing itself, and pixels for what cannot show it. */
export function chartImage(data: ChartData, { svg, png, width, height }: ChartPicture): Paragraph {
  const shown = 560;
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    keepNext: true,
    spacing: { before: 160 },
    children: [
      new ImageRun({
        type: 'svg',
        data: new TextEncoder().encode(svg),
        fallback: { type: 'png', data: png },
        transformation: { width: shown, height: Math.round((shown * height) / width) },
        altText: { name: data.name, title: data.title, description: describeChart(data) },
      }),
    ],
  });
}

/** — 1 —, at the outer side of the page. */
export const pageNumber = (side: 'left' | 'right') =>
  new Footer({
    children: [
      new Paragraph({
        alignment: side,
        indent: side === 'right' ? { right: 280 } : { left: 280 },
        children: [
          new TextRun({
            children: ['— ', PageNumber.CURRENT, ' —'],
            font: FONTS.page,
            size: SIZES.page,
          }),
        ],
      }),
    ],
  });
