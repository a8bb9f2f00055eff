import { describe, expect, it } from 'vitest';
import { createFeishuClient } from '#feishu/client/feishu-client.ts';
import type { CardEntities, DeliveryError } from '#outbox/outbox.types.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import { createFixedClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';
import { APP, card, startBot, startSandbox } from './sandbox-setup.ts';

const growing = (text = '正在查阅') => ({
  ...card(),
  config: { update_multi: true, streaming_mode: true },
  body: { elements: [{ tag: 'markdown', element_id: 'answer', content: text }] },
});

/** The official SDK's client, as the product uses it, against the sandbox. */
async function open(options: { webhookUrl?: string } = {}) {
  const clock = createFixedClock('2026-11-24T02:00:00Z');
  const sandbox = await startSandbox({ clock, ...options });
  const { messenger } = createFeishuClient({
    appId: APP.id,
    appSecret: APP.secret,
    domain: sandbox.domain,
    clock,
    logger: silentLogger,
  });
  if (!messenger.cards) throw new Error('no card entities');
  return { clock, sandbox, messenger, cards: messenger.cards };
}

async function shown(world: Awaited<ReturnType<typeof open>>) {
  const cardId = await world.cards.create(growing());
  const { messageId } = await world.messenger.sendToChat(
    'oc_enterprise',
    world.cards.reference(cardId),
    'u1',
  );
  return { cardId, messageId };
}

const contentOf = (sandbox: Sandbox, messageId: string) =>
  JSON.parse(sandbox.store.message(messageId)?.content ?? '{}');
const reasonOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: DeliveryError) => `${error.kind} ${error.reason}`,
  );

describe('card entities', () => {
  it('are made, sent by their id, grow, and become the whole card', async () => {
    const world = await open();
    const { cardId, messageId } = await shown(world);
    expect(contentOf(world.sandbox, messageId).body.elements[0].content).toBe('正在查阅');
    await world.cards.grow(cardId, '可以。', 1);
    await world.cards.grow(cardId, '可以。见第13条。', 5);
    expect(contentOf(world.sandbox, messageId)).toMatchObject({
      config: { streaming_mode: true },
      body: { elements: [{ content: '可以。见第13条。' }] },
    });
    await world.cards.endGrowing(cardId, 6);
    await world.cards.replace(cardId, card('全文'), 7);
    expect(contentOf(world.sandbox, messageId)).toMatchObject({
      config: { update_multi: true, streaming_mode: false },
      body: { elements: [{ content: '全文' }, { tag: 'button' }] },
    });
    expect(world.sandbox.store.message(messageId)?.revision).toBe(4);
  });

  it('are sent once; the same send again is the same message', async () => {
    const world = await open();
    const { cardId, messageId } = await shown(world);
    const again = (uuid: string) =>
      world.messenger.sendToChat('oc_enterprise', world.cards.reference(cardId), uuid);
    expect(await again('u1')).toEqual({ messageId });
    expect(await reasonOf(again('u2'))).toBe('permanent 230099');
  });

  it.each<[string, (cards: CardEntities, id: string) => Promise<unknown>, string]>([
    ['a number that does not grow', (cards, id) => cards.grow(id, '又', 3), 'permanent 300317'],
    ['an unknown card', (cards) => cards.grow('7000', '又', 9), 'permanent 200740'],
    ['a card that is too large', (cards, id) => cards.grow(id, '长'.repeat(12_000), 9), 'permanent 200860'],
    [
      'what is no card',
      (cards, id) => cards.replace(id, { ...card(), body: { elements: [{ tag: 'note' }] } }, 9),
      'permanent 200220',
    ],
    [
      'a card for one person',
      (cards, id) => cards.replace(id, { ...card(), config: {} }, 9),
      'permanent 300302',
    ],
  ])('refuse %s', async (_, change, reason) => {
    const world = await open();
    const { cardId } = await shown(world);
    await world.cards.grow(cardId, '一', 3);
    expect(await reasonOf(change(world.cards, cardId))).toBe(reason);
  });

  it('grow no more once that is ended, or after ten minutes, and can still be drawn anew', async () => {
    const world = await open();
    const [ended, old] = [await shown(world), await world.cards.create(growing())];
    await world.cards.endGrowing(ended.cardId, 1);
    expect(await reasonOf(world.cards.grow(ended.cardId, '又', 2))).toBe('permanent 300309');
    world.clock.advance(10 * 60_000);
    expect(await reasonOf(world.cards.grow(old, '又', 2))).toBe('permanent 300309');
    await world.cards.replace(old, card(), 3);
    world.clock.advance(14 * 24 * 3_600_000);
    expect(await reasonOf(world.cards.replace(old, card(), 4))).toBe('permanent 200750');
  });

  it('take ten changes a second each', async () => {
    const world = await open();
    const { cardId } = await shown(world);
    for (let i = 1; i <= 10; i++) await world.cards.grow(cardId, `${i}`, i);
    expect(await reasonOf(world.cards.grow(cardId, '又', 11))).toBe('retry 99991400');
    world.clock.advance(1_000);
    await world.cards.grow(cardId, '又', 11);
  });

  it('cannot be changed by a press while they grow', async () => {
    const bot = await startBot((_, response) => {
      response.end(JSON.stringify({ card: { type: 'raw', data: card('按过了') } }));
    });
    const world = await open({ webhookUrl: bot.url });
    const press = (messageId: string) =>
      world.sandbox.people.press({ openId: 'ou_contact', messageId, path: 'body.elements.1' });
    const body = { elements: [...growing().body.elements, ...card().body.elements.slice(1)] };
    const cardId = await world.cards.create({ ...growing(), body });
    const { messageId } = await world.messenger.sendToChat(
      'oc_enterprise',
      world.cards.reference(cardId),
      'u1',
    );
    await press(messageId);
    expect(contentOf(world.sandbox, messageId).body.elements[0].content).toBe('正在查阅');
    await world.cards.endGrowing(cardId, 1);
    await press(messageId);
    expect(contentOf(world.sandbox, messageId).body.elements[0].content).toBe('按过了');
  });

  it('can be taken back, and again', async () => {
    const world = await open();
    const { messageId } = await shown(world);
    await world.cards.recall(messageId);
    await world.cards.recall(messageId);
    expect(world.sandbox.store.message(messageId)?.recalled).toBe(true);
  });
});
