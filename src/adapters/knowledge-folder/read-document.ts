import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { foldRadicals } from '#policy/policy.fold.ts';
import { InvalidInput } from '#shared/errors.ts';
import { htmlToText, tableLines } from './html-text.ts';
import { pdfToText } from './pdf-text.ts';

/** The kinds of file that can be added. */
export const DOCUMENT_KINDS = ['.md', '.txt', '.html', '.htm', '.docx', '.pdf'] as const;

/**
 * Reads the text of a document.
 * @throws InvalidInput for a file that is missing, of another kind, empty, or a scan
 */
export async function readDocument(path: string): Promise<string> {
  const file = basename(path);
  const kind = extname(path).toLowerCase();
  if (!DOCUMENT_KINDS.some((known) => known === kind)) {
    throw new InvalidInput('document.kind', `${file} 的格式不支持,可以添加:${DOCUMENT_KINDS.join(' ')}`);
  }
  const bytes = await readFile(path).catch(() => {
    throw new InvalidInput('document.file', `读不到文件 ${path}`);
  });
  const text = foldRadicals(await textOf(kind, bytes, file));
  if (text.trim() === '') throw new InvalidInput('document.empty', `${file} 里没有文字`);
  return text;
}

async function textOf(kind: string, bytes: Buffer, file: string): Promise<string> {
  switch (kind) {
    case '.pdf':
      return pdfToText(new Uint8Array(bytes), file);
    case '.docx':
      return docxToText(bytes, file);
    case '.html':
    case '.htm':
      return htmlToText(decode(bytes));
    case '.md':
      return markdownToText(decode(bytes));
    default:
      return decode(bytes);
  }
}

async function docxToText(bytes: Buffer, file: string): Promise<string> {
  const { default: mammoth } = await import('mammoth');
  const { value } = await mammoth.convertToHtml({ buffer: bytes }).catch(() => {
    throw new InvalidInput(
      'document.docx',
      `${file} 打不开:不是 Word 的 .docx 文件(老的 .doc 请先另存为 .docx)`,
    );
  });
  return htmlToText(value);
}

/** Older government texts are GBK; what is not valid UTF-8 is read as that. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

const ROW = /^\s*\|(.*)\|\s*$/;

/** Markdown's tables as rows that keep their headers; the rest stays as it is. */
function markdownToText(text: string): string {
  const lines: string[] = [];
  let table: string[][] = [];
  for (const line of [...text.split('\n'), '']) {
    const cells = ROW.exec(line)?.[1]
      ?.split('|')
      .map((cell) => cell.trim());
    if (cells) {
      if (!cells.every((cell) => /^:?-{2,}:?$/.test(cell))) table.push(cells);
      continue;
    }
    lines.push(...tableLines(table), line);
    table = [];
  }
  return lines.slice(0, -1).join('\n');
}
