import { classifyLine, isOrganisation } from '#policy/policy.lines.ts';
import { tableLines } from './html-text.ts';
import type { PdfPage, TextItem } from './pdf-text.ts';

/** Where a line stands on its page, in points from the left, and how high its letters are. */
export interface Place {
  left: number;
  right: number;
  size: number;
}

/** A line of a PDF; without a place it is a row of a table, which stands by itself. */
export interface PdfLine {
  text: string;
  place?: Place;
}

/** What stands together without a wide gap; several make a line. */
interface Segment extends Place {
  text: string;
  y: number;
  /** The same for all segments of a line. */
  line: number;
}

/** The part of a page's height, at its top and at its foot, in which what is no part of the text is looked for. */
const EDGE = 0.08;
const PAGE_NUMBER = /^[-—–·\s]*(?:第\s*)?\d{1,3}(?:\s*页)?(?:\s*[/,,]?\s*(?:共\s*)?\d{1,3}\s*页?)?[-—–·\s]*$/;
/** `— 3 —` is a page's number wherever it stands. */
const DASHED_NUMBER = /^[-—–]\s*\d{1,3}\s*[-—–]$/;
/** What browsers print around a page: the time and the title above, the address and the page's number below. */
const BROWSER =
  /^(?:\d{1,4}[/-]\d{1,2}[/-]\d{1,4},?\s+(?:[上下]午)?\s*\d{1,2}:\d{2}.*|(?:file|https?):\/\/\S+\s+\d+\/\d+)$/;

/** The lines of a document without what is printed around each page; tables as rows that keep their headers. */
export function linesOf(pages: readonly PdfPage[]): PdfLine[] {
  const cut = pages.map(segmentsOf);
  const around = repeated(cut, pages);
  const segments = cut.flatMap((of, at) => {
    const [first, last] = [of[0]?.line, of.at(-1)?.line];
    return byLine(of).filter((line) => {
      const text = textOf(line);
      const atEnd = line[0]?.line === first || line[0]?.line === last;
      if (DASHED_NUMBER.test(text) || (atEnd && PAGE_NUMBER.test(text))) return false;
      return !(
        isAtEdge(line, pages[at]) &&
        (BROWSER.test(text) || PAGE_NUMBER.test(text) || around.has(text))
      );
    });
  });
  return withTables(segments.flat());
}

function segmentsOf(page: PdfPage, at: number): Segment[] {
  const segments: Segment[] = [];
  let line = at * 10_000;
  let open: Segment | undefined;
  for (const item of page.items) {
    if (item.text.trim() !== '') {
      open = extended(open, item) ?? begin(segments, item, line);
    } else if (open && item.text !== '' && item.right - item.left < open.size * 1.5) {
      open.text += ' ';
    }
    if (item.ends) {
      line += 1;
      open = undefined;
    }
  }
  return segments.map((segment) => ({ ...segment, text: segment.text.trim() }));
}

function begin(segments: Segment[], item: TextItem, line: number): Segment {
  const { text, left, right, size, y } = item;
  const segment = { text, left, right, size, y, line };
  segments.push(segment);
  return segment;
}

/** The segment with what follows right behind it on the same height. */
function extended(open: Segment | undefined, item: TextItem): Segment | undefined {
  if (!open || Math.abs(open.y - item.y) > open.size * 0.4) return undefined;
  if (item.left - open.right > open.size * 1.5 || item.left < open.left) return undefined;
  open.text += item.text;
  open.right = item.right;
  return open;
}

function byLine(segments: readonly Segment[]): Segment[][] {
  const lines: Segment[][] = [];
  for (const segment of segments) {
    const last = lines.at(-1);
    if (last?.[0]?.line === segment.line) last.push(segment);
    else lines.push([segment]);
  }
  return lines;
}

function textOf(line: readonly Segment[]): string {
  return line.map(({ text }) => text).join(' ');
}

function isAtEdge(line: readonly Segment[], page: PdfPage | undefined): boolean {
  const { y = 0 } = line[0] ?? {};
  return page !== undefined && (y < page.height * EDGE || y > page.height * (1 - EDGE));
}

/** The running titles: what stands at the edge of more than one page. */
function repeated(cut: readonly Segment[][], pages: readonly PdfPage[]): Set<string> {
  const counts = new Map<string, number>();
  for (const [at, segments] of cut.entries()) {
    const texts = byLine(segments).filter((line) => isAtEdge(line, pages[at]));
    for (const text of new Set(texts.map(textOf))) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return new Set([...counts].filter(([, count]) => count > 1).map(([text]) => text));
}

function withTables(segments: readonly Segment[]): PdfLine[] {
  const lines: PdfLine[] = [];
  for (let at = 0; at < segments.length; ) {
    const table = tableAt(segments, at);
    if (table) {
      lines.push(...tableLines(table.rows).map((text) => ({ text })));
      at = table.end;
      continue;
    }
    const line = byLine(segments.slice(at, at + 40))[0] ?? [];
    const [first, last] = [line[0], line.at(-1)];
    if (first && last) {
      lines.push({ text: textOf(line), place: { left: first.left, right: last.right, size: first.size } });
    }
    at += Math.max(1, line.length);
  }
  return lines;
}

/** A table: a row of headers, and below it cells that stand in as many columns, one row at least with two of them. */
function tableAt(segments: readonly Segment[], start: number): { rows: string[][]; end: number } | undefined {
  const header = headerAt(segments, start);
  if (header.length < 2) return undefined;
  const cells: Segment[] = [];
  let [end, whole]: [number, number] = [start + header.length, 0];
  for (let at = end; at < segments.length; at++) {
    if (repeats(segments, at, header)) {
      at += header.length - 1;
      continue;
    }
    const columns = fits(segments, at, header) && merged([...cells, segments[at] as Segment]);
    if (
      !columns ||
      columns.length > header.length ||
      columns.some((column) => overlapped(column, header) > 1)
    )
      break;
    cells.push(segments[at] as Segment);
    if (columns.length === header.length) [end, whole] = [at + 1, cells.length];
  }
  const body = cells.slice(0, whole);
  const rows = rowsOf(body, merged(body));
  return rows.some((row) => row.filter((cell) => cell !== '').length > 1)
    ? { rows: [header.map(({ text }) => text), ...rows], end }
    : undefined;
}

/** Whether the header comes again, at the top of the next page. */
function repeats(segments: readonly Segment[], at: number, header: readonly Segment[]): boolean {
  return header.every(({ text }, column) => segments[at + column]?.text === text);
}

function headerAt(segments: readonly Segment[], start: number): Segment[] {
  const header: Segment[] = [];
  for (const segment of segments.slice(start)) {
    const last = header.at(-1);
    if (last && (Math.abs(segment.y - last.y) > last.size * 0.4 || segment.left <= last.right)) break;
    header.push(segment);
  }
  return header;
}

/** Whether it can be a cell: of the header's size, and no heading, nor the signature below a table. */
function fits(segments: readonly Segment[], at: number, header: readonly Segment[]): boolean {
  const [segment, next, size] = [segments[at], segments[at + 1], header[0]?.size ?? 0];
  if (!segment || Math.abs(segment.size - size) > size * 0.15) return false;
  const kind = classifyLine(segment.text);
  if (kind.kind === 'signature' || kind.kind === 'attachment' || kind.kind === 'responsible') return false;
  if (kind.kind === 'numbered' && kind.style !== '1.') return false;
  return !(next && isOrganisation(segment.text) && classifyLine(next.text).kind === 'signature');
}

interface Span {
  left: number;
  right: number;
}

function overlapped(column: Span, header: readonly Span[]): number {
  return header.filter(({ left, right }) => left < column.right && column.left < right).length;
}

/** What overlaps made one, from left to right. */
function merged(all: readonly Span[]): Span[] {
  const columns: Span[] = [];
  for (const { left, right } of [...all].sort((a, b) => a.left - b.left)) {
    const last = columns.at(-1);
    if (last && left < last.right) last.right = Math.max(last.right, right);
    else columns.push({ left, right });
  }
  return columns;
}

/** The cells come one after another, each whole: a row ends where the next stands further left. */
function rowsOf(cells: readonly Segment[], columns: readonly Span[]): string[][] {
  const rows: string[][] = [];
  let before = columns.length;
  for (const { text, left, right } of cells) {
    const column = columns.findIndex((span) => span.left <= left && right <= span.right);
    if (column < before) rows.push(columns.map(() => ''));
    const row = rows.at(-1);
    if (row) row[column] += text;
    before = column;
  }
  return rows;
}
