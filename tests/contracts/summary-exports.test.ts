import mammoth from 'mammoth';
import readXlsxFile from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { createRasteriser } from '#adapters/resvg/rasterise-png.ts';
import { reportDocx } from '#summaries/exports/exports.docx.ts';
import { summaryReport } from '#summaries/exports/exports.summary.ts';
import { reportXlsx } from '#summaries/exports/exports.xlsx.ts';
import { busyWeek, quietWeek } from '#tests/builders/summary.ts';

const report = (summary = busyWeek()) => summaryReport(summary, '重庆市江津区');
const htmlOf = async (docx: Uint8Array) => (await mammoth.convertToHtml({ buffer: Buffer.from(docx) })).value;

describe('the summary as .docx', () => {
  it('holds numbered sections, tables with every figure, and a picture for each chart', async () => {
    const html = await htmlOf(await reportDocx(report(), createRasteriser()));
    expect(html).toContain('重庆市江津区企业诉求办理情况周报');
    const headings = [...html.matchAll(/<h1>(.*?)<\/h1>/g)].map(([, heading]) =>
      heading?.replace(/<[^>]*>/g, ''),
    );
    expect(headings.filter((heading) => /^[一二三四五六]、/.test(heading ?? ''))).toEqual([
      '一、总体情况',
      '二、办理效率',
      '三、诉求分布',
      '四、超期与反复',
      '五、企业咨询',
      '六、服务专员',
    ]);
    expect(html.match(/<img /g)).toHaveLength(4);
    for (const shown of ['T20261026-0001', '81.3%', '13/16', '+12.1', '61.4', '国家专精特新', '秦越']) {
      expect(html).toContain(shown);
    }
    expect(html.replace(/<[^>]*>/g, ' ')).toMatch(/满意率 +100.0% +9\/9 +— +—/);
  });

  it('says the same without pictures where nothing can draw them, and names years without a calendar', async () => {
    const html = await htmlOf(await reportDocx(report(quietWeek({ unknownYears: [2027] }))));
    expect(html).not.toContain('<img ');
    expect(html).toContain('2027年尚无官方放假安排数据');
    expect(html.replace(/<[^>]*>/g, ' ')).toMatch(/响应率 +— +0\/0 +—/);
  });

  it('writes what was kept when it was handed up, not a newer wording', async () => {
    const narrative = { sentence: '报送时的一句话。', points: ['报送时的一点。'], version: 'rules' };
    const html = await htmlOf(await reportDocx(report(busyWeek({ narrative }))));
    expect(html).toContain('报送时的一句话。');
    expect(html).not.toContain('上升最多');
  });
});

describe('the summary as .xlsx', () => {
  const tickets = {
    type: 'table' as const,
    caption: '工单明细',
    columns: [
      { title: '工单号', width: 9 },
      { title: '超期天数', width: 4 },
    ],
    rows: [['T20261026-0001', 6]],
  };

  it('has one sheet a section and one with the tickets; figures are numbers, texts texts', async () => {
    const file = Buffer.from(await reportXlsx(report(), tickets));
    const sheets = await readXlsxFile(file);
    const rowsOf = (name: string) => sheets.find(({ sheet }) => sheet === name)?.data;
    expect(sheets.map(({ sheet }) => sheet)).toEqual([
      '总体情况',
      '办理效率',
      '诉求分布',
      '超期与反复',
      '企业咨询',
      '服务专员',
      '工单明细',
    ]);
    const overall = rowsOf('总体情况');
    expect(overall).toContainEqual(expect.arrayContaining(['新增', 21, 14, '+7']));
    expect(overall).toContainEqual(expect.arrayContaining(['11月16日', 5, 1]));
    expect(rowsOf('工单明细')).toEqual([
      ['工单号', '超期天数'],
      ['T20261026-0001', 6],
    ]);
  });
});
