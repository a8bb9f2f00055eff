import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { htmlToText, tableLines } from './html-text.ts';
import { joinLines } from './pdf-text.ts';
import { readDocument } from './read-document.ts';

const sample = (name: string) =>
  fileURLToPath(new URL(`../../../tests/fixtures/policies/${name}`, import.meta.url));
const saved = (name: string, content: string | Uint8Array) => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
};

describe('readDocument', () => {
  it('takes the text of a page without what is around it, tables with their headers', async () => {
    const text = await readDocument(sample('measures.html'));
    expect(text).toContain('第一条 对首次升规的企业,给予10万元奖励。\n');
    expect(text).toContain('展会类别:境外;补助标准:展位费的70%;上限:5万元。\n');
    expect(text).not.toMatch(/首页|第九条|color/);
  });

  it('reads GBK where a text is not UTF-8', async () => {
    expect(await readDocument(sample('measures-gbk.txt'))).toContain('给予10万元奖励');
  });

  it('reads Word, tables included', async () => {
    const text = await readDocument(sample('talent.docx'));
    expect(text).toContain('(一)企业引进的博士。\n1.首次来区就业的;\n');
    expect(text).toContain('学历:硕士;每年补贴:1万元。');
  });

  it('reads a PDF with a text layer and puts its lines together', async () => {
    const text = await readDocument(sample('water.pdf'));
    expect(text).toContain('结合本区实际,制定本办法。\n第二条');
    expect(text).toContain('按照第三条的要求报送。\n第三条 用水计划');
    expect(text).not.toContain('- 1 -');
  });

  it('refuses a scan and says what to do', async () => {
    await expect(readDocument(sample('scanned.pdf'))).rejects.toThrow(/scanned\.pdf 是扫描件.*OCR/);
  });

  it('refuses what it cannot read, each with a reason', async () => {
    await expect(readDocument('/none/such.txt')).rejects.toThrow(/读不到文件/);
    await expect(readDocument(saved('a.xls', 'x'))).rejects.toThrow(/格式不支持/);
    await expect(readDocument(saved('a.txt', ' \n'))).rejects.toThrow(/没有文字/);
    await expect(readDocument(saved('a.docx', 'no zip'))).rejects.toThrow(/不是 Word/);
    await expect(readDocument(saved('a.pdf', 'no pdf'))).rejects.toThrow(/打不开/);
  });

  it('turns tables of Markdown into rows as well', async () => {
    const path = saved(
      'a.md',
      '第一条 按下表:\n\n| 类别 | 标准 |\n|---|---|\n| 甲 | 1万元 |\n| 乙 | 2万元 |\n\n第二条 完。\n',
    );
    expect(await readDocument(path)).toContain('类别:甲;标准:1万元。\n类别:乙;标准:2万元。\n');
  });
});

describe('tableLines', () => {
  it('leaves a table that has no header as it is', () => {
    expect(tableLines([['只有一列'], ['第二行']])).toEqual(['只有一列', '第二行']);
    expect(
      tableLines([
        ['', '甲'],
        ['乙', '丙'],
      ]),
    ).toEqual(['甲', '乙 丙']);
    expect(tableLines([])).toEqual([]);
  });
});

describe('htmlToText', () => {
  it('gives numbered lists their numbers back', () => {
    expect(htmlToText('<ol><li>甲</li><li>乙</li></ol><ul><li>丙</li></ul>')).toBe('1.甲\n2.乙\n丙\n');
  });
});

describe('joinLines', () => {
  it('begins a paragraph at a number, and after a line that ends a sentence', () => {
    const lines = ['第一条 这一行很长很长很长很长很长很长没有说', '完的话。', '(一)甲项', '第二条 乙。'];
    expect(joinLines(lines.map((text) => ({ text, place: { left: 50, right: 300, size: 12 } })))).toBe(
      '第一条 这一行很长很长很长很长很长很长没有说完的话。\n(一)甲项\n第二条 乙。\n',
    );
  });
});
