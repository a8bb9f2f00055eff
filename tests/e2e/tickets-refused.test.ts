import { describe, expect, it } from 'vitest';
import { DeliveryError } from '#outbox/outbox.types.ts';
import {
  CONTACT,
  DEPARTMENT_CHAT,
  ENTERPRISE_CHAT,
  HANDLER,
  openWorld,
  type World,
  wordsOf,
} from './tickets-world.ts';

/** The department's card of a ticket in work. */
async function inWork(world: World) {
  const [draft] = await world.say(CONTACT, ENTERPRISE_CHAT, '登记:鑫宏铝业 厂区变压器容量不够,要增容');
  if (!draft) throw new Error('there is a draft');
  const { sent } = await world.press(CONTACT, draft, '提交', {});
  const card = sent.find((message) => message.to === DEPARTMENT_CHAT);
  if (!card) throw new Error('the department has its card');
  await world.press(HANDLER, card, '签收');
  return card;
}

const refusing = (words: RegExp, code: string) => (content: string) =>
  words.test(content) ? new DeliveryError('permanent', code) : undefined;

describe('a card older than fourteen days', () => {
  it('is sent anew once where it can no longer be updated', async () => {
    const world = await openWorld();
    const card = await inWork(world);
    world.refuse.update = (id) =>
      id === card.messageId ? new DeliveryError('permanent', '230031') : undefined;
    const { sent } = await world.press(HANDLER, card, '反馈进展', { note: '已到现场勘察' });
    const anew = sent.filter((message) => message.to === DEPARTMENT_CHAT);
    expect(anew.length).toBe(1);
    expect(wordsOf(anew[0])).toContain('已到现场勘察');
    const [fresh] = anew;
    if (!fresh) throw new Error('the card was sent anew');
    const next = await world.press(HANDLER, fresh, '办结', { note: '已增容' });
    expect(next.sent.filter((message) => message.to === DEPARTMENT_CHAT)).toEqual([]);
    expect(wordsOf(fresh)).toContain('等候企业确认');
  });
});

describe('what Feishu refuses for its content', () => {
  it.each(['230022', '230028'])('%s: goes once more, masked', async (code) => {
    const world = await openWorld();
    const card = await inWork(world);
    world.refuse.content = refusing(/47581234|gong@/, code);
    const { sent } = await world.press(HANDLER, card, '反馈进展', {
      note: '请联系 023-47581234 或 gong@example.com',
    });
    const told = sent.filter((message) => message.to === ENTERPRISE_CHAT);
    expect(told.length).toBe(1);
    expect(wordsOf(told[0])).toContain('023-****1234');
    expect(wordsOf(told[0])).toContain('****@example.com');
    expect(sent.filter((message) => message.to === HANDLER)).toEqual([]);
  });

  it('refused again: the one who wrote it is told, once', async () => {
    const world = await openWorld();
    const card = await inWork(world);
    world.refuse.content = refusing(/敏感的话/, '230022');
    const { sent } = await world.press(HANDLER, card, '反馈进展', { note: '敏感的话 13812345678' });
    expect(sent.filter((message) => message.to === ENTERPRISE_CHAT)).toEqual([]);
    const warned = sent.filter((message) => message.to === HANDLER);
    expect([...new Set(warned.map(wordsOf))].length).toBe(1);
    expect(wordsOf(warned[0])).toContain('T20261124-0001');
    expect(wordsOf(warned[0])).toContain('未能送达');
  });
});
