import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import readXlsxFile from 'read-excel-file/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { readDirectoryFile } from '#adapters/directory-files/read-directory-file.ts';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import type { Database } from '#database/database.ts';
import { importSample } from '#directory/directory.exchange.ts';
import { outboxMessages } from '#outbox/outbox.tables.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { guessMapping, headerRowOf } from '#tickets/tickets.ledger-columns.ts';
import { ledgerTime } from '#tickets/tickets.ledger-import.ts';
import { dueReminders, replanReminders } from '#tickets/tickets.reminders.ts';
import { nextWorkingInstant } from '#tickets/tickets.service-time.ts';
import { clocksOf, findTickets, getHistory } from '#tickets/tickets.store.ts';
import { OPEN_STATES } from '#tickets/tickets.types.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** `npm run ledger` without npm in between. */
function ledger(dataDir: string, ...args: string[]) {
  return ledgerTalk(dataDir, null, ...args);
}

/** The same with answers to what it asks, a line each; null for no input at all. */
function ledgerTalk(
  dataDir: string,
  answers: readonly string[] | null,
  ...args: string[]
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'ledger', ...args], {
    cwd: root,
    env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '' },
    stdio: [answers ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  child.stdin?.end((answers ?? []).map((line) => `${line}\n`).join(''));
  const texts = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    texts.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    texts.err += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...texts })));
}

async function district() {
  const dataDir = temporaryFolder();
  const opened = await openDatabase(`file:${join(dataDir, 'yiqi.db')}`);
  onTestFinished(() => opened.close());
  const { departments } = loadRules(join(root, 'knowledge'));
  const sample = await readDirectoryFile(join(root, 'knowledge', 'sample'));
  await importSample(opened.db, sample, departments, new Date('2026-01-05T09:00:00+08:00'));
  return { dataDir, db: opened.db };
}

const HEADERS = [
  '序号',
  '收集时间',
  '公司',
  '问题类别',
  '诉求事项',
  '责任单位',
  '办理情况',
  '办结日期',
  '完成情况',
  '备注',
];
const OLD = [
  ['江津区企业诉求台账', ...Array(9).fill('')],
  HEADERS,
  [
    '1',
    '2026年3月2日',
    '鑫宏铝业',
    '用能',
    '变压器容量不够',
    '区经济信息委、供电企业',
    '已增容',
    '2026.3.6',
    '已办结',
    '',
  ],
  ['2', '2026/3/3 15:20', '重庆某某不在册公司', '水电气', '厂区停水两天', '水务集团', '', '', '办理中', ''],
];

/** The one open ticket is months overdue: its department hears of it in one notice, and of no reminder. */
async function startsSilently(db: Database) {
  const sent = await db.select().from(outboxMessages);
  expect(sent.length).toBe(1);
  expect(JSON.stringify(sent[0]?.payload)).toContain('未办结工单 1 件,其中已超办结时限 1 件');
  const { rules } = loadRules(join(root, 'knowledge'));
  const [ticket] = await findTickets(db, { states: OPEN_STATES });
  const later = new Date(Date.now() + 60 * 24 * 3_600_000);
  const told = await dueReminders(db, { now: nextWorkingInstant(rules.calendar, later), rules });
  expect(told.notices).toEqual([]);
  expect((await clocksOf(db, ticket?.id ?? '')).filter((clock) => clock.endedAt === null).length).toBe(2);
  // Nor after a restart, which plans all of it anew.
  expect(await replanReminders(db, rules)).toEqual([]);
}

async function oldLedger(dataDir: string): Promise<string> {
  const file = join(dataDir, '旧台账.xlsx');
  const cells = OLD.map((row) => row.map((value) => ({ value: String(value), type: String })));
  await writeXlsxFile([{ sheet: '台账', data: cells }]).toFile(file);
  return file;
}

describe('old ledgers', () => {
  it('are talked over: unclear columns are asked for, what was guessed can be corrected', {
    timeout: 120_000,
  }, async () => {
    const { dataDir, db } = await district();
    const file = await oldLedger(dataDir);
    const answers = ['99', '3', '办理结果=没有这列', '办理结果=备注', ''];
    const { code, out, err } = await ledgerTalk(dataDir, answers, 'import', file, '--ask');
    expect([code, err]).toEqual([0, '']);
    expect(out.split('哪一列是“企业名称”?').length).toBe(3);
    expect(out).toContain('没有“99”这一列');
    expect(out).toContain('“办理结果=没有这列”有误');
    expect(out).toContain('  企业名称 ← 公司');
    expect(out.lastIndexOf('  办理结果 ← 备注')).toBeGreaterThan(out.indexOf('  办理结果 ← 办理情况'));
    const [ended] = await findTickets(db, { states: ['closed'] });
    const result = (await getHistory(db, ended?.id ?? '')).find((entry) => entry.action === 'resolve');
    expect(result?.note).toBe('(台账未写明办理结果)');

    const cut = await ledgerTalk(dataDir, ['abc'], 'import', file, '--ask');
    expect(cut.code).toBe(1);
    expect(cut.err).toContain('没有认出这些列:企业名称');
  });

  it('come in through the same actions, once, and go out with Beijing times', {
    timeout: 120_000,
  }, async () => {
    const { dataDir, db } = await district();
    const file = await oldLedger(dataDir);
    const unclear = await ledger(dataDir, 'import', file);
    expect(unclear.code).toBe(1);
    expect(unclear.err).toContain('没有认出这些列:企业名称');
    const map = ['--map', '企业名称=公司'];
    const tried = await ledger(dataDir, 'import', file, '--dry-run', ...map);
    expect(tried.err).toBe('');
    expect(tried.out).toContain('试算:将导入 2 件(其中未归档 1 件)');
    expect(await findTickets(db, {})).toEqual([]);

    const done = await ledger(dataDir, 'import', file, ...map);
    expect(done.out).toContain('已导入 2 件');
    expect(done.out).toContain('名录中没有“重庆某某不在册公司”');
    const again = await ledger(dataDir, 'import', file, ...map);
    expect(again.out).toContain('已导入 0 件(其中未归档 0 件),已有 2 件');

    await startsSilently(db);

    const [ticket] = await findTickets(db, { states: ['closed'] });
    expect(ticket).toMatchObject({
      ...{ number: 'T20260302-0001', enterpriseName: '重庆鑫宏铝业有限公司', leadDepartment: '区经济信息委' },
      ...{ createdAt: new Date('2026-03-02T09:00:00+08:00'), closedAs: 'default' },
    });
    const history = await getHistory(db, ticket?.id ?? '');
    expect(history.map((entry) => entry.action)).toEqual([
      ...['log', 'dispatch', 'accept', 'resolve', 'default_confirm'],
    ]);

    const out = join(dataDir, '台账.xlsx');
    expect(
      (await ledger(dataDir, 'export', out, '--from', '2026-03-01', '--to', '2026-03-02')).out,
    ).toContain('1 件');
    const [sheet] = await readXlsxFile(out);
    const [titles = [], row = []] = sheet?.data ?? [];
    const value = (title: string) => row[titles.indexOf(title)];
    expect(value('登记时间')).toBe('2026-03-02 09:00');
    expect(value('办结时间')).toBe('2026-03-06 09:00');
    expect(value('办理结果')).toBe('已增容');
    // What was written can be read again as an old ledger: nothing new in it.
    expect((await ledger(dataDir, 'import', out)).out).toContain('已有 1 件');
  });

  it('are read by their headers, wherever these stand', () => {
    expect(headerRowOf(OLD.map((row) => row.map(String)))).toBe(1);
    expect(headerRowOf([['a', 'b']])).toBe(-1);
    const { mapping, unclear, unused } = guessMapping(HEADERS);
    expect(mapping).toMatchObject({
      loggedAt: 1,
      category: 3,
      description: 4,
      lead: 5,
      result: 6,
      resolvedAt: 7,
    });
    expect(unclear).toEqual(['enterprise']);
    expect(unused).toEqual(['序号', '公司', '备注']);
  });

  it.each([
    ['2026-03-01 10:05', '2026-03-01T10:05:00+08:00'],
    ['2026年3月1日', '2026-03-01T09:00:00+08:00'],
    ['2026.3.1', '2026-03-01T09:00:00+08:00'],
    ['20260301', '2026-03-01T09:00:00+08:00'],
    ['46082', '2026-03-01T09:00:00+08:00'],
    ['2026/2/30', null],
    ['去年', null],
    ['', null],
  ])('the time %s', (text, iso) => {
    expect(ledgerTime(text)).toEqual(iso === null ? null : new Date(iso));
  });
});
