import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import readXlsxFile from 'read-excel-file/node';
import { z } from 'zod';
import type { RawRow, RawTable } from '#directory/directory.sections.ts';
import { InvalidInput } from '#shared/errors.ts';
import { EXPLANATION_SHEET } from './write-directory-file.ts';

/**
 * Reads the tables of a CSV or XLSX file, or of all such files of a folder.
 * CSV may be UTF-8, GB18030 (what Excel writes in China) or UTF-16, separated by commas, semicolons or tabs.
 * @throws InvalidInput in Chinese when there is no such file, or it is neither
 */
export async function readDirectoryFile(path: string): Promise<RawTable[]> {
  if (!existsSync(path)) throw new InvalidInput('directory.file', `没有这个文件:${path}`);
  if (statSync(path).isDirectory()) return readFolder(path);
  return readDirectoryContent(path, () => readFileSync(path));
}

/**
 * Reads the tables of a file's content.
 * @param name the file's name, which says what kind it is
 * @throws InvalidInput in Chinese when it is neither CSV nor XLSX
 */
export async function readDirectoryContent(name: string, content: () => Buffer): Promise<RawTable[]> {
  const kind = extname(name).toLowerCase();
  if (kind === '.csv') return [{ source: '', rows: readCsv(name, content()) }];
  if (kind === '.xlsx') return readXlsx(name, content());
  throw new InvalidInput('directory.file', `只能导入 .csv 或 .xlsx 文件:${name}(旧版 .xls 请先另存为 .xlsx)`);
}

async function readFolder(folder: string): Promise<RawTable[]> {
  const files = readdirSync(folder)
    .filter((name) => /^[^~.].*\.(csv|xlsx)$/i.test(name))
    .sort();
  if (files.length === 0)
    throw new InvalidInput('directory.file', `文件夹里没有 .csv 或 .xlsx 文件:${folder}`);
  const tables = await Promise.all(files.map((name) => readDirectoryFile(join(folder, name))));
  return tables.flatMap((ofFile, i) =>
    ofFile.map((table) => ({ ...table, source: `${files[i]} ${table.source}` })),
  );
}

const recordsSchema = z.array(
  z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }),
);

function readCsv(name: string, content: Buffer): RawRow[] {
  const text = decode(content);
  try {
    const records = recordsSchema.parse(
      parse(text, {
        delimiter: delimiterOf(text),
        info: true,
        relax_column_count: true,
        // 国家专精特新"小巨人"企业 is often written without quoting the cell.
        relax_quotes: true,
        trim: true,
      }),
    );
    return records.map(({ record }, i) => ({
      // A cell may hold line breaks: a row begins behind the end of the one before it.
      line: (records[i - 1]?.info.lines ?? 0) + 1,
      cells: record,
    }));
  } catch (error) {
    throw new InvalidInput('directory.file', `${basename(name)} 不是正确的 CSV:请检查引号是否成对`, {
      cause: error,
    });
  }
}

/** UTF-8 where the bytes are that, else what Excel writes in China. */
function decode(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (isUtf16) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** What separates the cells of the first line that has any. */
function delimiterOf(text: string): string {
  const line = text.split(/\r?\n/).find((l) => l.trim() !== '') ?? '';
  const count = (delimiter: string) => line.split(delimiter).length;
  return [',', '\t', ';'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

async function readXlsx(name: string, content: Buffer): Promise<RawTable[]> {
  let sheets: Awaited<ReturnType<typeof readXlsxFile>>;
  try {
    sheets = await readXlsxFile(content);
  } catch (error) {
    throw new InvalidInput('directory.file', `${basename(name)} 打不开:不是正确的 XLSX 文件,或已加密`, {
      cause: error,
    });
  }
  return sheets
    .filter(({ sheet, data }) => sheet !== EXPLANATION_SHEET && data.length > 0)
    .map(({ sheet, data }) => ({
      source: `工作表「${sheet}」`,
      rows: data.map((row, i) => ({ line: i + 1, cells: row.map(textOf) })),
    }));
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'boolean') return cell ? '是' : '否';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return String(cell).trim();
}
