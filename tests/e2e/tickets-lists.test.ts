import { describe, expect, it } from 'vitest';
import { last, logged } from './tickets-steps.ts';
import {
  COMMISSIONER,
  CONTACT,
  ENTERPRISE_CHAT,
  HANDLER,
  LEADER,
  labelsOf,
  openWorld,
  wordsOf,
} from './tickets-world.ts';

describe('待办 and 我的工单', () => {
  it('show each role what is theirs, with filters and pages', async () => {
    const world = await openWorld();
    const problems = ['变压器容量不够,要增容', '天然气供应不足', '蒸汽压力不稳定', '自来水停了两天'];
    for (const problem of problems) await logged(world, `登记:鑫宏铝业 ${problem}`);
    for (const problem of [
      '招不到焊工',
      '宿舍不够住',
      '厂区外道路积水',
      '银行续贷有困难',
      '发票抵扣有疑问',
    ]) {
      await logged(world, `登记:鑫宏铝业 ${problem}`);
    }
    const { card } = await logged(world, '登记:鑫宏铝业 电价太高,基本电费负担重');
    await world.press(HANDLER, card, '签收');

    const [mine] = await world.say(CONTACT, ENTERPRISE_CHAT, '我的工单');
    if (!mine) throw new Error('there is a list');
    expect(labelsOf(mine)).toEqual(expect.arrayContaining(['全部 10', '待签收 9', '办理中 1', '下一页']));
    expect(labelsOf(mine).filter((label) => label === '查看').length).toBe(8);
    await world.press(CONTACT, mine, '下一页');
    expect(wordsOf(mine)).toContain('显示第 9—10 件');
    await world.press(CONTACT, mine, '办理中 1');
    expect(labelsOf(mine).filter((label) => label === '查看').length).toBe(1);
    expect(wordsOf(mine)).toContain('电价太高');

    const [todo] = await world.say(HANDLER, 'oc_p2p_handler', '待办');
    if (!todo) throw new Error('there is a list');
    expect(labelsOf(todo)).toEqual(expect.arrayContaining(['全部 5', '待签收 4', '办理中 1']));
    const { sent } = await world.press(HANDLER, todo, '查看');
    expect(labelsOf(last(sent, 'oc_p2p_handler'))).toContain('签收');
    const { toast } = await world.press(LEADER, todo, '查看');
    expect(toast?.type).toBe('error');

    const [none] = await world.say(CONTACT, 'oc_p2p_contact', '待办');
    expect(wordsOf(none)).toContain('目前没有待办');
    await world.clock.set(new Date('2026-12-05T10:00:00+08:00'));
    const [late] = await world.say(LEADER, 'oc_p2p_leader', '待办');
    expect(wordsOf(late)).toContain('超期工单 9');
    const [which] = await world.say(LEADER, 'oc_p2p_leader', '哪些工单超期了');
    expect(wordsOf(which)).toContain('共 9 件');
    const [filtered] = await world.say(COMMISSIONER, 'oc_p2p_commissioner', '我的工单 超期');
    expect(wordsOf(filtered)).toContain('共 9 件');
  });

  it('in a group turn their pages for whoever asked; another who presses gets a list of their own in private', async () => {
    const world = await openWorld();
    const { card } = await logged(world);
    await world.press(HANDLER, card, '签收');
    await logged(world, '登记:鑫宏铝业 招不到焊工');
    const [list] = await world.say(CONTACT, ENTERPRISE_CHAT, '我的工单');
    if (!list) throw new Error('there is a list');
    const before = wordsOf(list);
    const pressed = await world.press(COMMISSIONER, list, '办理中 1');
    expect(pressed.toast?.content).toContain('已私信发给您');
    expect(pressed.card).toBeUndefined();
    expect(wordsOf(list)).toBe(before);
    const own = last(pressed.sent, COMMISSIONER);
    expect(pressed.sent).toEqual([own]);
    expect(labelsOf(own).filter((label) => label === '查看').length).toBe(1);
    // That one is the commissioner's to turn; what a stranger gets holds nothing of others.
    await world.press(COMMISSIONER, own, '待签收 1');
    expect(wordsOf(own)).toContain('焊工');
    const stranger = await world.press('ou_stranger', list, '办理中 1');
    expect(labelsOf(last(stranger.sent, 'ou_stranger'))).not.toContain('查看');
    await world.press(CONTACT, list, '办理中 1');
    expect(wordsOf(list)).not.toBe(before);
  });
});
