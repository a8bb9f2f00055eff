import { describe, expect, test } from 'vitest';
import {
  COMMISSIONER,
  CONTACT,
  GROUP,
  openWorld,
  titleOf,
  usePolicy,
  wordsOf,
} from './conversation-world.ts';

const policy = usePolicy();

describe('what the bot does not do itself', () => {
  test.each(['转人工', '我们的专员是谁', '有没有人工客服'])('%s: who serves the enterprise', async (text) => {
    const world = await openWorld(policy());
    expect(wordsOf(await world.ask(CONTACT, GROUP, text))).toContain('贵企业的服务专员是杨思源');
  });

  test('somebody of no enterprise is told the way that anybody has', async () => {
    const world = await openWorld(policy());
    const own = await world.privateChat(COMMISSIONER);
    expect(wordsOf(await world.ask(COMMISSIONER, own, '转人工'))).toContain('由责任单位的工作人员办理');
  });

  test('a draft or ticket that was a mistake: where it is taken back', async () => {
    const world = await openWorld(policy());
    expect(wordsOf(await world.ask(CONTACT, GROUP, '记错了,撤销'))).toContain('请点击草稿上的“取消”');
  });

  test('who provides commissioners is a question about the plan', async () => {
    const world = await openWorld(policy());
    expect(titleOf(await world.ask(CONTACT, GROUP, '服务专员是怎么配备的?'))).toBe('政策答复');
  });
});

describe('a danger', () => {
  test('in a few words is taken up as urgent, and who helps at once is named', async () => {
    const world = await openWorld(policy());
    const draft = await world.ask(CONTACT, GROUP, '起火了');
    expect(titleOf(draft)).toBe('诉求登记草稿');
    expect(wordsOf(draft)).toContain('请先拨打 119');
    expect(wordsOf(await world.ask(CONTACT, GROUP, '招不到焊工'))).not.toContain('119');
  });
});
