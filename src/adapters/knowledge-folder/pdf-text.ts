import { classifyLine } from '#policy/policy.lines.ts';
import { InvalidInput } from '#shared/errors.ts';

/** Fewer characters than this on a page on average means that the pages are pictures. */
const LEAST_PER_PAGE = 30;

/**
 * The text of a PDF with a text layer, its lines put together to paragraphs.
 * @throws InvalidInput for a scan, with what to do instead
 */
export async function pdfToText(bytes: Uint8Array, file: string): Promise<string> {
  const { extractText, getDocumentProxy } = await import('unpdf');
  const pages = await getDocumentProxy(bytes)
    .then((document) => extractText(document, { mergePages: false }))
    .then(({ text }) => text)
    .catch(() => {
      throw new InvalidInput('document.pdf', `${file} 打不开:不是完整的 PDF,或设有密码。请换一份再试`);
    });
  const characters = pages.join('').replace(/\s/g, '').length;
  if (characters < LEAST_PER_PAGE * Math.max(1, pages.length)) {
    throw new InvalidInput(
      'document.scanned',
      `${file} 是扫描件,没有文字层,机器读不到原文(逐字引用需要文字)。请提供 Word 或网页版,或先用 OCR 转成文字并核对后再添加`,
    );
  }
  return joinLines(pages.flatMap((page) => page.split('\n')));
}

const PAGE_NUMBER = /^[-—–\s]*\d{1,3}[-—–\s]*$/;
const LONG_LINE = 18;

/** Puts a paragraph's lines together again: a new one begins at a number, or after a line that ends a sentence or is short. */
export function joinLines(lines: readonly string[]): string {
  const paragraphs: string[] = [];
  let open = false;
  for (const line of lines.map((text) => text.trim())) {
    if (line === '' || PAGE_NUMBER.test(line)) continue;
    const kind = classifyLine(line).kind;
    const last = paragraphs.at(-1);
    if (last !== undefined && open && kind !== 'numbered' && kind !== 'responsible' && kind !== 'signature') {
      paragraphs[paragraphs.length - 1] = last + gap(last, line) + line;
    } else {
      paragraphs.push(line);
    }
    open = line.length >= LONG_LINE && !/[。;:!?)》”]$/.test(line);
  }
  return `${paragraphs.join('\n')}\n`;
}

function gap(before: string, after: string): string {
  return /[a-z0-9]$/i.test(before) && /^[a-z0-9]/i.test(after) ? ' ' : '';
}
