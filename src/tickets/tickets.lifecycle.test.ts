import { describe, expect, test } from 'vitest';
import { Conflict, Forbidden, InvalidInput } from '#shared/errors.ts';
import type { Actor } from './tickets.action-rule.ts';
import { lifecycleMarkdown } from './tickets.docs.ts';
import { type ActionCode, applyAction, availableActions, beginTicket } from './tickets.lifecycle.ts';
import type { Ticket } from './tickets.tables.ts';
import {
  actor,
  at,
  commissioner,
  dispatcher,
  enterprise,
  handler,
  leader,
  newTicket,
  rules,
} from './tickets.test-builders.ts';
import { TICKET_STATES } from './tickets.types.ts';

const education = '区教委';
const supporter = actor('孙老师', ['supporting-department'], [education]);

function logged(changes = {}): Ticket {
  return beginTicket(newTicket(changes), { actor: enterprise, now: at('2026-11-24T10:00'), rules }).after;
}

/** One step at a Beijing time, written `11-24T10:00`. */
function step(
  ticket: Ticket,
  action: ActionCode,
  by: Actor,
  when: string,
  input: Record<string, unknown> = {},
) {
  return applyAction(ticket, { action, actor: by, input, now: at(`2026-${when}`), rules });
}

const assigned = (changes = {}) =>
  step(logged(changes), 'dispatch', dispatcher, '11-24T10:00', { department: '区经济信息委' }).after;
const working = (changes = {}) => step(assigned(changes), 'accept', handler, '11-24T11:00').after;

describe('the main way', () => {
  test('dispatch starts both clocks, signing makes the handler', () => {
    const ticket = assigned();
    expect(ticket).toMatchObject({ state: 'assigned', leadDepartment: '区经济信息委', assignments: 1 });
    expect(ticket.signDueAt).toEqual(at('2026-11-25T18:00'));
    expect(ticket.resolveDueAt).toEqual(at('2026-12-03T18:00'));
    expect(working()).toMatchObject({ state: 'in_progress', handlerName: '李强', handlerOpenId: 'ou_李强' });
  });

  test('an urgent one is signed for in two working hours and resolved in a day; land has fifteen', () => {
    const urgent = assigned({ urgency: 'urgent' });
    expect(urgent.signDueAt).toEqual(at('2026-11-24T12:00'));
    expect(urgent.resolveDueAt).toEqual(at('2026-11-25T18:00'));
    expect(assigned({ category: 'land' }).resolveDueAt).toEqual(at('2026-12-15T18:00'));
  });

  test('progress, result, confirmation: each tells who has to know', () => {
    const progress = step(working(), 'progress', handler, '11-24T15:00', { note: '已联系供电公司' });
    expect(progress.after.state).toBe('in_progress');
    expect(progress.notices).toEqual([
      expect.objectContaining({ audience: 'enterprise', text: expect.stringContaining('已联系供电公司') }),
    ]);
    const resolved = step(progress.after, 'resolve', handler, '11-25T09:30', { note: '已恢复供电' });
    expect(resolved.after.confirmDueAt).toEqual(at('2026-12-02T18:00'));
    expect(resolved.notices.map((notice) => notice.audience)).toEqual(['enterprise', 'commissioner']);
    const closed = step(resolved.after, 'confirm', enterprise, '11-25T10:00', { satisfaction: 'fair' });
    expect(closed.after).toMatchObject({ state: 'closed', closedAs: 'confirmed', satisfaction: 'fair' });
    expect(closed.notices[0]?.text).toContain('基本满意');
  });

  test('a notice never shows a whole phone number', () => {
    const { notices } = step(working(), 'progress', handler, '11-24T15:00', { note: '请联系 13812345678' });
    expect(notices[0]?.text).toContain('138****5678');
  });
});

describe('refusals', () => {
  test('the reason of a return is required, blank is none', () => {
    for (const note of [undefined, '', '   ']) {
      expect(() => step(assigned(), 'return', handler, '11-24T11:00', { note })).toThrow(InvalidInput);
      expect(() => step(assigned(), 'return', handler, '11-24T11:00', { note })).toThrow('请填写退回原因');
    }
  });

  test('a return is possible until the close of the next working day', () => {
    const at18 = step(assigned(), 'return', handler, '11-25T18:00', { note: '不属于本单位' });
    expect(at18.after).toMatchObject({ state: 'pending_dispatch', leadDepartment: null, returns: 1 });
    const late = () => step(assigned(), 'return', handler, '11-25T18:01', { note: '不属于本单位' });
    expect(late).toThrow(Conflict);
    expect(late).toThrow('已过退回期限');
  });

  test('a stranger is told who may, a late presser what happened', () => {
    expect(() => step(assigned(), 'accept', enterprise, '11-24T11:00')).toThrow(Forbidden);
    expect(() => step(assigned(), 'accept', enterprise, '11-24T11:00')).toThrow('须由主办单位经办人操作');
    const { after, entry } = step(assigned(), 'accept', handler, '11-24T11:00');
    const again = () =>
      applyAction(after, {
        ...{ action: 'accept', actor: actor('张伟', ['lead-department']), input: {}, rules, last: entry },
        now: at('2026-11-24T11:01'),
      });
    expect(again).toThrow(Conflict);
    expect(again).toThrow('T20261124-0001 已由李强签收(11月24日 11:00),当前为「办理中」,不能再签收');
  });

  test('a department that the directory does not hold cannot be chosen', () => {
    expect(() => step(logged(), 'dispatch', dispatcher, '11-24T10:00', { department: '某局' })).toThrow(
      '名录中没有「某局」这个单位',
    );
  });
});

describe('return, ruling, transfer', () => {
  const returned = () => step(assigned(), 'return', handler, '11-24T15:00', { note: '不属于本单位' }).after;

  test('the dispatcher reassigns: the limit to resolve runs on, the one to sign begins anew', () => {
    const again = step(returned(), 'dispatch', dispatcher, '11-25T10:00', { department: education }).after;
    expect(again.signDueAt).toEqual(at('2026-11-26T18:00'));
    expect(again.resolveDueAt).toEqual(at('2026-12-03T18:00'));
    expect(again.assignmentFinal).toBe(false);
  });

  test('a ruling sends it back for good', () => {
    const back = step(returned(), 'uphold', dispatcher, '11-25T10:00', { note: '属贵委职责' });
    expect(back.after).toMatchObject({ leadDepartment: '区经济信息委', assignmentFinal: true });
    expect(() => step(back.after, 'return', handler, '11-25T11:00', { note: '不属于' })).toThrow('已裁定');
    expect(() => step(logged(), 'uphold', dispatcher, '11-25T10:00', { note: 'x' })).toThrow('没有被退回');
  });

  test('the third assignment cannot be returned', () => {
    let ticket = assigned();
    for (const department of [education, '区人力社保局']) {
      ticket = step(ticket, 'return', handler, '11-24T15:00', { note: '不属于本单位' }).after;
      ticket = step(ticket, 'dispatch', dispatcher, '11-24T16:00', { department }).after;
    }
    expect(() => step(ticket, 'return', handler, '11-24T17:00', { note: '不属于' })).toThrow('第 3 次派单');
  });

  test('a corrected category changes the limit, from where it began', () => {
    const moved = step(working(), 'transfer', dispatcher, '11-26T10:00', {
      ...{ department: '江津区规划和自然资源局', category: 'land', note: '实为用地问题' },
    });
    expect(moved.after.resolveDueAt).toEqual(at('2026-12-15T18:00'));
    expect(moved.after).toMatchObject({ state: 'assigned', handlerName: null, category: 'land' });
    const old = moved.notices.filter((notice) => notice.department === '区经济信息委');
    expect(old.map((notice) => notice.text)).toEqual([expect.stringContaining('不再承办')]);
  });

  test('a transfer that is asked for waits for the dispatcher', () => {
    const asked = step(working(), 'ask_transfer', handler, '11-24T15:00', {
      department: education,
      note: '属教委',
    });
    expect(asked.after.transfer).toMatchObject({ status: 'asked', department: education });
    expect(() =>
      step(asked.after, 'ask_transfer', handler, '11-24T15:01', { department: education, note: 'x' }),
    ).toThrow('请等候派单员决定');
    const refused = step(asked.after, 'refuse_transfer', dispatcher, '11-24T16:00', { note: '仍由贵委办理' });
    expect(refused.after).toMatchObject({ state: 'in_progress', transfer: { status: 'refused' } });
  });
});

describe('clocks', () => {
  test('waiting for the enterprise pauses: the due time moves by the working time', () => {
    const asked = step(working(), 'ask_enterprise', handler, '11-25T16:00', { note: '请提供用电合同' }).after;
    const answered = step(asked, 'answer_department', enterprise, '11-26T10:30', { note: '已提供' }).after;
    expect(answered.resolveDueAt).toEqual(at('2026-12-04T14:30'));
    expect(answered.pausedMs).toBe(3.5 * 3_600_000);
    // A second pause adds to the first.
    const again = step(answered, 'ask_enterprise', handler, '11-27T17:00', { note: '还缺一份' }).after;
    const resumed = step(again, 'resume', handler, '11-30T10:00').after;
    expect(resumed.resolveDueAt).toEqual(at('2026-12-04T16:30'));
    expect(resumed.pausedMs).toBe(5.5 * 3_600_000);
    // Both still count when the limit is worked out anew.
    const input = { department: education, category: 'land', note: '实为用地问题' };
    const moved = step(resumed, 'transfer', dispatcher, '11-30T11:00', input).after;
    expect(moved.resolveDueAt).toEqual(at('2026-12-16T16:30'));
  });

  test('an extension is asked once, a working day before due, and decided', () => {
    const wish = { until: '2026-12-10 +0800', note: '等设备到货' };
    const asked = step(working(), 'ask_extension', handler, '12-03T09:00', wish).after;
    expect(asked.resolveDueAt).toEqual(at('2026-12-03T18:00'));
    const granted = step(asked, 'grant_extension', dispatcher, '12-03T10:00').after;
    expect(granted.resolveDueAt).toEqual(at('2026-12-10T18:00'));
    expect(() => step(granted, 'ask_extension', handler, '12-04T09:00', wish)).toThrow('只能申请一次');
    expect(() => step(working(), 'ask_extension', handler, '12-03T09:01', wish)).toThrow('不足一个工作日');
    const weekend = { ...wish, until: '2026-12-12' };
    expect(() => step(working(), 'ask_extension', handler, '12-01T09:00', weekend)).toThrow('不是工作日');
    const earlier = { ...wish, until: '2026-12-03' };
    expect(() => step(working(), 'ask_extension', handler, '12-01T09:00', earlier)).toThrow('应晚于');
    const refused = step(asked, 'refuse_extension', dispatcher, '12-03T10:00', { note: '不予延期' }).after;
    expect(refused.resolveDueAt).toEqual(at('2026-12-03T18:00'));
  });

  test('urgent midway counts from now but never later; normal again counts from the beginning', () => {
    const raise = { urgency: 'urgent', note: '停产' };
    const urgent = step(assigned(), 'set_urgency', dispatcher, '11-25T10:00', raise).after;
    expect(urgent.signDueAt).toEqual(at('2026-11-25T12:00'));
    expect(urgent.resolveDueAt).toEqual(at('2026-11-26T18:00'));
    const late = step(working(), 'set_urgency', dispatcher, '12-03T10:00', raise).after;
    expect(late.resolveDueAt).toEqual(at('2026-12-03T18:00'));
    const calm = step(urgent, 'set_urgency', dispatcher, '11-25T11:00', {
      urgency: 'normal',
      note: '已恢复',
    });
    expect(calm.after.resolveDueAt).toEqual(at('2026-12-03T18:00'));
  });

  test('disputed and reopened work gets its whole limit again, and is counted', () => {
    const resolved = step(working(), 'resolve', handler, '11-25T10:00', { note: '已处理' }).after;
    const disputed = step(resolved, 'dispute', commissioner, '11-26T10:00', { note: '仍停电' }).after;
    expect(disputed).toMatchObject({
      state: 'in_progress',
      disputes: 1,
      handlerName: '李强',
      resolvedAt: null,
    });
    expect(disputed.resolveDueAt).toEqual(at('2026-12-07T18:00'));
    const closed = step(resolved, 'confirm', enterprise, '11-26T10:00').after;
    const reopened = step(closed, 'reopen', enterprise, '12-26T23:59', { note: '又停电' }).after;
    expect(reopened).toMatchObject({ state: 'in_progress', reopenings: 1, closedAt: null });
    expect(() => step(closed, 'reopen', enterprise, '12-27T00:00', { note: '又停电' })).toThrow('超过 30 天');
  });
});

describe('the end', () => {
  const resolved = () => step(working(), 'resolve', handler, '11-25T10:00', { note: '已处理' }).after;

  test('not satisfied is a dispute and needs its reason', () => {
    const press = (note?: string) =>
      step(resolved(), 'confirm', enterprise, '11-26T10:00', { satisfaction: 'dissatisfied', note });
    expect(() => press()).toThrow('请填写未解决的原因');
    const done = press('只修了一半');
    expect(done.action).toBe('dispute');
    expect(done.after).toMatchObject({ state: 'in_progress', satisfaction: 'dissatisfied', disputes: 1 });
  });

  test('silence confirms when its time is over, and not before', () => {
    const system: Actor = { openId: null, name: '系统', roles: ['system'] };
    expect(() => step(resolved(), 'default_confirm', system, '12-02T17:59')).toThrow('确认期限未到');
    const closed = step(resolved(), 'default_confirm', system, '12-02T18:00').after;
    expect(closed).toMatchObject({ state: 'closed', closedAs: 'default', satisfaction: null });
  });
});

describe('from beside', () => {
  test('pressing is possible once a working day and reaches handler and head', () => {
    const urged = step(working(), 'urge', enterprise, '11-27T10:00');
    expect(urged.notices.map((notice) => notice.audience)).toEqual(['handler', 'head']);
    expect(urged.notices[0]?.department).toBe('区经济信息委');
    expect(() => step(urged.after, 'urge', commissioner, '11-29T10:00')).toThrow('每个工作日只能催办一次');
    expect(step(urged.after, 'urge', commissioner, '11-30T09:00').after.urges).toBe(2);
    expect(step(logged(), 'urge', enterprise, '11-24T11:00').notices.map((n) => n.audience)).toEqual([
      'dispatcher',
    ]);
  });

  test('leaders supervise as often as they like', () => {
    const once = step(working(), 'supervise', leader, '11-27T10:00', { note: '尽快' });
    expect(step(once.after, 'supervise', leader, '11-27T10:01').after.supervisions).toBe(2);
  });

  test('supporting departments answer in three days, the lead alone resolves', () => {
    const choice = { department: '区经济信息委', supporting: [education, '区经济信息委'] };
    const { after, notices } = step(logged(), 'dispatch', dispatcher, '11-24T10:00', choice);
    expect(after.supporting).toEqual([education]);
    expect(after.supportDueAt).toEqual(at('2026-11-27T18:00'));
    expect(notices.map((notice) => notice.audience)).toEqual(['enterprise', 'department', 'supporting']);
    const answered = step(after, 'support_answer', supporter, '11-25T10:00', { note: '学位已落实' });
    expect(answered.after.supportAnswered).toEqual([education]);
    expect(answered.notices[0]?.text).toContain('区教委答复:学位已落实');
    const accepted = step(answered.after, 'accept', handler, '11-25T10:00').after;
    expect(() => step(accepted, 'resolve', supporter, '11-25T11:00', { note: 'x' })).toThrow(Forbidden);
  });
});

test('the buttons of each side', () => {
  const offered = (ticket: Ticket, by: Actor) =>
    availableActions(ticket, { actor: by, now: at('2026-11-24T11:00'), rules });
  expect(offered(assigned(), handler)).toEqual(['accept', 'return', 'ask_transfer']);
  expect(offered(assigned(), enterprise)).toEqual(['supplement', 'cancel', 'urge']);
  expect(offered(logged(), dispatcher)).toEqual(['dispatch', 'cancel', 'merge', 'set_urgency']);
  expect(offered(assigned(), leader)).toEqual(['supervise']);
  expect(offered(assigned(), actor('路人', []))).toEqual([]);
});

test('the documents are made from the table', () => {
  const text = lifecycleMarkdown();
  expect(text).toContain('assigned --> in_progress: 签收');
  expect(text).toContain('| 退回 | 待签收、办理中 | 待派单 | 主办单位经办人 | 退回原因 |');
  for (const state of TICKET_STATES) expect(text).toContain(` as ${state}`);
});
