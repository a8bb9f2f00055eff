import { describe, expect, it } from 'vitest';
import type { Database } from '#database/database.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { act, at, dataWith, dispatcher, enterprise, open, rules } from '#tickets/tickets.test-builders.ts';
import { reportDocx } from './exports/exports.docx.ts';
import type { Report } from './exports/exports.report.ts';
import { packReport } from './summaries.pack.ts';
import { noQuestions } from './summaries.test-builders.ts';

const pack = (db: Database, now: string) =>
  packReport({ db, rules, questions: noQuestions }, '重庆市江津区', at(now));

/** How many problems the overview has for each reason. */
function countsOf(report: Report): Record<string, unknown> {
  const table = report.sections[0]?.blocks.find((block) => block.type === 'table');
  return Object.fromEntries(table?.type === 'table' ? table.rows : []);
}

const NOTHING = { 超期较久: 0, 多次退单: 0, 涉及多个单位: 0, 多家企业共同反映: 0 };
const accepted = (db: Database) => open(db).then((ticket) => act(db, ticket, 'accept').then(() => ticket));

describe('the material of a joint meeting', () => {
  it('holds what is overdue beyond the limit, with its history; nothing that is in time', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db);
    const early = JSON.stringify(await pack(db, '2026-11-24T15:00'));
    expect(early).toContain('目前有 0 件');
    expect(early).not.toContain(ticket.number);

    const report = await pack(db, '2026-12-31T10:00');
    const text = JSON.stringify(report);
    expect(text).toContain('目前有 1 件');
    expect(text).toContain(ticket.number);
    expect(text).toMatch(/已超期 \d+ 个工作日/);
    expect(text).toContain('王芳登记');
    expect(text).not.toContain('13812345678');
    expect((await reportDocx(report)).byteLength).toBeGreaterThan(5_000);
  });

  it('counts working days over the limit: two are not enough, three are', async () => {
    const db = await temporaryDatabase();
    const ticket = await accepted(db);
    // Seven working days from Tuesday 24 November end on Thursday 3 December; a weekend follows the Friday.
    expect(countsOf(await pack(db, '2026-12-08T17:59'))).toEqual(NOTHING);
    const report = await pack(db, '2026-12-08T18:00');
    expect(countsOf(report)).toEqual({ ...NOTHING, 超期较久: 1 });
    expect(JSON.stringify(report)).toContain('已超期 3 个工作日');
    expect(JSON.stringify(report)).toContain(ticket.number);
  });

  it('leaves out what waits for the enterprise or its word, and what is at an end, however late', async () => {
    const db = await temporaryDatabase();
    const waiting = await accepted(db);
    await act(db, waiting, 'ask_enterprise', { input: { note: '请补材料' } });
    const resolved = await accepted(db);
    await act(db, resolved, 'resolve', { input: { note: '已解决' }, now: at('2026-12-20T10:00') });
    const cancelled = await accepted(db);
    await act(db, cancelled, 'cancel', { actor: enterprise, input: { note: '不需要了' } });
    expect(countsOf(await pack(db, '2026-12-31T10:00'))).toEqual(NOTHING);
  });

  it('holds what was returned three times; not what was returned twice', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db);
    // A rule of three assignments ends returning before that: here a district that allows more.
    const lenient = { ...rules, standards: { ...rules.standards, final_assignment: 9 } };
    const back = async (minute: number) => {
      const now = at(`2026-11-24T11:${String(minute).padStart(2, '0')}`);
      await act(db, ticket, 'return', { now, rules: lenient, input: { note: '不属于本单位职责' } });
      const input = { department: '区经济信息委' };
      await act(db, ticket, 'dispatch', { now, rules: lenient, actor: dispatcher, input });
    };
    await back(1);
    await back(2);
    expect(countsOf(await pack(db, '2026-11-24T12:00'))).toEqual(NOTHING);
    await back(3);
    const report = await pack(db, '2026-11-24T12:00');
    expect(countsOf(report)).toEqual({ ...NOTHING, 多次退单: 1 });
    expect(JSON.stringify(report)).toContain('已退单 3 次');
  });

  it('holds what needs three departments; not what needs two', async () => {
    const db = await temporaryDatabase();
    await open(db, { data: dataWith({ supporting: ['区教委'] }) });
    expect(countsOf(await pack(db, '2026-11-24T12:00'))).toEqual(NOTHING);
    const wide = await open(db, { data: dataWith({ supporting: ['区教委', '区人力社保局'] }) });
    const report = await pack(db, '2026-11-24T12:00');
    expect(countsOf(report)).toEqual({ ...NOTHING, 涉及多个单位: 1 });
    expect(JSON.stringify(report)).toContain(wide.number);
    expect(JSON.stringify(report)).toContain('区经济信息委、区教委、区人力社保局');
  });

  it('names what three enterprises of one place report in a month; not two, not of another category', async () => {
    const db = await temporaryDatabase();
    const from = (id: string, category: string) => {
      const named = { id, name: `企业${id}`, park: '德感工业园', town: '德感街道', tier: null };
      return open(db, { data: { ...dataWith({ category }), enterprise: named } });
    };
    await from('e1', 'energy');
    await from('e2', 'energy');
    await from('e3', 'labor');
    await from('e2', 'energy');
    expect(countsOf(await pack(db, '2026-11-24T12:00'))).toEqual(NOTHING);
    await from('e3', 'energy');
    const report = await pack(db, '2026-11-24T12:00');
    expect(countsOf(report)).toEqual({ ...NOTHING, 多家企业共同反映: 1 });
    expect(JSON.stringify(report)).toContain('德感工业园有 3 家企业反映用能问题,本月共 4 件');
    // None of them is one for the leaders by itself.
    expect(JSON.stringify(report)).toContain('目前有 0 件');
  });
});
