import { describe, expect, it } from 'vitest';
import { getTicketByNumber } from '#tickets/tickets.store.ts';
import { actionsIn, last, logged, openFrom, REPORT, ticketOf, UNSURE } from './tickets-steps.ts';
import {
  COMMISSIONER,
  CONTACT,
  DEPARTMENT_CHAT,
  DISPATCH_CHAT,
  DISPATCHER,
  ENTERPRISE_CHAT,
  HANDLER,
  HEAD,
  LEADER,
  LEADERS_CHAT,
  labelsOf,
  openWorld,
  type Seen,
  wordsOf,
} from './tickets-world.ts';

describe('a problem followed to its end', () => {
  it('draft, sign, progress, question, answer, result, dispute, result, confirmed with satisfaction', async () => {
    const world = await openWorld();
    const { number, card, draft } = await logged(world);
    expect(number).toBe('T20261124-0001');
    expect(wordsOf(draft)).toContain(number);
    expect(wordsOf(card)).toContain('已派至贵单位主办');

    const signed = await world.press(HANDLER, card, '签收');
    expect(signed.toast).toEqual({ type: 'success', content: '签收成功' });
    expect(wordsOf(last(signed.sent, ENTERPRISE_CHAT))).toContain('已由区经济信息委签收');

    const progress = await world.press(HANDLER, card, '反馈进展', { note: '供电企业已到现场勘察' });
    expect(wordsOf(last(progress.sent, ENTERPRISE_CHAT))).toContain('供电企业已到现场勘察');

    const asked = await world.press(HANDLER, card, '请企业补充', { note: '请提供近三个月用电量' });
    const question = last(asked.sent, ENTERPRISE_CHAT);
    expect((await ticketOf(world, number)).ticket.state).toBe('awaiting_enterprise');
    const answered = await world.press(CONTACT, question, '补充情况', { note: '月均 40 万度' });
    expect(wordsOf(last(answered.sent, DEPARTMENT_CHAT))).toContain('月均 40 万度');

    const more = await world.press(CONTACT, question, '补充说明', { note: '下月还要上一条产线' });
    expect(wordsOf(last(more.sent, DEPARTMENT_CHAT))).toContain('下月还要上一条产线');

    const resolved = await world.press(HANDLER, card, '办结', { note: '已列入增容计划' });
    const result = last(resolved.sent, ENTERPRISE_CHAT);
    const disputed = await world.press(CONTACT, result, '未解决', { note: '增容还没有日期' });
    expect(disputed.toast?.type).toBe('success');
    expect(wordsOf(last(disputed.sent, HEAD))).toContain('反映未解决');

    const again = await world.press(HANDLER, card, '办结', { note: '12 月 10 日前完成增容' });
    const confirmed = await world.press(CONTACT, last(again.sent, ENTERPRISE_CHAT), '确认解决', {
      satisfaction: 'satisfied',
      note: '很快',
    });
    expect(wordsOf(last(confirmed.sent, DEPARTMENT_CHAT))).toContain('评价:满意');
    const { ticket, history } = await ticketOf(world, number);
    expect(ticket).toMatchObject({ state: 'closed', closedAs: 'confirmed', satisfaction: 'satisfied' });
    expect(history.map((entry) => entry.action)).toEqual([
      ...['log', 'dispatch', 'accept', 'progress', 'ask_enterprise', 'answer_department', 'supplement'],
      ...['resolve', 'dispute', 'resolve', 'confirm'],
    ]);
    const [status] = await world.say(CONTACT, ENTERPRISE_CHAT, `${number} 到哪一步了`);
    for (const words of [number, '已归档', '区经济信息委', '确认解决'])
      expect(wordsOf(status)).toContain(words);
  });

  it('returned, dispatched anew, and the third assignment is final', async () => {
    const world = await openWorld();
    const { number, card } = await logged(world);
    const returned = await world.press(HANDLER, card, '退回', { note: '属供电企业职责' });
    let desk = last(returned.sent, DISPATCH_CHAT);
    expect(wordsOf(desk)).toContain('属供电企业职责');
    let given: Seen = card;
    for (const assignment of [2, 3]) {
      const { sent } = await world.press(DISPATCHER, desk, '派单', { department: '区经济信息委' });
      given = last(sent, DEPARTMENT_CHAT);
      expect((await ticketOf(world, number)).ticket.assignments).toBe(assignment);
      if (assignment < 3)
        desk = last((await world.press(HANDLER, given, '退回', { note: '再议' })).sent, DISPATCH_CHAT);
    }
    expect(labelsOf(given)).not.toContain('退回');
    const { toast } = await world.press(
      HANDLER,
      { ...card, content: { button: returnButton(card) } },
      '退回',
      {
        note: '仍不属于',
      },
    );
    expect(toast?.content).toContain('不能再退回');
  });

  it('transferred: the new department signs anew, the old one is told', async () => {
    const world = await openWorld();
    const { number, card } = await logged(world);
    await world.press(HANDLER, card, '签收');
    const due = (await ticketOf(world, number)).ticket.resolveDueAt;
    const asked = await world.press(HANDLER, card, '申请转办', {
      department: '区人力社保局',
      note: '属用工问题',
    });
    const { sent } = await world.press(DISPATCHER, last(asked.sent, DISPATCH_CHAT), '转办', {
      department: '区人力社保局',
      note: '同意',
    });
    expect(wordsOf(last(sent, 'oc_sample_department_renshe'))).toContain('已派至贵单位主办');
    expect(wordsOf(last(sent, DEPARTMENT_CHAT))).toContain('贵单位不再承办');
    const { ticket } = await ticketOf(world, number);
    expect(ticket).toMatchObject({ state: 'assigned', leadDepartment: '区人力社保局', resolveDueAt: due });
    const accepted = await world.press(
      'ou_sample_renshe_handler',
      last(sent, 'oc_sample_department_renshe'),
      '签收',
    );
    expect(accepted.toast?.type).toBe('success');
  });

  it('extended by the dispatcher, once', async () => {
    const world = await openWorld();
    const { number, card } = await logged(world);
    await world.press(HANDLER, card, '签收');
    const asked = await world.press(HANDLER, card, '申请延期', {
      until: '2026-12-11 +0800',
      note: '等设备到货',
    });
    const desk = last(asked.sent, DISPATCH_CHAT);
    expect(wordsOf(desk)).toContain('等设备到货');
    const { sent } = await world.press(DISPATCHER, desk, '同意延期', {});
    expect(wordsOf(last(sent, ENTERPRISE_CHAT))).toContain('12月11日 18:00');
    expect((await ticketOf(world, number)).ticket.resolveDueAt).toEqual(
      new Date('2026-12-11T18:00:00+08:00'),
    );
    expect(labelsOf(card)).not.toContain('申请延期');
  });

  it('merged: both enterprises hear of it, and the follower hears the result', async () => {
    const world = await openWorld();
    const first = await logged(world);
    const CHAT = 'oc_sample_enterprise_daoheyao';
    const [draft] = await world.say('ou_sample_contact_daoheyao', CHAT, '我们厂区变压器容量不够,要增容');
    if (!draft) throw new Error('there is a draft');
    const submitted = await world.press('ou_sample_contact_daoheyao', draft, '提交', {});
    const [, number = ''] = /(T\d{8}-\d{4})/.exec(submitted.toast?.content ?? '') ?? [];
    expect(number).toBe('T20261124-0002');
    const [opened] = await openFrom(world, DISPATCHER, DISPATCH_CHAT, number);
    if (!opened) throw new Error('the card was sent');
    const merged = await world.press(DISPATCHER, opened, '并单', { target: first.number });
    expect(merged.toast?.content).toBe('并单成功');
    expect(wordsOf(last(merged.sent, CHAT))).toContain(`已并入 ${first.number}`);
    expect(wordsOf(last(merged.sent, ENTERPRISE_CHAT))).toContain('同一问题已并入');
    await world.press(HANDLER, first.card, '签收');
    const { sent } = await world.press(HANDLER, first.card, '办结', { note: '片区增容完成' });
    expect(wordsOf(last(sent, CHAT))).toContain('片区增容完成');

    // Taken out again it is a ticket like any other, and both enterprises hear of that, too.
    const split = await world.press(DISPATCHER, opened, '拆单', {
      department: '区经济信息委',
      note: '两家不是同一台变压器',
    });
    expect(split.toast?.content).toBe('拆单成功');
    expect(wordsOf(last(split.sent, CHAT))).toContain(`已从 ${first.number} 拆出`);
    expect(wordsOf(last(split.sent, ENTERPRISE_CHAT))).toContain('另行办理');
    const signs = split.sent.filter((message) => labelsOf(message).includes('签收'));
    expect(signs.map(({ to }) => to)).toEqual([DEPARTMENT_CHAT]);
    expect(await actionsIn(world, first.number)).toEqual(expect.arrayContaining(['absorb', 'release']));
  });

  it('urged once a working day, supervised at any time', async () => {
    const world = await openWorld();
    const { number } = await logged(world);
    const urged = await world.say(CONTACT, ENTERPRISE_CHAT, `催一下 ${number}`);
    expect(wordsOf(last(urged, HEAD))).toContain('催办');
    const [refused] = await world.say(COMMISSIONER, ENTERPRISE_CHAT, `催一下 ${number}`);
    expect(wordsOf(refused)).toContain('每个工作日只能催办一次');
    await world.goTo('2026-11-25T09:30');
    const nextDay = await world.say(CONTACT, ENTERPRISE_CHAT, `催一下 ${number}`);
    expect(wordsOf(last(nextDay, ENTERPRISE_CHAT))).toContain('已催办');

    const [opened] = await openFrom(world, LEADER, LEADERS_CHAT, number);
    if (!opened) throw new Error('the card was sent');
    for (const times of [1, 2]) {
      const { sent } = await world.press(LEADER, opened, '督办', { note: '本周办结' });
      expect(wordsOf(last(sent, HEAD))).toContain('本周办结');
      expect((await ticketOf(world, number)).ticket.supervisions).toBe(times);
    }
    const { toast } = await world.press(HANDLER, opened, '督办', {});
    expect(toast).toMatchObject({ type: 'error' });
  });
});

const returnButton = (card: Seen) => ({
  tag: 'button',
  text: { content: '退回' },
  behaviors: [{ value: { a: 'ticket.act', t: ticketIdOf(card), x: 'return', n: 1 } }],
});

function ticketIdOf(card: Seen): string {
  const [, id = ''] = /"t":"([^"]+)"/.exec(JSON.stringify(card.content)) ?? [];
  return id;
}

describe('the draft', () => {
  it('offers the open ticket that it repeats, and adds to that instead', async () => {
    const world = await openWorld();
    const { number } = await logged(world);
    const [draft] = await world.say(CONTACT, ENTERPRISE_CHAT, '登记:鑫宏铝业 变压器容量不够,要增容,请尽快');
    if (!draft) throw new Error('there is a draft');
    expect(wordsOf(draft)).toContain(`与 ${number}(待签收)内容相近`);
    const { toast, sent } = await world.press(CONTACT, draft, `补充到 ${number}`, {
      description_0: '变压器容量不够,下周要停产',
    });
    expect(toast).toEqual({ type: 'success', content: `已补充到 ${number}` });
    expect(wordsOf(last(sent, DEPARTMENT_CHAT))).toContain('下周要停产');
    expect(wordsOf(draft)).toContain(`已补充到 ${number}`);
    expect(await actionsIn(world, number)).toEqual(['log', 'dispatch', 'supplement']);
    expect(await getTicketByNumber(world.db, 'T20261124-0002')).toBeNull();
  });

  it('is corrected by its form: enterprise, category, urgency, description', async () => {
    const world = await openWorld();
    const [draft] = await world.say(CONTACT, ENTERPRISE_CHAT, REPORT);
    if (!draft) throw new Error('there is a draft');
    const form = {
      enterprise: '芯屿',
      category_0: 'labor',
      urgency_0: 'urgent',
      description_0: '缺 20 名焊工',
    };
    await world.press(CONTACT, draft, '提交', form);
    expect((await ticketOf(world, 'T20261124-0001')).ticket).toMatchObject({
      ...{ enterpriseName: '重庆芯屿微电子股份有限公司', category: 'labor', urgency: 'urgent' },
      ...{ description: '缺 20 名焊工', leadDepartment: '区人力社保局', park: '双福工业园' },
    });
  });

  it('asks a commissioner in private which enterprise, and takes any of theirs', async () => {
    const world = await openWorld();
    const [draft] = await world.say(COMMISSIONER, 'oc_p2p_yang', '登记:招不到熟练工');
    if (!draft) throw new Error('there is a draft');
    expect(JSON.stringify(draft.content)).toContain('重庆澄岫精密机械有限公司');
    const refused = await world.press(COMMISSIONER, draft, '提交', {});
    expect(refused.toast).toMatchObject({ type: 'error', content: expect.stringContaining('企业') });
    const { toast } = await world.press(COMMISSIONER, draft, '提交', {
      enterprise_choice: '重庆澄岫精密机械有限公司',
    });
    expect(toast?.content).toContain('T20261124-0001');
    expect((await ticketOf(world, 'T20261124-0001')).ticket.enterpriseName).toBe('重庆澄岫精密机械有限公司');
  });

  it('of an unsure problem goes to the dispatcher, who takes one of two suggestions with one press', async () => {
    const world = await openWorld();
    const [draft] = await world.say(CONTACT, ENTERPRISE_CHAT, UNSURE);
    if (!draft) throw new Error('there is a draft');
    const { sent } = await world.press(CONTACT, draft, '提交', {});
    const desk = last(sent, DISPATCH_CHAT);
    const suggestions = labelsOf(desk).filter((label) => label.startsWith('派至'));
    expect(suggestions.length).toBe(2);
    const { toast } = await world.press(DISPATCHER, desk, suggestions[1] ?? '');
    expect(toast?.content).toBe('派单成功');
    const { ticket } = await ticketOf(world, 'T20261124-0001');
    expect(suggestions[1]).toContain(ticket.leadDepartment ?? 'nobody');
  });
});

describe('telephone numbers', () => {
  it('are whole for the handler in private alone', async () => {
    const world = await openWorld();
    const { card } = await logged(world, '登记:鑫宏铝业 厂区变压器容量不够,联系人 13812345678');
    await world.press(HANDLER, card, '签收');
    expect(wordsOf(card)).toContain('138****5678');
    expect(wordsOf(card)).not.toContain('13812345678');
    for (const [openId, number] of [
      [HANDLER, '13812345678'],
      [HEAD, '138****5678'],
    ] as const) {
      const chat = `oc_p2p_${openId}`;
      const [list] = await world.say(openId, chat, '我的工单');
      if (!list) throw new Error('there is a list');
      const { sent } = await world.press(openId, list, '查看');
      expect(wordsOf(last(sent, chat)), openId).toContain(number);
    }
  });
});

describe('joint handling', () => {
  it('a supporting department answers the lead on its own card', async () => {
    const world = await openWorld();
    const { number, sent } = await logged(world);
    const card = last(sent, 'oc_sample_department_gongdian');
    const { toast, sent: told } = await world.press('ou_sample_gongdian_handler', card, '协办答复', {
      note: '变电站有富余容量',
    });
    expect(toast?.content).toBe('协办答复成功');
    expect(wordsOf(last(told, DEPARTMENT_CHAT))).toContain('变电站有富余容量');
    expect((await ticketOf(world, number)).ticket.supportAnswered).toEqual(['供电企业']);
    expect(labelsOf(card)).not.toContain('办结');
  });
});
