import mammoth from 'mammoth';
import readXlsxFile from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { DEPARTMENT, GROUP, logTicket, openWorkerSandbox, signIn } from '#tests/builders/worker-sandbox.ts';

const LEADERS = 'oc_sample_leaders';
const CONTACT = 'ou_sample_contact_xinhong';
const HANDLER = 'ou_sample_jingxin_handler';
const LEADER = 'ou_sample_leader_gao';
const COMMISSIONER = 'ou_sample_commissioner_yang';
const PNG = new Uint8Array(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
);
const NUMBER = 'T20261124-0001';

describe('npm run worker', () => {
  it('answers, takes a problem from its draft to its end, and counts it', async () => {
    const product = await openWorkerSandbox();
    const { sandbox } = product;
    const answer = await sandbox.ask(CONTACT, GROUP, '我们公司明年想上市,区里有什么支持?', '上市');
    expect(answer.content).toContain('江津府办发〔2022〕92号 二(五)第30条');

    const card = await logTicket(product, NUMBER);
    expect(await sandbox.press(HANDLER, card, '签收')).toBe('签收成功');
    const signed = await sandbox.seen(DEPARTMENT, '办理中');
    expect(signed.messageId).toBe(card.messageId);
    const status = await sandbox.ask(CONTACT, GROUP, `${NUMBER} 到哪一步了`, '办理中');
    for (const words of [NUMBER, '区经济信息委', '11月25日 18:00']) expect(status.content).toContain(words);

    expect(await sandbox.press(HANDLER, signed, '办结', { note: '已恢复供电' })).toBe('办结成功');
    const result = await sandbox.seen(GROUP, '已恢复供电', status.sequence);
    await sandbox.press(CONTACT, result, '确认解决', { satisfaction: 'satisfied', note: '' });
    await sandbox.seen(DEPARTMENT, '评价:满意');
    const counted = await sandbox.ask(LEADER, LEADERS, '本周情况', '本周情况');
    expect(counted.content).toMatch(/新增企业诉求 1 件|新增[^0-9]*1/);
  });

  it('shows the console, and hands up the summary with its files when the clock is moved', async () => {
    const product = await openWorkerSandbox();
    const { base, sandbox } = product;
    await logTicket(product, NUMBER);
    const { get, home } = await signIn(base, LEADER);
    expect(home).toContain('高远');
    const ticket = await (await get(`/console/tickets/${NUMBER}`)).text();
    for (const words of [NUMBER, '鑫宏铝业', '夏季限电']) expect(ticket).toContain(words);
    expect((await get('/console/assets/console.css')).headers.get('content-type')).toContain('text/css');

    // Monday 09:00: what the cron finds due.
    await sandbox.goTo('2026-11-30T09:00:00+08:00');
    const card = await sandbox.seen(LEADERS, '企业诉求周报');
    expect(card.content).toContain('chart_spec');
    // The session has ended meanwhile.
    const later = await signIn(base, LEADER);
    const page = await (await later.get('/console/summaries/2026-W48')).text();
    expect(page).toContain('<svg');

    const links = [...card.content.matchAll(/"default_url":"([^"]+)"/g)].map(([, url = '']) => url);
    const file = async (format: string) => {
      const response = await get(links.find((url) => url.includes(`.${format}?`)) ?? '');
      expect(response.status).toBe(200);
      return Buffer.from(await response.arrayBuffer());
    };
    const sheets = await readXlsxFile(await file('xlsx'));
    expect(JSON.stringify(sheets)).toContain('诉求');
    const { value: words } = await mammoth.extractRawText({ buffer: await file('docx') });
    expect(words).toContain('新增企业诉求1件');
  });

  it('keeps the picture that comes after a report in R2, and shows it on the page of its ticket', async () => {
    const product = await openWorkerSandbox();
    const { base, sandbox } = product;
    await logTicket(product, NUMBER, async () => {
      await sandbox.sendFile(COMMISSIONER, GROUP, '现场.png', PNG);
      await sandbox.seen(GROUP, '**附件** 1 个');
    });
    const { get } = await signIn(base, HANDLER);
    const page = await (await get(`/console/tickets/${NUMBER}`)).text();
    const [path = ''] = /\/console\/tickets\/[\w-]+\/attachments\/[\w-]+/.exec(page) ?? [];
    const picture = await get(path);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await picture.arrayBuffer())).toEqual(PNG);
    // Whoever has nothing to do with the ticket does not get it.
    const other = await signIn(base, 'ou_sample_contact_baimu');
    expect((await other.get(path)).status).toBe(404);
  });
});
