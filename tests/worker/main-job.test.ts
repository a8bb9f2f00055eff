import mammoth from 'mammoth';
import readXlsxFile from 'read-excel-file/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startWorker } from '#runtime/worker-local.ts';
import { sandboxAt } from '#tests/builders/sandbox-client.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const GROUP = 'oc_sample_enterprise_xinhong';
const DEPARTMENT = 'oc_sample_department_jingxin';
const LEADERS = 'oc_sample_leaders';
const CONTACT = 'ou_sample_contact_xinhong';
const COMMISSIONER = 'ou_sample_commissioner_yang';
const HANDLER = 'ou_sample_jingxin_handler';
const LEADER = 'ou_sample_leader_gao';
const NUMBER = 'T20261124-0001';

/** `npm run worker`, on a Tuesday morning. */
async function open() {
  const env = { PORT: '0', HOST: '127.0.0.1', DATA_DIR: temporaryFolder(), LOG_LEVEL: 'error' };
  const running = await startWorker(env, () => {});
  onTestFinished(() => running.stop());
  const base = new URL(running.address).origin;
  const sandbox = sandboxAt(base);
  await sandbox.goTo('2026-11-24T10:00:00+08:00');
  return { base, sandbox };
}

/** A browser at an address: keeps cookies, and follows to wherever it is sent, if that is the same address. */
function browserAt(base: string) {
  const cookies = new Map<string, string>();
  return async function get(path: string): Promise<Response> {
    const url = new URL(path, base);
    expect(url.origin).toBe(base);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { headers: { cookie }, redirect: 'manual' });
    for (const kept of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(kept) ?? [];
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    return next && response.status < 400 ? get(new URL(next, url).href) : response;
  };
}

/** Signs in as the sandbox lets people: by picking a person. */
async function signIn(base: string, openId: string) {
  const get = browserAt(base);
  const picker = await get('/console/sign-in/start?next=/console');
  expect(await picker.text()).toContain('选择人员登录');
  const home = await get(`${picker.url}&as=${openId}`);
  expect(home.status).toBe(200);
  return { get, home: await home.text() };
}

async function logTicket({ sandbox }: Awaited<ReturnType<typeof open>>) {
  const draft = await sandbox.ask(COMMISSIONER, GROUP, '登记:鑫宏铝业 夏季限电,生产线停了,急', '提交');
  const form = {
    ...{ enterprise: '重庆鑫宏铝业有限公司', category_0: 'energy', urgency_0: 'urgent' },
    description_0: '夏季限电,生产线停了',
  };
  expect(await sandbox.press(COMMISSIONER, draft, '提交', form)).toContain(NUMBER);
  return sandbox.seen(DEPARTMENT, NUMBER);
}

describe('npm run worker', () => {
  it('answers, takes a problem from its draft to its end, and counts it', async () => {
    const product = await open();
    const { sandbox } = product;
    const answer = await sandbox.ask(CONTACT, GROUP, '我们公司明年想上市,区里有什么支持?', '上市');
    expect(answer.content).toContain('江津府办发〔2022〕92号 二(五)第30条');

    const card = await logTicket(product);
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
    const product = await open();
    const { base, sandbox } = product;
    await logTicket(product);
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
});
