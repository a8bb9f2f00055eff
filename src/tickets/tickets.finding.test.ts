import { sql } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import { runBatch } from '#database/database.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { openTickets } from './open-tickets.ts';
import { weekCounts } from './tickets.counts.ts';
import { LEDGER_TITLES, ledgerRows } from './tickets.ledger.ts';
import { numbersIn, parseNumber } from './tickets.number.ts';
import { maySee, type PersonFacts, rolesFor } from './tickets.roles.ts';
import {
  findTickets,
  findTicketsForChat,
  getHistory,
  getTicket,
  getTicketByNumber,
  openTicketsOf,
} from './tickets.store.ts';
import { tickets } from './tickets.tables.ts';
import {
  act,
  at,
  dataWith,
  dispatcher,
  enterprise,
  handler,
  open,
  rules,
  sampleData,
} from './tickets.test-builders.ts';
import { ticketView } from './tickets.view.ts';

// A busy machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const source = { chatId: 'oc_e1', messageId: 'om_1' };
const now = at('2026-11-24T10:00');

describe('finding', () => {
  test('numbers as people write them', async () => {
    const db = await temporaryDatabase();
    await open(db);
    const newest = await open(db, { now: at('2026-11-25T09:30') });
    for (const text of [
      'T20261124-0001',
      't20261124-1',
      'T20261124—0001',
      'T20261124 - 0001',
      '20261124-001',
    ]) {
      expect((await getTicketByNumber(db, text))?.number).toBe('T20261124-0001');
    }
    for (const text of ['0001', '1号', '第1号', '1', '1号', '#1']) {
      expect((await getTicketByNumber(db, text))?.id).toBe(newest.id);
    }
    expect(await getTicketByNumber(db, '1号', { enterpriseId: 'e9' })).toBeNull();
    for (const text of ['', '明年想上市', 'T20261124', '13812345678', '0001 和 0002']) {
      expect(parseNumber(text)).toBeNull();
    }
    expect(numbersIn('请看t20261124-1和 T20261124-0012,谢谢')).toEqual(['T20261124-0001', 'T20261124-0012']);
  });

  test('each side finds its own', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db, { data: dataWith({ supporting: ['区教委'] }) });
    const urgent = await open(db, { data: dataWith({ urgency: 'urgent' }) });
    await act(db, urgent, 'accept');
    expect((await openTicketsOf(db, { enterpriseId: 'e1' })).map((one) => one.id)).toEqual([
      urgent.id,
      ticket.id,
    ]);
    expect((await openTicketsOf(db, { enterpriseIds: ['e1', 'e2'] })).length).toBe(2);
    expect((await openTicketsOf(db, { department: '区教委' })).map((one) => one.id)).toEqual([ticket.id]);
    expect((await openTicketsOf(db, { department: '区经济信息委' })).length).toBe(2);
    expect((await openTicketsOf(db, { reporterOpenId: 'ou_王芳' })).length).toBe(2);
    expect((await openTicketsOf(db, { handlerOpenId: 'ou_李强' })).map((one) => one.id)).toEqual([urgent.id]);
    expect((await findTicketsForChat(db, 'oc_e1')).map((one) => one.id)).toEqual([urgent.id, ticket.id]);
    expect((await findTickets(db, { overdueAt: at('2026-11-26T09:00') })).map((one) => one.id)).toEqual([
      urgent.id,
    ]);
    expect(await findTickets(db, { requested: true })).toEqual([]);
    await act(db, ticket, 'ask_transfer', { input: { department: '区人力社保局', note: '不属本单位' } });
    expect((await findTickets(db, { requested: true })).map((one) => one.id)).toEqual([ticket.id]);
    await act(db, ticket, 'cancel', { actor: enterprise, input: { note: '不需要了' } });
    expect((await openTicketsOf(db, { enterpriseId: 'e1' })).map((one) => one.id)).toEqual([urgent.id]);
  });

  test('who a person is to a ticket', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db, { data: dataWith({ supporting: ['区教委'] }) });
    const nobody: PersonFacts = {
      ...{ openId: 'ou_x', name: '某人', enterpriseIds: [], commissionerOf: [], departments: [] },
      ...{ dispatcher: false, leader: false, administrator: true },
    };
    const inDepartment = (name: string) => ({ ...nobody, departments: [{ name, head: false }] });
    expect(rolesFor(ticket, nobody)).toEqual([]);
    expect(maySee(ticket, nobody)).toBe(false);
    expect(rolesFor(ticket, { ...nobody, openId: 'ou_王芳' })).toEqual([]);
    expect(rolesFor(ticket, { ...nobody, enterpriseIds: ['e1'] })).toEqual(['enterprise']);
    expect(rolesFor(ticket, { ...nobody, enterpriseIds: ['e2'] })).toEqual([]);
    expect(rolesFor(ticket, { ...nobody, commissionerOf: ['e1'] })).toEqual(['commissioner']);
    expect(rolesFor(ticket, inDepartment('区经济信息委'))).toEqual(['lead-department']);
    expect(rolesFor(ticket, inDepartment('区教委'))).toEqual(['supporting-department']);
    expect(rolesFor(ticket, { ...nobody, dispatcher: true, leader: true })).toEqual(['dispatcher', 'leader']);
    const unbound = { ...ticket, enterpriseId: null };
    expect(rolesFor(unbound, { ...nobody, openId: 'ou_王芳' })).toEqual(['enterprise']);
    const { after } = await act(db, ticket, 'return', { input: { note: '不属于本单位' } });
    expect(rolesFor(after, inDepartment('区经济信息委'))).toEqual(['former-department']);
  });
});

test('the view says where it stands, whose turn it is and what can be done', async () => {
  const db = await temporaryDatabase();
  const ticket = await open(db);
  const view = async (when: string, by = handler) => {
    const row = (await getTicket(db, ticket.id)) ?? ticket;
    return ticketView(row, await getHistory(db, ticket.id), { now: at(`2026-${when}`), actor: by, rules });
  };
  expect(await view('11-24T10:00')).toMatchObject({
    ...{
      number: 'T20261124-0001',
      stateName: '待签收',
      category: '用能',
      urgent: false,
      lead: '区经济信息委',
    },
    ...{ enterprise: '重庆鑫宏铝业有限公司', due: '12月3日 18:00,剩余 7 个工作日', overdue: false },
    description: '夏季限电,生产线停了,联系人 138****5678',
    nextStep: '等候区经济信息委签收(11月25日 18:00 前)',
    lastStep: '11月24日 10:00 系统派单至区经济信息委',
    limits: [
      { label: '签收时限', text: '11月25日 18:00,剩余 1 个工作日', overdue: false },
      { label: '办结时限', text: '12月3日 18:00,剩余 7 个工作日', overdue: false },
    ],
  });
  const actions = (await view('11-24T10:00')).actions;
  expect(actions.map((action) => action.label)).toEqual(['签收', '退回', '申请转办']);
  expect(actions[1]?.fields).toMatchObject([{ name: 'note', label: '退回原因', required: true }]);
  await act(db, ticket, 'accept');
  const late = await view('12-07T18:00');
  expect(late).toMatchObject({
    due: '12月3日 18:00,已超期 2 个工作日',
    overdue: true,
    nextStep: '区经济信息委(李强)办理中',
  });
  await act(db, ticket, 'ask_enterprise', { input: { note: '请提供合同' } });
  expect(await view('11-24T15:00', enterprise)).toMatchObject({
    ...{ due: '12月3日 18:00(等候企业补充,暂停计时)', overdue: false, nextStep: '等候企业补充情况' },
    lastStep: '11月24日 11:00 李强请企业补充情况:请提供合同',
  });
});

test('the dispatcher sees where an unsure one could go, and what was read out of it', async () => {
  const db = await temporaryDatabase();
  const details = {
    ...{ place: '德感工业园', amounts: [{ value: 200, unit: '人' }] },
    candidates: [
      { category: 'labor', lead: '区人力社保局', supporting: [] },
      { category: 'energy', lead: '区经济信息委', supporting: [] },
    ],
  };
  const ticket = await open(db, { data: dataWith({ lead: null, details }) });
  const show = (row: typeof ticket) => ticketView(row, [], { now, actor: dispatcher, rules });
  expect(show(ticket)).toMatchObject({
    ...{ candidates: ['用工 → 区人力社保局', '用能 → 区经济信息委'], facts: ['德感工业园', '200 人'] },
    ...{ lead: '—', request: null, due: '11月25日 18:00,剩余 1 个工作日' },
  });
  const input = { department: '区人力社保局', category: 'labor' };
  const { after } = await act(db, ticket, 'dispatch', { actor: dispatcher, input });
  expect(show(after)).toMatchObject({ candidates: [], category: '用工', lead: '区人力社保局' });
});

test("a week's figures, as they were at its end", async () => {
  const db = await temporaryDatabase();
  const week = { from: at('2026-11-23T00:00'), to: at('2026-11-30T00:00') };
  const urgent = await open(db, { data: dataWith({ urgency: 'urgent' }) });
  const land = await open(db, { data: dataWith({ category: 'land', lead: '江津区规划和自然资源局' }) });
  await open(db, { data: dataWith({ lead: null }) });
  await act(db, land, 'accept');
  await act(db, land, 'resolve', { input: { note: '已办' } });
  await act(db, land, 'dispute', { actor: enterprise, input: { note: '没有' } });
  await act(db, land, 'resolve', { input: { note: '再办' } });
  const counts = await weekCounts(db, week);
  expect(counts.total).toEqual({ logged: 3, resolved: 1, closed: 0, open: 3, overdue: 1 });
  expect(counts.byCategory).toEqual([
    { category: 'energy', counts: { logged: 2, resolved: 0, closed: 0, open: 2, overdue: 1 } },
    { category: 'land', counts: { logged: 1, resolved: 1, closed: 0, open: 1, overdue: 0 } },
  ]);
  const byLead = new Map(counts.byLead.map((row) => [row.lead, row.counts]));
  expect(byLead.size).toBe(3);
  expect(byLead.get(null)).toEqual({ logged: 1, resolved: 0, closed: 0, open: 1, overdue: 0 });
  expect(byLead.get('区经济信息委')).toEqual({ logged: 1, resolved: 0, closed: 0, open: 1, overdue: 1 });
  // What happens later does not change what was.
  await act(db, land, 'confirm', { actor: enterprise, now: at('2026-12-01T10:00') });
  await act(db, urgent, 'cancel', {
    actor: enterprise,
    input: { note: '不需要了' },
    now: at('2026-12-01T10:00'),
  });
  expect((await weekCounts(db, week)).total).toEqual(counts.total);
  const next = await weekCounts(db, { from: week.to, to: at('2026-12-07T00:00') });
  expect(next.total).toEqual({ logged: 0, resolved: 0, closed: 1, open: 1, overdue: 0 });
});

test('no statement has more parameters than D1 takes', async () => {
  const db = await temporaryDatabase();
  const { statements } = await openTickets(db, { data: sampleData, actor: enterprise, source, now, rules });
  for (const statement of statements) {
    const { params } = (statement as unknown as { toSQL(): { params: unknown[] } }).toSQL();
    expect(params.length).toBeLessThanOrEqual(100);
  }
  await runBatch(db, statements);
  expect(await db.select({ n: sql<number>`count(*)` }).from(tickets)).toEqual([{ n: 1 }]);
});

test('the ledger has a row for each ticket, in Beijing time, with the last result', async () => {
  const db = await temporaryDatabase();
  const ticket = await open(db);
  await act(db, ticket, 'accept');
  await act(db, ticket, 'resolve', { input: { note: '第一次' } });
  await act(db, ticket, 'dispute', { actor: enterprise, input: { note: '没有解决' } });
  await act(db, ticket, 'resolve', { input: { note: '请致电 13812345678' }, now: at('2026-11-25T09:05') });
  for (let i = 0; i < 91; i++) await open(db);
  const rows = await ledgerRows(db, { from: at('2026-11-24T00:00'), to: at('2026-11-25T00:00') }, rules);
  expect(rows).toHaveLength(92);
  const first = Object.fromEntries(LEDGER_TITLES.map((title, index) => [title, rows[0]?.[index]]));
  expect(first).toMatchObject({
    ...{ 工单号: 'T20261124-0001', 登记时间: '2026-11-24 10:00', 诉求类别: '用能', 状态: '已办结待确认' },
    ...{
      经办人: '李强',
      办结时间: '2026-11-25 09:05',
      办理结果: '请致电 138****5678',
      重办次数: 1,
      归档时间: '',
    },
  });
  expect(rows.map((row) => row[0])).toEqual([...rows.map((row) => row[0])].sort());
  expect(await ledgerRows(db, { from: at('2026-11-25T00:00'), to: at('2026-11-26T00:00') }, rules)).toEqual(
    [],
  );
});
