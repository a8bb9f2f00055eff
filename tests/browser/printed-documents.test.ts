import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planAddition } from '#adapters/knowledge-folder/add-document.ts';
import { readDocument } from '#adapters/knowledge-folder/read-document.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { hasBrowser, openPage } from './open-browser.ts';

const STYLE = `<style>
  body { font-size: 16pt; line-height: 28pt } h1 { text-align: center; font-size: 22pt }
  p { text-indent: 2em; margin: 0 } .middle { text-align: center; text-indent: 0 } .right { text-align: right }
  table { border-collapse: collapse; width: 100% } td, th { border: 1px solid; padding: 2px 6px; width: 33% }
</style>`;
const HEAD = `<h1>山城区人民政府办公室<br>关于印发山城区支持小微企业稳定发展若干措施的通知</h1>
<p class="middle">山城府办发〔2025〕31号</p>
<p style="text-indent:0">各镇人民政府、街道办事处,区级各部门,有关单位:</p>
<p>《山城区支持小微企业稳定发展若干措施》已经区政府同意,现印发给你们,请认真贯彻落实。</p>`;
const ITEMS = [
  '一、加大资金支持',
  '(一)支持首次升规。对首次升为规模以上的工业企业,给予一次性奖励10万元。',
  '1.升规当年申报,由镇街初审后报送,逾期不再受理。',
  '2.次年继续在库的,再给予5万元。',
  '责任单位:区经济信息委、区财政局',
  '(二)支持技术改造。对设备投资达到500万元以上的技术改造项目,按设备投资额的5%给予补助,单个项目最高不超过100万元。',
  '责任单位:区经济信息委',
];
const LONG = ['三', '四', '五', '六', '七', '八', '九'].map(
  (number) =>
    `(${number})各有关部门要按照职责分工主动作为,及时研究解决小微企业在生产经营中遇到的困难和问题,每户企业的申请应当在受理之日起十五个工作日内办结,并将办理结果告知企业,同时抄送区经济信息委,做到事事有回音、件件有着落。`,
);
const SIGNED = '<p class="right">山城区人民政府办公室</p><p class="right">2025 年 9 月 16 日</p>';
const paragraphs = (lines: readonly string[]) => lines.map((line) => `<p>${line}</p>`).join('');

/** The text that is read from a page that a browser printed with its own header and footer. */
async function printed(body: string): Promise<string> {
  const { page } = await openPage({ width: 800, height: 1000 });
  await page.setContent(`<meta charset="utf-8"><title>通知</title>${STYLE}${body}`);
  const bytes = await page.pdf({
    format: 'A4',
    margin: { top: '25mm', bottom: '25mm', left: '28mm', right: '28mm' },
    displayHeaderFooter: true,
    headerTemplate:
      '<div style="font-size:8pt;margin-left:8mm"><span class="date"></span> <span class="title"></span></div>',
    footerTemplate:
      '<div style="font-size:8pt;margin-left:8mm">第 <span class="pageNumber"></span> 页 共 <span class="totalPages"></span> 页</div>',
  });
  const file = join(temporaryFolder(), 'printed.pdf');
  writeFileSync(file, bytes);
  return readDocument(file);
}

describe.skipIf(!hasBrowser)('a document printed to PDF', () => {
  it('is understood without a word by hand: title, number, office, date, clauses and their units', async () => {
    const text = await printed(HEAD + paragraphs(ITEMS) + SIGNED);
    const { document } = planAddition(temporaryFolder(), text, {});
    expect(document.front).toMatchObject({
      编号: 'shanchengfubanfa-2025-31',
      文号: '山城府办发〔2025〕31号',
      标题: '山城区支持小微企业稳定发展若干措施',
      发布机构: '山城区人民政府办公室',
      成文日期: '2025-09-16',
    });
    expect(text.split('\n').slice(4, 11)).toEqual(ITEMS);
    expect(document.clauses.find(({ id }) => id === 'c1.2')?.departments).toEqual(['区经济信息委']);
  });

  it('keeps a paragraph whole that goes on overleaf, without what is printed around the pages', async () => {
    const text = await printed(HEAD + paragraphs([...ITEMS, ...LONG]) + SIGNED);
    expect(text.split('\n').slice(4)).toEqual([
      ...ITEMS,
      ...LONG,
      '山城区人民政府办公室',
      '2025 年 9 月 16 日',
      '',
    ]);
  });

  it('keeps the headers with the rows of a table, over two pages and with cells of several lines', async () => {
    const kinds = Array.from({ length: 24 }, (_, at) => `第${at + 1}类项目`);
    const rows = kinds.map(
      (kind) => `<tr><td>${kind}</td><td>展位费的70%,单个企业全年最高不超过20万元</td><td>区商务委</td></tr>`,
    );
    const table = `<table><thead><tr><th>类别</th><th>标准</th><th>单位</th></tr></thead>${rows.join('')}</table>`;
    const text = await printed(
      `${HEAD}<p>一、按下表给予补助</p>${table}<p>二、本措施由区商务委解释。</p>${SIGNED}`,
    );
    const told = kinds.map(
      (kind) => `类别:${kind};标准:展位费的70%,单个企业全年最高不超过20万元;单位:区商务委。`,
    );
    expect(text.split('\n').slice(4)).toEqual([
      '一、按下表给予补助',
      ...told,
      '二、本措施由区商务委解释。',
      '山城区人民政府办公室',
      '2025 年 9 月 16 日',
      '',
    ]);
  });
});
