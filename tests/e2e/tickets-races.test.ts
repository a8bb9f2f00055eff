import { describe, expect, it } from 'vitest';
import { texts } from '#texts/zh-CN.ts';
import { getHistory, getTicketByNumber } from '#tickets/tickets.store.ts';
import {
  CONTACT,
  DEPARTMENT_CHAT,
  ENTERPRISE_CHAT,
  HANDLER,
  HEAD,
  labelsOf,
  openWorld,
  pressOf,
  type Seen,
  valueBehind,
  type World,
  wordsOf,
} from './tickets-world.ts';

async function logged(world: World): Promise<Seen> {
  const [draft] = await world.say(CONTACT, ENTERPRISE_CHAT, '登记:鑫宏铝业 厂区变压器容量不够,要增容');
  if (!draft) throw new Error('there is a draft');
  const { sent } = await world.press(CONTACT, draft, '提交', {});
  const card = sent.find((message) => message.to === DEPARTMENT_CHAT);
  if (!card) throw new Error('the department has its card');
  return card;
}

async function historyOf(world: World) {
  const ticket = await getTicketByNumber(world.db, 'T20261124-0001');
  return getHistory(world.db, ticket?.id ?? '');
}

describe('at the same time', () => {
  it('200 press 签收 on cards of one ticket: one wins, the others are told by whom', async () => {
    const world = await openWorld();
    const card = await logged(world);
    const value = valueBehind(card.content, '签收');
    // Some on the same card, some on others of the ticket: both ways two can meet.
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        world.accept(
          pressOf({
            openId: i % 2 === 0 ? HANDLER : HEAD,
            message: i % 4 === 0 ? card : { messageId: `om_other_${i % 16}`, to: DEPARTMENT_CHAT },
            value,
          }),
        ),
      ),
    );
    await world.idle();
    const toasts = answers.map(({ toast }) => toast?.content ?? '');
    // On a slow machine some answers come later, by the card: none of them may be wrong.
    const late = toasts.filter((toast) => toast === texts.toasts.stillWorking).length;
    const won = toasts.filter((toast) => toast === '签收成功').length;
    const told = toasts.filter((toast) => /已由.+签收.+不能再签收/.test(toast)).length;
    expect(won + told + late).toBe(200);
    expect(won).toBeLessThanOrEqual(1);
    expect(told).toBeGreaterThan(0);
    for (const { card: fresh } of answers.filter((answer, i) => i % 4 === 0 && answer.card)) {
      expect(wordsOf({ ...card, content: fresh?.data ?? {} })).toContain('办理中');
    }
    expect((await historyOf(world)).map((entry) => entry.action)).toEqual(['log', 'dispatch', 'accept']);
    const news = world.sent.filter((message) => wordsOf(message).includes('已由区经济信息委签收'));
    expect(news.length).toBe(1);
  });

  it('a draft submitted twice becomes one ticket, and both presses hear its number', async () => {
    const world = await openWorld();
    const [draft] = await world.say(CONTACT, ENTERPRISE_CHAT, '登记:鑫宏铝业 厂区变压器容量不够,要增容');
    if (!draft) throw new Error('there is a draft');
    const value = valueBehind(draft.content, '提交');
    const press = () => world.accept(pressOf({ openId: CONTACT, message: draft, value, form: {} }));
    const answers = await Promise.all([press(), press(), press()]);
    await world.idle();
    for (const { toast } of answers) expect(toast?.content).toContain('T20261124-0001');
    expect(await getTicketByNumber(world.db, 'T20261124-0002')).toBeNull();
  });

  it('a callback that comes again does nothing again, and gets the same answer', async () => {
    const world = await openWorld();
    const card = await logged(world);
    const event = pressOf({ openId: HANDLER, message: card, value: valueBehind(card.content, '签收') });
    const first = await world.accept(event);
    await world.idle();
    const sent = world.sent.length;
    const again = await world.accept(event);
    await world.idle();
    expect(again.toast).toEqual(first.toast);
    expect(world.sent.length).toBe(sent);
    expect((await historyOf(world)).length).toBe(3);
  });

  it('an old card: its button says what happened, and the card is drawn as things stand', async () => {
    const world = await openWorld();
    const card = await logged(world);
    const old = valueBehind(card.content, '退回');
    await world.press(HANDLER, card, '签收');
    await world.press(HANDLER, card, '办结', { note: '已增容' });
    const answer = await world.accept(
      pressOf({ openId: HEAD, message: card, value: old, form: { note: '不属于' } }),
    );
    expect(answer.toast).toMatchObject({
      type: 'warning',
      content: expect.stringContaining('已由王海峰办结'),
    });
    const fresh = { ...card, content: answer.card?.data ?? {} };
    expect(wordsOf(fresh)).toContain('等候企业确认');
    expect(labelsOf(fresh)).toEqual([]);
  });
});
