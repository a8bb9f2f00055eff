import writeXlsxFile from 'write-excel-file/universal';
import { chartTable } from '#summaries/charts/charts.data.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import type { Block, Report, ReportTable } from './exports.report.ts';

type Cell = Record<string, unknown> | null;

/** Excel's own limits of a sheet's name. */
const SHEET_NAME = 31;
const LARGEST_WIDTH = 60;
const HEAD = {
  fontWeight: 'bold' as const,
  backgroundColor: '#E8EEF7',
  wrap: true,
  alignVertical: 'center' as const,
};

/**
 * A report as an .xlsx file: one sheet a section, and one with the tickets where they are given. Texts stay texts (Excel
 * would make dates of some), figures are numbers that can be summed.
 */
export async function reportXlsx(report: Report, tickets?: ReportTable): Promise<Uint8Array> {
  const sheets = [
    ...report.sections.map(({ title, blocks }) => sectionSheet(title, [head(report), ...blocks])),
    ...(tickets ? [tableSheet(reportTexts.report.sections.tickets, tickets)] : []),
    ...(report.notes.length > 0
      ? [
          sectionSheet(
            reportTexts.report.notes,
            report.notes.map((text): Block => ({ type: 'text', text })),
          ),
        ]
      : []),
  ];
  const blob = await writeXlsxFile(sheets as never, { fontFamily: '宋体', fontSize: 11 }).toBlob();
  return new Uint8Array(await blob.arrayBuffer());
}

const head = ({ title, subtitle }: Report): Block => ({ type: 'heading', text: `${title} ${subtitle}` });

/** Everything of a section below each other, an empty row between its parts. */
function sectionSheet(title: string, blocks: readonly Block[]) {
  const tables = blocks.map(asTable);
  const rows = blocks.flatMap((block, i): Cell[][] => {
    if (block.type === 'text') return [[text(block.text)]];
    if (block.type === 'heading') return [[{ ...text(block.text), fontWeight: 'bold' }], []];
    const table = tables[i];
    if (!table) return [];
    return [[], [{ ...text(table.caption), fontWeight: 'bold' }], ...tableRows(table)];
  });
  return {
    sheet: title.slice(0, SHEET_NAME),
    data: rows,
    columns: widthsOf(tables.filter((table) => table !== null)),
    // The heading of the whole file stays in sight.
    stickyRowsCount: 1,
  };
}

function tableSheet(title: string, table: ReportTable) {
  return {
    sheet: title.slice(0, SHEET_NAME),
    data: tableRows(table),
    columns: widthsOf([table]),
    stickyRowsCount: 1,
  };
}

function tableRows({ columns, rows }: ReportTable): Cell[][] {
  return [
    columns.map(({ title }) => ({ ...text(title), ...HEAD })),
    ...rows.map((row) => row.map(valueCell)),
  ];
}

/** A chart is here the table that it draws. */
function asTable(block: Block): ReportTable | null {
  if (block.type === 'table') return block;
  if (block.type !== 'chart') return null;
  const { columns, rows } = chartTable(block.data);
  return {
    type: 'table',
    caption: block.data.title,
    columns: columns.map((title) => ({ title, width: 8 })),
    rows,
  };
}

const text = (value: string) => ({ value, type: String, format: '@' });

function valueCell(value: string | number): Cell {
  if (value === '') return null;
  if (typeof value === 'number') return { value, type: Number };
  return { ...text(value), ...(value.includes('\n') ? { wrap: true } : {}) };
}

/** As wide as the widest content of a column, in all tables of the sheet: Chinese characters are two wide. */
function widthsOf(tables: readonly ReportTable[]): { width: number }[] {
  const count = Math.max(1, ...tables.map(({ columns }) => columns.length));
  return Array.from({ length: count }, (_, i) => {
    const values = tables.flatMap(({ columns, rows }) => [
      columns[i]?.title ?? '',
      ...rows.map((row) => row[i] ?? ''),
    ]);
    const widest = values.reduce<number>((most, value) => Math.max(most, widthOf(String(value))), 0);
    return { width: Math.min(LARGEST_WIDTH, Math.max(10, widest + 3)) };
  });
}

function widthOf(value: string): number {
  const widths = value
    .split('\n')
    .map((line) => [...line].reduce((sum, c) => sum + (c > '\u02ff' ? 2 : 1), 0));
  return Math.max(...widths);
}
