import { type HTMLElement, type Node, NodeType, parse } from 'node-html-parser';

const BLOCKS = new Set(
  'address br article blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section table tbody td th tr ul'.split(
    ' ',
  ),
);
const LEFT_OUT = 'script, style, noscript, template, nav, iframe, button, input, select, textarea, [hidden]';
/** Where government sites keep the text of a document, the surest first. */
const BODIES = [
  '#zoom',
  '#UCAP-CONTENT',
  '.TRS_Editor',
  '.trs_editor_view',
  'article',
  '.article',
  '#content',
  '.content',
  'main',
  'body',
];

/** The text of a page or of a converted Word file, a line for each block; tables become rows that keep their headers. */
export function htmlToText(html: string): string {
  const root = parse(html, { comment: false, blockTextElements: { script: false, style: false } });
  for (const element of root.querySelectorAll(LEFT_OUT)) element.remove();
  const lines = new Lines();
  walk(bodyOf(root), lines);
  return lines.text();
}

/** The innermost of the likely containers that still holds nearly all of the text. */
function bodyOf(root: HTMLElement): HTMLElement {
  const whole = root.textContent.replace(/\s/g, '').length;
  const found = BODIES.flatMap((selector) => root.querySelector(selector) ?? []);
  return found.find((element) => element.textContent.replace(/\s/g, '').length >= whole * 0.5) ?? root;
}

class Lines {
  readonly #lines: string[] = [];
  #line = '';

  add(text: string): void {
    this.#line += text;
  }
  end(): void {
    const line = this.#line.replace(/[\s\u00a0]+/g, ' ').trim();
    if (line !== '') this.#lines.push(line);
    this.#line = '';
  }
  text(): string {
    this.end();
    return `${this.#lines.join('\n')}\n`;
  }
}

function walk(node: Node, lines: Lines): void {
  if (node.nodeType === NodeType.TEXT_NODE) {
    lines.add(node.text);
    return;
  }
  if (node.nodeType !== NodeType.ELEMENT_NODE) return;
  const element = node as HTMLElement;
  const tag = element.tagName?.toLowerCase() ?? '';
  if (tag === 'table') {
    walkTable(element, lines);
    return;
  }
  const block = BLOCKS.has(tag);
  if (block) lines.end();
  if (tag === 'li') lines.add(numberOf(element));
  for (const child of element.childNodes) walk(child, lines);
  if (block) lines.end();
}

/** Word's own numbering comes as a list without its numbers. */
function numberOf(item: HTMLElement): string {
  const list = item.parentNode;
  if (list?.tagName?.toLowerCase() !== 'ol') return '';
  const items = list.childNodes.filter((node) => (node as HTMLElement).tagName?.toLowerCase() === 'li');
  return `${items.indexOf(item) + 1}.`;
}

/** `单位:区财政局;电话:…。` for each row; a table of one column, or without rows below its header, stays text. */
function walkTable(table: HTMLElement, lines: Lines): void {
  lines.end();
  const rows = table
    .querySelectorAll('tr')
    .map((row) =>
      row.querySelectorAll('th, td').map((cell) => cell.textContent.replace(/[\s\u00a0]+/g, ' ').trim()),
    );
  for (const line of tableLines(rows)) {
    lines.add(line);
    lines.end();
  }
}

/** The rows of a table as lines that can be read alone. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const filled = rows.filter((row) => row.some((cell) => cell !== ''));
  const [header, ...body] = filled;
  if (!header || body.length === 0 || header.length < 2 || header.some((cell) => cell === '')) {
    return filled.map((row) => row.filter((cell) => cell !== '').join(' '));
  }
  return body.map((row) => {
    const cells = row.flatMap((cell, at) => (cell === '' ? [] : [`${header[at] ?? ''}:${cell}`]));
    return `${cells.join(';')}。`;
  });
}
