import { type Block, chineseNumber, type Report, type ReportTable } from './exports/exports.report.ts';

/** A report as Markdown: what .docx shows, for a terminal, a mail or a web page; charts are in its tables. */
export function reportMarkdown({ title, subtitle, sections, notes }: Report): string {
  const parts = [
    `# ${title}`,
    subtitle,
    ...sections.flatMap((section, index) => [
      `## ${chineseNumber(index + 1)}、${section.title}`,
      ...blocksOf(section.blocks, section.title),
    ]),
    ...notes.map((note) => `> ${plain(note)}`),
  ];
  return `${parts.join('\n\n')}\n`;
}

function blocksOf(blocks: readonly Block[], title: string): string[] {
  return blocks.flatMap((block) => linesOf(block, title));
}

/** What is called as its section is needs no heading of its own. */
function linesOf(block: Block, title: string): string[] {
  const heading = (text: string) => (text === title ? [] : [`### ${plain(text)}`]);
  switch (block.type) {
    case 'text':
      return [plain(block.text)];
    case 'heading':
      return heading(block.text);
    case 'chart':
      return [];
    case 'table':
      return [...heading(block.caption), table(block)];
  }
}

function table({ columns, rows }: ReportTable): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => inCell(cell)).join(' | ')} |`;
  const rule = columns.map(({ align }) => (align === 'left' ? '---' : align === 'right' ? '---:' : ':---:'));
  return [line(columns.map((column) => column.title)), `| ${rule.join(' | ')} |`, ...rows.map(line)].join(
    '\n',
  );
}

/** What people wrote is shown as they wrote it: no heading, list or table comes out of it. */
function plain(text: string): string {
  return text.replace(/[\\`*_<>#|[\]]/g, '\\$&');
}

/** A cell is one line. */
function inCell(cell: string | number): string {
  return plain(String(cell)).replace(/\s*\n\s*/g, '、');
}
