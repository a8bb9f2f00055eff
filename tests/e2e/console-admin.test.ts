import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { readDirectory } from '#directory/directory.state.ts';
import { enterprises } from '#directory/directory.tables.ts';
import { inboxEvents } from '#inbox/inbox.tables.ts';
import { consoleAudit } from '#ingress/web/audit/audit.tables.ts';
import { outboxMessages } from '#outbox/outbox.tables.ts';
import { type ConsoleWorld, openConsole, type Visit } from '#tests/builders/console-world.ts';

const ADMINISTRATOR = 'ou_sample_administrator';
const GOOD = `企业名称,园区
重庆鑫宏铝业有限公司,白沙工业园
重庆试验机械有限公司,德感工业园

姓名,open_id,手机号,角色,所属
王新,ou_new,13800000000,企业联系人,重庆试验机械有限公司
`;
const BAD = `企业名称,园区,梯度
重庆鑫宏铝业有限公司,没有的园区,无
重庆试验机械有限公司,德感工业园,小小巨人
`;

const fileOf = (text: string, name = '名录.csv') => new File([text], name, { type: 'text/csv' });

/** Uploads a table and reads off the page what the button sends. */
async function preview(visit: Visit, text: string, more: Record<string, string> = {}) {
  const answer = await visit.post('/console/directory/preview', { file: fileOf(text), ...more });
  const page = await answer.text();
  const field = (name: string) =>
    unescapeHtml(new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '');
  return { status: answer.status, page, form: { offer: field('offer'), seal: field('seal') } };
}

const ENTITIES: Record<string, string> = { quot: '"', amp: '&', lt: '<', gt: '>', '#39': "'" };
const unescapeHtml = (text: string) => text.replace(/&(#?\w+);/g, (whole, name) => ENTITIES[name] ?? whole);

const auditOf = async (
  { db }: ConsoleWorld,
  action: 'directory-import' | 'event-replay' | 'message-replay',
) => db.select().from(consoleAudit).where(eq(consoleAudit.action, action));

describe('an import of the directory', () => {
  it('is shown, written once it is confirmed, and recorded', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(ADMINISTRATOR);
    const before = await readDirectory(world.db);
    const { status, page, form } = await preview(visit, GOOD);
    expect(status).toBe(200);
    expect(page).toContain('新增的企业(1)');
    expect(page).toContain('修改的企业(1)');
    expect(page).toContain('新增的人员(1)');
    expect(page).toContain('文件中没有这张表');
    // Field by field what changes of the one that is there already; nothing of what is new.
    const fields = /逐项变化[\s\S]*?<\/table>/.exec(page)?.[0].replace(/<[^>]*>/g, ' ') ?? '';
    expect(fields.replace(/\s+/g, ' ')).toContain('企业 重庆鑫宏铝业有限公司 园区 德感工业园 白沙工业园');
    expect(fields).not.toContain('重庆试验机械有限公司');
    expect(page).not.toContain('没有任何管理员');
    expect(await readDirectory(world.db)).toEqual(before);

    const done = await visit.post('/console/directory/confirm', form);
    expect(done.headers.get('location')).toBe('/console/directory?done=2.1.0');
    const [row] = await world.db
      .select()
      .from(enterprises)
      .where(eq(enterprises.name, '重庆试验机械有限公司'));
    expect(row?.park).toBe('德感工业园');
    const records = await auditOf(world, 'directory-import');
    expect(records.map(({ actorOpenId, data }) => ({ actorOpenId, data }))).toEqual([
      {
        actorOpenId: ADMINISTRATOR,
        data: { file: '名录.csv', added: 2, changed: 1, removed: 0, replace: 0 },
      },
    ]);
    expect(await (await visit.get('/console/directory?done=2.1.0')).text()).toContain('新增 2,修改 1');
    expect(await (await visit.get('/console/audit')).text()).toContain('文件 名录.csv,新增 2,修改 1');
  });

  it('names every mistake by its line and offers nothing to confirm', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(ADMINISTRATOR);
    const { status, page, form } = await preview(visit, BAD);
    expect(status).toBe(400);
    expect(page).toMatch(/第 2 行「园区」/);
    expect(page).toMatch(/第 3 行「梯度」/);
    expect(form).toEqual({ offer: '', seal: '' });
    expect(await auditOf(world, 'directory-import')).toEqual([]);
  });

  it('shows roles that change, phone numbers masked, and warns where the last administrator would go', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(ADMINISTRATOR);
    const known = (await readDirectory(world.db)).people.filter(({ administrator }) => administrator);
    const rows = known.map(({ name, openId }) => `${name},${openId},13912345678,分管领导,`);
    const text = ['姓名,open_id,手机号,角色,所属', ...rows].join('\n');
    const { status, page } = await preview(visit, text);
    expect(status).toBe(200);
    expect(page).toContain('写入后将没有任何管理员');
    expect(page).toContain('139****5678');
    const plain = page.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    expect(plain).toMatch(/角色 [^ ]*管理员[^ ]* 分管领导/);
    // With one who stays, there is no warning.
    const other = await preview(visit, `${text}\n新管理员,ou_new,,管理员,\n`);
    expect(other.page).not.toContain('没有任何管理员');
  });

  it('is shown anew where the directory has changed meanwhile', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(ADMINISTRATOR);
    const first = await preview(visit, GOOD);
    await visit.post(
      '/console/directory/confirm',
      (await preview(visit, '企业名称\n重庆另一家有限公司\n')).form,
    );
    const late = await visit.post('/console/directory/confirm', first.form);
    expect(late.status).toBe(409);
    expect(await late.text()).toContain('名录在您预览之后有变化');
    expect(await auditOf(world, 'directory-import')).toHaveLength(1);
  });

  it('takes only what was shown to this person, and within the hour', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(ADMINISTRATOR);
    const { form } = await preview(visit, GOOD);
    const forged = { ...form, offer: form.offer.replace('王新', '王旧') };
    expect((await visit.post('/console/directory/confirm', forged)).status).toBe(400);
    await world.db.run(`update people set administrator = 1 where open_id = 'ou_sample_leader_gao'`);
    const other = await world.as('ou_sample_leader_gao');
    expect((await other.post('/console/directory/confirm', form)).status).toBe(400);
    world.clock.set(new Date(world.clock.now().getTime() + 3_600_001));
    const late = await visit.post('/console/directory/confirm', form);
    expect(late.status).toBe(400);
    expect(await late.text()).toContain('预览已过期');
    expect(await auditOf(world, 'directory-import')).toEqual([]);
  });

  it('says what it cannot read', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(ADMINISTRATOR);
    const upload = async (file: File) => (await visit.post('/console/directory/preview', { file })).text();
    expect(await upload(fileOf(GOOD, '名录.xls'))).toContain('只能导入 .csv 或 .xlsx');
    expect(await upload(fileOf('不是表格', '名录.xlsx'))).toContain('打不开');
    expect(await upload(fileOf(''))).toContain('请选择要导入的文件');
    expect(await upload(fileOf('企'.repeat(800_000)))).toContain('文件超过 2 MB');
  });

  it('reads back what it exports, as a workbook, without a change', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(ADMINISTRATOR);
    const saved = await visit.get('/console/directory/export/xlsx');
    expect(saved.headers.get('content-disposition')).toContain('.xlsx');
    const file = new File([await saved.blob()], '名录.xlsx');
    const page = await (await visit.post('/console/directory/preview', { file, replace: '1' })).text();
    expect(page).toContain('文件内容与现有名录一致');
  });

  it('is left to the command where no files are read', async () => {
    const world = await openConsole({ days: 1, withoutFiles: true });
    const visit = await world.as(ADMINISTRATOR);
    const page = await (await visit.get('/console/directory')).text();
    expect(page).toContain('npm run directory');
    expect(page).not.toContain('type="file"');
    expect((await visit.get('/console/directory/export/csv')).status).toBe(404);
  });
});

describe('the knowledge', () => {
  it('lists the documents with their state, and answers as the bot does, with reasons', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(ADMINISTRATOR);
    const list = await (await visit.get('/console/knowledge')).text();
    expect(list).toContain('江津府办发〔2022〕92号');
    expect(list).toContain('期限届满');
    const question = '买新设备搞技改,区里有没有补助?';
    const page = await (await visit.post('/console/knowledge', { question })).text();
    const answer = await world.deps.answerer.answer(question, { now: world.clock.now() });
    expect(answer.outcome).toBe('answered');
    expect(page).toContain('可以作答');
    for (const { quote } of answer.clauses) expect(unescapeHtml(page)).toContain(quote);
    expect(page).toContain('共有的词:补助');
    expect(page.match(/已采用/g)).toHaveLength(answer.clauses.length);
  });

  it('says that it refuses, and leaves nothing behind', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(ADMINISTRATOR);
    const page = await (await visit.post('/console/knowledge', { question: '今天食堂吃什么' })).text();
    expect(page).toContain('没有依据,不作答');
    expect(await world.db.all('select * from answers')).toEqual([]);
    expect((await visit.post('/console/knowledge', { question: '问'.repeat(201) })).status).toBe(400);
  });

  it('gives each score as the sum of its reasons', async () => {
    const world = await openConsole({ days: 1 });
    const { policy } = world.deps.district;
    for (const question of ['研发费用有什么补助', '贷款贴息怎么办理', '招不到工人咋办']) {
      const { clauses } = await policy.explain(question, world.clock.now());
      expect(clauses.length).toBeGreaterThan(0);
      for (const { score, evidence } of clauses) {
        const sum = Object.values(evidence).reduce((total, part) => total + part, 0);
        expect(sum).toBeCloseTo(score, 9);
      }
    }
  });
});

describe('the rules in force', () => {
  it('are shown with the file to edit and the years without official data', async () => {
    const world = await openConsole({ days: 1 });
    const page = await (await (await world.as(ADMINISTRATOR)).get('/console/standards')).text();
    for (const file of ['service-standards.yaml', 'categories.yaml', 'calendar.yaml'])
      expect(page).toContain(file);
    expect(page).toContain('15 个工作日');
    expect(page).toContain('10月1日—2日、10月5日—7日');
    expect(page).toContain('2027年没有官方放假安排');
  });
});

describe('what failed', () => {
  const TEXT = '企业的原话';

  async function fail({ db, clock }: ConsoleWorld) {
    const now = clock.now();
    const event = { eventType: 'im.message.receive_v1', lane: 'chat', receivedAt: now, nextAttemptAt: now };
    await db.insert(inboxEvents).values(
      ['e1', 'e2'].map((eventId) => ({
        ...{ ...event, eventId, payload: JSON.stringify({ text: TEXT }), attempts: 8 },
        ...{ state: 'failed' as const, lastError: 'unexpected.TypeError' },
      })),
    );
    await db.insert(outboxMessages).values({
      ...{ id: 'a-message-of-ours', lane: 'oc_x', target: { type: 'chat', chatId: 'oc_x' }, updates: null },
      ...{ payload: { kind: 'text', v: 1, data: { text: TEXT } }, subject: null, createdAt: now },
      ...{ nextAttemptAt: now, attempts: 3, state: 'failed', lastError: '230002' },
    });
  }

  it('is listed without texts, tried again by one or by all, and recorded', async () => {
    const world = await openConsole({ days: 1 });
    await fail(world);
    const visit = await world.as(ADMINISTRATOR);
    const page = await (await visit.get('/console/events')).text();
    expect(page).toContain('unexpected.TypeError');
    expect(page).toContain('230002');
    expect(page).not.toContain(TEXT);
    expect(page).not.toContain('oc_x');

    const states = async () =>
      (await world.db.select().from(inboxEvents).where(eq(inboxEvents.lane, 'chat'))).map(
        ({ state }) => state,
      );
    const [first] = await world.db.select().from(inboxEvents).where(eq(inboxEvents.eventId, 'e1'));
    const one = await visit.post('/console/events/inbox/replay', { id: String(first?.id) });
    expect(one.headers.get('location')).toBe('/console/events?done=1');
    expect(await states()).toEqual(['pending', 'failed']);
    await visit.post('/console/events/inbox/replay');
    expect(await states()).toEqual(['pending', 'pending']);
    await visit.post('/console/events/outbox/replay', { id: 'a-message-of-ours' });
    const [message] = await world.db
      .select()
      .from(outboxMessages)
      .where(eq(outboxMessages.id, 'a-message-of-ours'));
    expect(message).toMatchObject({ state: 'pending', attempts: 0 });
    expect(world.committed()).toBe(3);
    expect((await auditOf(world, 'event-replay')).map(({ data }) => data.count)).toEqual([1, 1]);
    expect(await auditOf(world, 'message-replay')).toHaveLength(1);
  });

  it('is not recorded as tried again where nothing was', async () => {
    const world = await openConsole({ days: 1 });
    const visit = await world.as(ADMINISTRATOR);
    const answer = await visit.post('/console/events/inbox/replay', { id: '4711' });
    expect(await (await visit.get(answer.headers.get('location') ?? '')).text()).toContain('没有需要重试的');
    expect(await auditOf(world, 'event-replay')).toEqual([]);
    expect((await visit.post('/console/events/elsewhere/replay')).status).toBe(404);
  });
});

describe('the record of who did what', () => {
  it('is filtered by person and day, and turns its pages', async () => {
    const world = await openConsole({ days: 1 });
    await world.as('ou_sample_dispatcher');
    const visit = await world.as(ADMINISTRATOR);
    const now = world.clock.now();
    const row = {
      actorOpenId: 'ou_sample_leader_gao',
      actorName: '高远',
      action: 'sign-in' as const,
      data: {},
    };
    for (let i = 0; i < 51; i++) {
      const at = new Date(now.getTime() - (i + 30) * 3_600_000);
      await world.db.insert(consoleAudit).values({ ...row, id: `row-${i}`, at });
    }
    const rowsOf = async (query: string) =>
      (
        (await (await visit.get(`/console/audit?${query}`)).text()).match(/<td data-label="人员">[^<]*/g) ??
        []
      ).map((cell) => cell.replace(/.*>/, ''));
    expect(await rowsOf('')).toHaveLength(50);
    expect(await rowsOf('page=2')).toHaveLength(3);
    expect(new Set(await rowsOf('person=牟'))).toEqual(new Set(['牟晴']));
    expect(await rowsOf('day=2026-11-24')).toHaveLength(2);
    expect((await rowsOf('day=2026-11-23&person=高')).every((name) => name === '高远')).toBe(true);
    expect(await rowsOf('person=查无此人')).toEqual([]);
    expect((await visit.get('/console/audit?day=2026-02-30')).status).toBe(400);
  });

  it('tells what somebody did with tickets, without what was written', async () => {
    const world = await openConsole({ days: 20 });
    const visit = await world.as(ADMINISTRATOR);
    const page = await (await visit.get('/console/audit?view=tickets&person=牟晴')).text();
    expect(page).toMatch(/<td data-label="工单">T2026/);
    expect(page).toContain('<td data-label="操作">签收');
    expect(page).not.toContain('王海峰');
  });
});
