import { foldRadicals } from '#policy/policy.fold.ts';
import { classifyLine } from '#policy/policy.lines.ts';
import { InvalidInput } from '#shared/errors.ts';
import { linesOf, type PdfLine, type Place } from './pdf-lines.ts';

/** A piece of text on a page, in points from its lower left corner. */
export interface TextItem {
  text: string;
  left: number;
  right: number;
  y: number;
  size: number;
  /** Whether its line ends behind it. */
  ends: boolean;
}

export interface PdfPage {
  height: number;
  items: TextItem[];
}

/** Fewer characters than this on a page on average means that the pages are pictures. */
const LEAST_PER_PAGE = 30;

/**
 * The text of a PDF with a text layer, its lines put together to paragraphs, its tables to rows.
 * @throws InvalidInput for a scan, with what to do instead
 */
export async function pdfToText(bytes: Uint8Array, file: string): Promise<string> {
  const pages = await readPages(bytes).catch(() => {
    throw new InvalidInput('document.pdf', `${file} 打不开:不是完整的 PDF,或设有密码。请换一份再试`);
  });
  const characters = pages
    .flatMap(({ items }) => items.map(({ text }) => text))
    .join('')
    .replace(/\s/g, '').length;
  if (characters < LEAST_PER_PAGE * Math.max(1, pages.length)) {
    throw new InvalidInput(
      'document.scanned',
      `${file} 是扫描件,没有文字层,机器读不到原文(逐字引用需要文字)。请提供 Word 或网页版,或先用 OCR 转成文字并核对后再添加`,
    );
  }
  return joinLines(linesOf(pages));
}

async function readPages(bytes: Uint8Array): Promise<PdfPage[]> {
  const { getDocumentProxy } = await import('unpdf');
  const document = await getDocumentProxy(bytes);
  const pages: PdfPage[] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    pages.push({
      height: page.view[3] ?? 0,
      items: items.flatMap((item) => ('str' in item ? [itemOf(item)] : [])),
    });
  }
  await document.destroy();
  return pages;
}

function itemOf(item: {
  str: string;
  transform: number[];
  width: number;
  height: number;
  hasEOL: boolean;
}): TextItem {
  const [, , , , left = 0, y = 0] = item.transform;
  return {
    ...{ left, y, right: left + item.width, size: item.height, ends: item.hasEOL },
    text: foldRadicals(item.str).replace(/[\u00AD\u200B-\u200D\uFEFF]/g, ''),
  };
}

const LONG_LINE = 18;
const ENDS_SENTENCE = /[。;:!?)》”]$/;
const BEGINS = new Set(['numbered', 'responsible', 'signature', 'attachment']);

/** How the document's text is set: its margins, and whether paragraphs begin indented. */
interface Setting {
  left: number;
  right: number;
  size: number;
  indents: boolean;
}

/**
 * Puts a paragraph's lines together again. Where paragraphs are indented that tells where one begins; else one begins at a
 * number, or after a line that ends a sentence or is short. A title's lines, larger than the text, belong together.
 */
export function joinLines(lines: readonly PdfLine[]): string {
  const setting = settingOf(lines);
  const paragraphs: string[] = [];
  let before: PdfLine | undefined;
  for (const line of lines) {
    const last = paragraphs.at(-1);
    if (last !== undefined && before && continues(before, line, setting)) {
      paragraphs[paragraphs.length - 1] = last + gap(last, line.text) + line.text;
    } else {
      paragraphs.push(line.text);
    }
    before = line;
  }
  return `${paragraphs.join('\n')}\n`;
}

function settingOf(lines: readonly PdfLine[]): Setting {
  const placed = lines.flatMap(({ text, place }) => (place ? [{ text, ...place }] : []));
  const left = Math.min(...placed.map((line) => line.left));
  const numbered = placed.filter(({ text }) => classifyLine(text).kind === 'numbered');
  const indented = numbered.filter((line) => line.left > left + line.size * 1.2);
  return {
    ...{ left, right: Math.max(...placed.map((line) => line.right)), size: usualSize(placed) },
    indents: indented.length > numbered.length * 0.6,
  };
}

/** The size that most characters have. */
function usualSize(lines: readonly { text: string; size: number }[]): number {
  const counts = new Map<number, number>();
  for (const { text, size } of lines) {
    const rounded = Math.round(size);
    counts.set(rounded, (counts.get(rounded) ?? 0) + text.length);
  }
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? 0;
}

function isCentred({ left, right, size }: Place, setting: Setting): boolean {
  return Math.abs(left - setting.left - (setting.right - right)) < size * 1.5;
}

function sameSize(one: number, other: number): boolean {
  return Math.abs(one - other) <= other * 0.15;
}

function continues(before: PdfLine, line: PdfLine, setting: Setting): boolean {
  const [above, place]: (Place | undefined)[] = [before.place, line.place];
  if (!above || !place || !sameSize(place.size, above.size)) return false;
  if (place.size > setting.size * 1.15 && [above, place].every((at) => isCentred(at, setting))) return true;
  if (setting.indents) {
    const full = above.right > setting.right - place.size * 2.2;
    return full && place.left < setting.left + place.size * 1.2;
  }
  if (BEGINS.has(classifyLine(line.text).kind)) return false;
  return before.text.length >= LONG_LINE && !ENDS_SENTENCE.test(before.text);
}

function gap(before: string, after: string): string {
  return /[a-z0-9]$/i.test(before) && /^[a-z0-9]/i.test(after) && !/\d$/.test(before) ? ' ' : '';
}
