import { eq } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import { runBatch } from '#database/database.ts';
import { Conflict, InvalidInput, isConstraintError, NotFound } from '#shared/errors.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { actOnTicket } from './act-on-ticket.ts';
import { openTickets } from './open-tickets.ts';
import { openClocks } from './tickets.clocks.ts';
import { changeDraft, getDraft, openDraftOf, prepareDraft } from './tickets.drafts.ts';
import type { ACTION_CODES } from './tickets.lifecycle.ts';
import { clocksOf, countTickets, getHistory, getTicket, getTicketByNumber } from './tickets.store.ts';
import { ticketHistory } from './tickets.tables.ts';
import {
  act,
  actor,
  at,
  commit,
  dataWith,
  dispatcher,
  enterprise,
  handler,
  open,
  replay,
  rules,
  sampleData,
} from './tickets.test-builders.ts';

// A busy machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const source = { chatId: 'oc_e1', messageId: 'om_1' };
const now = at('2026-11-24T10:00');

describe('opening', () => {
  test('a problem with a lead is dispatched at once; without one it waits for the dispatcher', async () => {
    const db = await temporaryDatabase();
    const known = await openTickets(db, { data: sampleData, actor: enterprise, source, now, rules });
    expect(known.notices.map((notice) => notice.audience)).toEqual(['enterprise', 'department']);
    await runBatch(db, known.statements);
    const first = await getTicketByNumber(db, 'T20261124-0001');
    expect(first).toEqual(known.tickets[0]);
    expect(first).toMatchObject({ state: 'assigned', leadDepartment: '区经济信息委', tier: 'municipal' });
    expect((await getHistory(db, first?.id ?? '')).map((entry) => entry.action)).toEqual(['log', 'dispatch']);

    for (const lead of [null, '没有群也没有人的单位']) {
      const unsure = await open(db, { data: dataWith({ lead }) });
      expect(unsure).toMatchObject({ state: 'pending_dispatch', leadDepartment: null });
      expect(await clocksOf(db, unsure.id)).toMatchObject([
        { kind: 'dispatch', dueAt: at('2026-11-25T18:00') },
      ]);
    }
    expect(await countTickets(db, {})).toBe(3);
  });

  test('several problems of one message are linked tickets with following numbers', async () => {
    const db = await temporaryDatabase();
    const [item] = sampleData.items;
    if (!item) throw new Error('the sample has a problem');
    const data = { ...sampleData, items: [item, { ...item, category: 'labor', lead: '区人力社保局' }] };
    const { statements, tickets: made } = await openTickets(db, {
      data,
      actor: enterprise,
      source,
      now,
      rules,
    });
    await runBatch(db, statements);
    expect(made.map((ticket) => ticket.number)).toEqual(['T20261124-0001', 'T20261124-0002']);
    expect(made[0]?.linkedGroup).not.toBeNull();
    expect(made[0]?.linkedGroup).toBe(made[1]?.linkedGroup);
    // The next Beijing day begins anew: 00:10 there is still the day before in UTC.
    const next = await open(db, { now: at('2026-11-25T00:10') });
    expect(next.number).toBe('T20261125-0001');
  });

  test('what is missing is said', async () => {
    const db = await temporaryDatabase();
    const tryOpen = (data: typeof sampleData) =>
      openTickets(db, { data, actor: enterprise, source, now, rules });
    await expect(tryOpen({ ...sampleData, enterprise: null })).rejects.toThrow('请先选择或填写企业名称');
    await expect(tryOpen({ ...sampleData, items: [] })).rejects.toThrow(InvalidInput);
    await expect(tryOpen(dataWith({ description: ' ' }))).rejects.toThrow('请写明问题的具体情况');
    await expect(tryOpen(dataWith({ category: 'weather' }))).rejects.toThrow('没有「weather」这个诉求类别');
  });

  test('numbers stay unique when many are opened at once', async () => {
    const db = await temporaryDatabase();
    const made = await Promise.all(Array.from({ length: 40 }, () => open(db)));
    const numbers = new Set(made.map((ticket) => ticket.number));
    expect(numbers.size).toBe(40);
    expect(Math.max(...made.map((ticket) => ticket.seq))).toBe(40);
    expect(await countTickets(db, {})).toBe(40);
  });
});

describe('drafts', () => {
  async function drafted() {
    const db = await temporaryDatabase();
    const author = { openId: 'ou_王芳', name: '王芳' };
    const { statements, draft } = prepareDraft(db, { data: sampleData, author, source, now });
    await runBatch(db, statements);
    const submit = () =>
      openTickets(db, { data: draft.data, draftId: draft.id, actor: enterprise, source, now, rules });
    return { db, draft, submit };
  }

  test('submitted by many at once it becomes one ticket, and the others are told its number', async () => {
    const { db, submit } = await drafted();
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => commit(db, submit)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(Conflict);
    }
    await expect(submit()).rejects.toThrow('已登记为 T20261124-0001,无需重复提交');
    expect(await countTickets(db, {})).toBe(1);
  });

  test('it is corrected while it is open, and not afterwards', async () => {
    const { db, draft, submit } = await drafted();
    expect(await openDraftOf(db, 'ou_王芳', 'oc_e1')).toEqual(draft);
    const data = dataWith({ urgency: 'urgent' });
    await commit(db, () => changeDraft(db, { id: draft.id, change: { data }, now }));
    expect((await getDraft(db, draft.id))?.data).toEqual(data);
    await commit(db, () => changeDraft(db, { id: draft.id, change: 'discard', now }));
    await expect(changeDraft(db, { id: draft.id, change: { data }, now })).rejects.toThrow('已取消');
    await expect(submit()).rejects.toThrow('已取消');
    expect(await openDraftOf(db, 'ou_王芳', 'oc_e1')).toBeNull();
  });
});

describe('acting', () => {
  test('200 press at once: one signs, one entry is written, the others learn who it was', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db);
    const presses = Array.from({ length: 200 }, (_, index) =>
      act(db, ticket, 'accept', { actor: actor(`经办人${index}`, ['lead-department']) }),
    );
    const results = await Promise.allSettled(presses);
    const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(won).toHaveLength(1);
    const winner = won[0]?.after.handlerName;
    for (const result of results) {
      if (result.status === 'rejected') expect(String(result.reason.message)).toContain(`已由${winner}签收`);
    }
    const history = await getHistory(db, ticket.id);
    expect(history.filter((entry) => entry.action === 'accept')).toHaveLength(1);
    expect(await getTicket(db, ticket.id)).toEqual(won[0]?.after);
  });

  test('sign and return at the same moment: one of them happens', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db);
    const results = await Promise.allSettled([
      act(db, ticket, 'accept'),
      act(db, ticket, 'cancel', { actor: enterprise, input: { note: '不需要了' } }),
    ]);
    // Signed and then cancelled is possible, both at once is not: the entries follow one another.
    const history = await getHistory(db, ticket.id);
    expect(history).toHaveLength(2 + results.filter((result) => result.status === 'fulfilled').length);
    expect(replay(history)).toEqual(await getTicket(db, ticket.id));
  });

  test('rows and clocks follow the history through a long life', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db, { data: dataWith({ supporting: ['区教委'] }) });
    const steps: [(typeof ACTION_CODES)[number], string, ReturnType<typeof actor>, Record<string, string>][] =
      [
        ['return', '11-24T15:00', handler, { note: '不属于本单位' }],
        ['dispatch', '11-25T10:00', dispatcher, { department: '区人力社保局' }],
        ['accept', '11-25T11:00', handler, {}],
        [
          'support_answer',
          '11-25T15:00',
          actor('孙老师', ['supporting-department'], ['区教委']),
          { note: '同意' },
        ],
        ['ask_enterprise', '11-25T16:00', handler, { note: '请补充' }],
        ['answer_department', '11-26T10:30', enterprise, { note: '已补充' }],
        ['ask_extension', '11-27T09:00', handler, { note: '设备未到', until: '2026-12-10' }],
        ['grant_extension', '11-27T10:00', dispatcher, {}],
        ['resolve', '12-08T10:00', handler, { note: '已解决' }],
        ['dispute', '12-08T11:00', enterprise, { note: '没有解决' }],
        ['resolve', '12-09T10:00', handler, { note: '这次解决了' }],
        ['confirm', '12-09T11:00', enterprise, { satisfaction: 'satisfied' }],
      ];
    for (const [action, when, by, input] of steps) {
      await act(db, ticket, action, { actor: by, input, now: at(`2026-${when}`) });
    }
    const after = await getTicket(db, ticket.id);
    expect(after).toMatchObject({
      state: 'closed',
      returns: 1,
      disputes: 1,
      version: 14,
      satisfaction: 'satisfied',
    });
    expect(replay(await getHistory(db, ticket.id))).toEqual(after);
    const clocks = await clocksOf(db, ticket.id);
    expect(clocks.every((clock) => clock.endedAt !== null)).toBe(true);
    const told = clocks.map((clock) => `${clock.kind}/${clock.department}/${clock.ending}`);
    expect(told).toEqual([
      ...['resolve/区经济信息委/moved', 'sign/区经济信息委/dropped', 'support/区教委/dropped'],
      ...['dispatch//done', 'resolve//moved'],
      ...['resolve/区人力社保局/paused', 'sign/区人力社保局/done', 'support/区教委/done'],
      'resolve/区人力社保局/moved',
      ...['resolve/区人力社保局/done', 'confirm//done', 'resolve/区人力社保局/done', 'confirm//done'],
    ]);
    expect(clocks.find((clock) => clock.ending === 'paused')?.dueAt).toEqual(at('2026-12-03T18:00'));
  });

  test('the open clocks in the database are those of the ticket', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db, { data: dataWith({ supporting: ['区教委', '区人力社保局'] }) });
    const { after } = await act(db, ticket, 'accept');
    const running = (await clocksOf(db, ticket.id)).filter((clock) => clock.endedAt === null);
    const shape = (clock: { kind: string; department: string; dueAt: Date }) =>
      `${clock.kind}/${clock.department}/${clock.dueAt.toISOString()}`;
    expect(running.map(shape).sort()).toEqual(openClocks(after).map(shape).sort());
  });

  test('a ticket that is not there', async () => {
    const db = await temporaryDatabase();
    await expect(
      actOnTicket(db, { ticketId: 'x', action: 'accept', actor: handler, now, rules }),
    ).rejects.toThrow(NotFound);
  });

  test('history is never edited, not even by SQL', async () => {
    const db = await temporaryDatabase();
    const ticket = await open(db);
    const change = db
      .update(ticketHistory)
      .set({ note: '改过' })
      .where(eq(ticketHistory.ticketId, ticket.id));
    await expect(change).rejects.toSatisfy(isConstraintError);
    await expect(db.delete(ticketHistory)).rejects.toSatisfy(isConstraintError);
    expect((await getHistory(db, ticket.id)).every((entry) => entry.note === null)).toBe(true);
  });
});
