import { describe, expect, test, vi } from 'vitest';
import { type Database, runBatch } from '#database/database.ts';
import { isConstraintError } from '#shared/errors.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { confirmSilently } from './confirm-silently.ts';
import { findDuplicate, likeness } from './tickets.duplicates.ts';
import { dueReminders, plannedReminders } from './tickets.reminders.ts';
import type { PersonFacts } from './tickets.roles.ts';
import { clocksOf, getTicket } from './tickets.store.ts';
import type { Ticket } from './tickets.tables.ts';
import { act, at, dataWith, dispatcher, enterprise, open, rules } from './tickets.test-builders.ts';
import { todosFor } from './tickets.todos.ts';

// A busy machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const day = (text: string) => at(`2026-${text}`);

/** Runs the reminders at a time and says whom they reach with what. */
async function remind(db: Database, when: string): Promise<string[]> {
  const due = await dueReminders(db, { now: day(when), rules });
  await runBatch(db, due.statements);
  return due.notices.map((notice) => `${notice.audience}/${notice.department} ${notice.text.slice(0, 4)}`);
}

async function planned(db: Database, ticket: Ticket, kind: string) {
  const row = (await getTicket(db, ticket.id)) ?? ticket;
  const clock = (await clocksOf(db, ticket.id)).findLast((one) => one.kind === kind);
  if (!clock) throw new Error(`no clock ${kind}`);
  const when = (value: Date) => new Date(value.getTime() + 8 * 3_600_000).toISOString().slice(5, 16);
  return plannedReminders(clock, row, rules).map(({ reminder, at: time }) => `${reminder} ${when(time)}`);
}

describe('when', () => {
  test('half the time left, the working day before, over, long over: in working time', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db);
    await act(db, ticket, 'accept');
    // 7 working days from 10:00: 6 + 49 hours, half of them at 27.5.
    expect(await planned(db, ticket, 'resolve')).toEqual([
      'half 11-30T09:30',
      'day_before 12-02T09:00',
      'overdue 12-04T09:00',
      'long_overdue 12-09T09:00',
    ]);
    // One day from 10:00 has no working day before it.
    expect(await planned(db, ticket, 'sign')).toEqual([
      'half 11-25T09:30',
      'overdue 11-26T09:00',
      'long_overdue 12-01T09:00',
    ]);
  });

  test('an urgent one within the day', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db, { data: dataWith({ urgency: 'urgent' }) });
    expect((await planned(db, ticket, 'sign')).slice(0, 2)).toEqual([
      'half 11-24T11:00',
      'overdue 11-24T14:00',
    ]);
  });

  test('after a pause what lay before it is not told again', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db);
    await act(db, ticket, 'accept');
    await act(db, ticket, 'ask_enterprise', { input: { note: '请补充' }, now: day('12-01T09:00') });
    await act(db, ticket, 'answer_department', {
      actor: enterprise,
      input: { note: '好' },
      now: day('12-02T09:00'),
    });
    expect((await planned(db, ticket, 'resolve'))[0]).toBe('day_before 12-03T09:00');
    const early = await open(db);
    await act(db, early, 'accept');
    await act(db, early, 'ask_enterprise', { input: { note: '请补充' }, now: day('11-25T09:00') });
    await act(db, early, 'answer_department', {
      actor: enterprise,
      input: { note: '好' },
      now: day('11-26T09:00'),
    });
    expect((await planned(db, early, 'resolve'))[0]).toBe('half 12-01T09:30');
  });
});

describe('who, and each once', () => {
  test('at night nothing, at nine all of it, then silence', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db);
    await act(db, ticket, 'accept');
    expect(await remind(db, '11-30T09:29')).toEqual([]);
    expect(await remind(db, '11-30T09:30')).toEqual(['handler/区经济信息委 临期提醒']);
    expect(await remind(db, '11-30T09:30')).toEqual([]);
    expect(await remind(db, '12-02T10:00')).toEqual(['handler/区经济信息委 临期提醒']);
    expect(await remind(db, '12-03T18:30')).toEqual([]);
    expect(await remind(db, '12-04T08:59')).toEqual([]);
    expect(await remind(db, '12-04T09:00')).toEqual([
      ...['handler/区经济信息委 超期:T', 'head/区经济信息委 超期:T', 'dispatcher/区经济信息委 超期:T'],
    ]);
    expect(await remind(db, '12-09T09:00')).toEqual(['leaders/区经济信息委 超期:T']);
    expect(await remind(db, '12-30T09:00')).toEqual([]);
  });

  test('after a standstill the gravest alone is told', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db);
    await act(db, ticket, 'accept');
    expect(await remind(db, '12-10T10:00')).toEqual(['leaders/区经济信息委 超期:T']);
    expect(await remind(db, '12-10T11:00')).toEqual([]);
  });

  test('what waits for the dispatcher is the dispatcher’s, a supporting department’s goes to its own head', async () => {
    const db = await temporaryDatabase();
    await open(db, { data: dataWith({ lead: null }) });
    expect(await remind(db, '11-26T09:00')).toEqual(['dispatcher/null 超期:T']);
    const ticket = await open(db, { data: dataWith({ supporting: ['区教委'] }) });
    await act(db, ticket, 'accept');
    const told = await remind(db, '11-30T09:00');
    expect(told.filter((line) => line.includes('区教委'))).toEqual([
      ...['supporting/区教委 超期:T', 'head/区教委 超期:T', 'dispatcher/区教委 超期:T'],
    ]);
  });

  test('two runners at once: the second batch fails as a whole', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db);
    await act(db, ticket, 'accept');
    const context = { now: day('12-04T09:00'), rules };
    const [one, two] = [await dueReminders(db, context), await dueReminders(db, context)];
    await runBatch(db, one.statements);
    await expect(runBatch(db, two.statements)).rejects.toSatisfy(isConstraintError);
  });

  test('a paused clock and an ended one are not reminded of', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db);
    await act(db, ticket, 'accept');
    await act(db, ticket, 'ask_enterprise', { input: { note: '请补充' } });
    expect(await remind(db, '12-09T09:00')).toEqual([]);
  });
});

test('silence confirms at the next opening, and an answer before it counts', async () => {
  const db = await temporaryDatabase();
  const [silent, loud] = [await open(db), await open(db)];
  for (const ticket of [silent, loud]) {
    await act(db, ticket, 'accept');
    await act(db, ticket, 'resolve', { input: { note: '已办' }, now: day('11-25T10:00') });
  }
  const run = async (when: string) => {
    const results = await confirmSilently(db, { now: day(when), rules });
    for (const result of results) await runBatch(db, result.statements);
    return results.map((result) => result.after.number);
  };
  expect(await run('12-02T17:59')).toEqual([]);
  expect(await run('12-02T18:00')).toEqual([]);
  await act(db, loud, 'dispute', { actor: enterprise, input: { note: '没有解决' }, now: day('12-02T20:00') });
  expect(await run('12-03T09:00')).toEqual([silent.number]);
  expect(await run('12-03T09:01')).toEqual([]);
  expect(await getTicket(db, silent.id)).toMatchObject({ state: 'closed', closedAs: 'default' });
});

describe('what is reported twice', () => {
  test.each([
    ['厂区宿舍热水管道破裂,工人没法洗澡', '宿舍的热水管道破裂好几天了,工人没法洗澡', true],
    ['二号车间电压不稳,机床经常跳闸', '二号车间的机床又因为电压不稳跳闸了', true],
    ['蒸汽压力不足', '蒸汽压力不足,影响烘干线,请协调供汽公司', true],
    ['蒸汽压力不足', '天然气价格太高,能不能申请优惠', false],
    ['厂门口路灯不亮', '厂区食堂一直没有建起来', false],
    ['。。。', '。。。', false],
  ])('%s / %s: %s', (a, b, same) => {
    expect(likeness(a, b) > 0).toBe(same);
    expect(likeness(b, a)).toBe(likeness(a, b));
  });

  test('the same enterprise and category, while it is open', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db, { data: dataWith({ description: '蒸汽压力不足,影响烘干线' }) });
    const problem = { enterpriseId: 'e1', category: 'energy', description: '蒸汽压力还是不足,烘干线停了' };
    expect((await findDuplicate(db, problem))?.id).toBe(ticket.id);
    expect(await findDuplicate(db, { ...problem, enterpriseId: 'e2' })).toBeNull();
    expect(await findDuplicate(db, { ...problem, category: 'land' })).toBeNull();
    await act(db, ticket, 'cancel', { actor: dispatcher, input: { note: '已恢复' } });
    expect(await findDuplicate(db, problem)).toBeNull();
  });
});

test('what waits for each', async () => {
  const db = await temporaryDatabase();
  const nobody: PersonFacts = {
    ...{ openId: 'ou_x', name: '某人', enterpriseIds: [], commissionerOf: [], departments: [] },
    ...{ dispatcher: false, leader: false, administrator: false },
  };
  const inDepartment = (name: string, openId: string, head = false) => ({
    ...{ ...nobody, openId, departments: [{ name, head }] },
  });
  await open(db, { data: dataWith({ lead: null }) });
  const signed = await open(db, { data: dataWith({ supporting: ['区教委'] }) });
  await act(db, signed, 'accept');
  await open(db);
  const done = await open(db);
  await act(db, done, 'accept');
  await act(db, done, 'resolve', { input: { note: '已办' } });
  const titles = async (person: PersonFacts, when = '11-24T12:00') =>
    (await todosFor(db, person, { now: day(when) })).map((group) => `${group.title} ${group.total}`);
  expect(await titles({ ...nobody, dispatcher: true })).toEqual(['待派单 1']);
  expect(await titles(inDepartment('区经济信息委', 'ou_李强'))).toEqual(['待签收 1', '办理中 1']);
  expect(await titles(inDepartment('区教委', 'ou_孙老师'))).toEqual(['待答复的协办 1']);
  expect(await titles({ ...nobody, commissionerOf: ['e1'] })).toEqual(['待企业确认 1']);
  expect(await titles(inDepartment('区经济信息委', 'ou_局长', true), '12-07T09:00')).toEqual([
    '待签收 1',
    '本单位超期 2',
  ]);
  expect(await titles({ ...nobody, leader: true }, '12-07T09:00')).toEqual(['超期工单 2']);
  expect(await titles(nobody)).toEqual([]);
});
