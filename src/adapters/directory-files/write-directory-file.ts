import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import writeXlsxFile from 'write-excel-file/node';
import type { Sheet } from '#directory/directory.exchange.ts';
import { SHEET_KINDS, SHEETS } from '#directory/directory.sheets.ts';
import { InvalidInput } from '#shared/errors.ts';

/** The page of a template that explains the columns: it is not read back. */
export const EXPLANATION_SHEET = '填写说明';

/** A column and what goes into it, for the page 填写说明. */
export interface Explanation {
  sheet: string;
  column: string;
  required: boolean;
  hint: string;
}

/** What every column of the template is for. */
export function explainColumns(): Explanation[] {
  return SHEET_KINDS.flatMap((kind) =>
    SHEETS[kind].columns.map(({ title, required, hint }) => ({
      ...{ sheet: SHEETS[kind].title, column: title, required: required ?? false, hint },
    })),
  );
}

/**
 * Writes sheets into an XLSX file, a page each, or into one CSV file, an empty line between them.
 * CSV begins with a byte order mark: without it, Excel takes it for GBK.
 * @throws InvalidInput in Chinese for another kind of file, or one that cannot be written
 */
export async function writeDirectoryFile(
  path: string,
  sheets: readonly Sheet[],
  explanations: readonly Explanation[] = [],
): Promise<void> {
  const kind = extname(path).toLowerCase();
  if (kind !== '.csv' && kind !== '.xlsx') {
    throw new InvalidInput('directory.file', `只能导出为 .csv 或 .xlsx 文件:${path}`);
  }
  try {
    writeFileSync(path, await directoryContent(kind === '.csv' ? 'csv' : 'xlsx', sheets, explanations));
  } catch (error) {
    throw new InvalidInput('directory.file', `无法写入 ${path}:请检查文件夹是否存在、文件是否正被打开`, {
      cause: error,
    });
  }
}

/** The content of such a file. */
export async function directoryContent(
  kind: 'csv' | 'xlsx',
  sheets: readonly Sheet[],
  explanations: readonly Explanation[] = [],
): Promise<Buffer> {
  return kind === 'csv' ? Buffer.from(csvOf(sheets)) : xlsxOf(sheets, explanations);
}

function csvOf(sheets: readonly Sheet[]): string {
  const parts = sheets.map(({ header, rows }) =>
    stringify([header, ...rows], { record_delimiter: 'windows' }),
  );
  return `\uFEFF${parts.join('\r\n')}`;
}

const header = (title: string) => ({ value: title, fontWeight: 'bold' as const, backgroundColor: '#E8EEF7' });
/** Texts throughout, so that Excel makes no number of a telephone. */
const cell = (value: string) => (value === '' ? null : { value, type: String, format: '@' });

async function xlsxOf(sheets: readonly Sheet[], explanations: readonly Explanation[]): Promise<Buffer> {
  const pages = sheets.map((sheet) => ({
    sheet: sheet.title,
    data: [sheet.header.map(header), ...sheet.rows.map((row) => row.map(cell))],
    columns: sheet.header.map((_, i) => ({ width: widthOf(sheet, i) })),
    stickyRowsCount: 1,
  }));
  const help = {
    sheet: EXPLANATION_SHEET,
    data: [
      ['工作表', '列', '必填', '说明'].map(header),
      ...explanations.map((e) => [e.sheet, e.column, e.required ? '是' : '否', e.hint].map(cell)),
    ],
    columns: [10, 18, 8, 90].map((width) => ({ width })),
    stickyRowsCount: 1,
  };
  return writeXlsxFile(explanations.length > 0 ? [...pages, help] : pages).toBuffer();
}

/** Chinese characters are two wide. */
function widthOf(sheet: Sheet, column: number): number {
  const widths = [sheet.header, ...sheet.rows].map((row) => (row[column] ?? '').length * 2);
  return Math.min(60, Math.max(12, ...widths.slice(0, 500)) + 2);
}
