import { normaliseName } from './directory.names.ts';
import { REMARKS, SHEET_KINDS, SHEETS, type SheetKind } from './directory.sheets.ts';

/** A table as it comes out of a file, before anybody knows what it holds. */
export interface RawTable {
  /** What a message calls it, such as 工作表「企业」; empty when there is but one. */
  source: string;
  rows: readonly RawRow[];
}

export interface RawRow {
  /** As the person sees it who has the file open: from 1. */
  line: number;
  /** Trimmed texts. */
  cells: readonly string[];
}

/** The rows of a known kind: their cells by the titles of its columns. */
export interface Section {
  kind: SheetKind;
  source: string;
  rows: { line: number; values: Record<string, string> }[];
}

/** So many rows may stand above the first header: a heading, a note. */
const ROWS_ABOVE_HEADER = 5;

/**
 * Cuts a table into sections by their header rows: one CSV file may hold all three, an empty row before each.
 * @returns the sections, and what is wrong with the headers
 */
export function splitSections(table: RawTable): { sections: Section[]; problems: string[] } {
  const sections: Section[] = [];
  const problems: string[] = [];
  let columns: string[] = [];
  let readable = true;
  const isEmpty = (row: RawRow | undefined) => !row || row.cells.every((cell) => cell === '');
  for (const [i, row] of table.rows.entries()) {
    if (isEmpty(row)) continue;
    const current: Section | undefined = sections.at(-1);
    const kind: SheetKind | null = !current || isEmpty(table.rows[i - 1]) ? kindOfHeader(row.cells) : null;
    if (kind) {
      columns = row.cells.map((cell) => titleOf(kind, cell));
      const wrong = headerProblems(kind, columns, at(table.source, row.line));
      problems.push(...wrong);
      readable = wrong.length === 0;
      sections.push({ kind, source: table.source, rows: [] });
    } else if (current && readable)
      current.rows.push({ line: row.line, values: valuesOf(columns, row.cells) });
    else if (!current && i >= ROWS_ABOVE_HEADER) break;
  }
  const isUnknown = sections.length === 0 && !table.rows.every(isEmpty);
  return { sections, problems: isUnknown ? [`${at(table.source, 1)}:${unknownHeader()}`] : problems };
}

/** `工作表「企业」第 3 行` */
export function at(source: string, line: number): string {
  return `${source}第 ${line} 行`;
}

function valuesOf(columns: readonly string[], cells: readonly string[]): Record<string, string> {
  return Object.fromEntries(columns.flatMap((title, i) => (title ? [[title, cells[i] ?? '']] : [])));
}

function plainTitle(title: string): string {
  return normaliseName(title).replaceAll('_', '');
}

function titleOf(kind: SheetKind, cell: string): string {
  const known = SHEETS[kind].columns.find((column) => plainTitle(column.title) === plainTitle(cell));
  return known?.title ?? cell;
}

/** The kind whose most telling columns are all there. */
function kindOfHeader(cells: readonly string[]): SheetKind | null {
  const titles = new Set(cells.map(plainTitle));
  const telling: [SheetKind, string[]][] = [
    ['people', ['姓名', 'openid']],
    ['chats', ['群名称', 'chatid']],
    ['enterprises', ['企业名称']],
  ];
  return telling.find(([, wanted]) => wanted.every((title) => titles.has(title)))?.[0] ?? null;
}

function headerProblems(kind: SheetKind, titles: readonly string[], place: string): string[] {
  const { title: sheet, columns } = SHEETS[kind];
  const known = columns.map((column) => column.title);
  const missing = columns.filter((c) => c.required && !titles.includes(c.title));
  const unknown = titles.filter((t) => t !== '' && t !== REMARKS && !known.includes(t));
  const twice = titles.filter((t, i) => t !== '' && titles.indexOf(t) !== i);
  return [
    ...missing.map((c) => `${place}:${sheet}表缺少「${c.title}」列`),
    ...unknown.map((t) => `${place}:${sheet}表没有「${t}」这一列,可用的列:${known.join('、')}、${REMARKS}`),
    ...twice.map((t) => `${place}:「${t}」列出现了两次`),
  ];
}

function unknownHeader(): string {
  const wanted = SHEET_KINDS.map((kind) => {
    const required = SHEETS[kind].columns.filter((c) => c.required).map((c) => `「${c.title}」`);
    return `${SHEETS[kind].title}表要有${required.join('')}`;
  });
  return `认不出这是哪张表。${wanted.join(',')}`;
}
