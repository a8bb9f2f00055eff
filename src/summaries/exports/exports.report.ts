import type { ChartData } from '#summaries/charts/charts.data.ts';

/** A report before it is a file: the same for .docx and .xlsx. */
export interface Report {
  title: string;
  /** The span and how fresh the figures are, under the title. */
  subtitle: string;
  sections: ReportSection[];
  /** What the reader must be told at the end. */
  notes: string[];
}

export interface ReportSection {
  title: string;
  blocks: Block[];
}

export type Block =
  | { type: 'text'; text: string }
  | { type: 'heading'; text: string }
  | { type: 'chart'; data: ChartData }
  | ReportTable;

export interface ReportTable {
  type: 'table';
  caption: string;
  columns: ReportColumn[];
  rows: (string | number)[][];
}

export interface ReportColumn {
  title: string;
  /** In characters of Chinese; columns share the page in this ratio. */
  width: number;
  align?: 'left' | 'center' | 'right';
}

/** 一, 二, …, 十, 十一 …: for up to 99 sections. */
export function chineseNumber(n: number): string {
  const digits = '零一二三四五六七八九';
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  const head = tens === 0 ? '' : tens === 1 ? '十' : `${digits[tens]}十`;
  return head + (ones === 0 && tens > 0 ? '' : digits[ones]);
}
