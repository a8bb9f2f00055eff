import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '#database/database.ts';
import { createFixedClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';
import { noMetrics } from '#shared/metrics.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { createOutbox } from './deliver-outbox.ts';
import {
  enqueue,
  enqueueUpdate,
  failedMessages,
  messageByFeishuId,
  messageById,
  messagesOfSubject,
  outboxDepth,
  replayMessage,
} from './outbox.store.ts';
import { DeliveryError, type Messenger, type Outgoing } from './outbox.types.ts';
import { createRateLimit, createSendLimits } from './rate-limit.ts';

const clock = createFixedClock('2026-11-24T02:00:00Z');
const payload = (text: string) => ({ kind: 'text', v: 1, data: { text } });
const toChat = (chatId: string, text: string, over: Partial<Outgoing> = {}): Outgoing => ({
  target: { type: 'chat', chatId },
  payload: payload(text),
  ...over,
});

/** A platform that remembers, answers by uuid once, and fails on demand. */
function platform() {
  const sent: { chatId: string; text: string; uuid: string }[] = [];
  const updated: { messageId: string; text: string }[] = [];
  const failures: Error[] = [];
  const known = new Map<string, string>();
  const take = async (chatId: string, content: Record<string, unknown>, uuid: string) => {
    const failure = failures.shift();
    if (failure) throw failure;
    const before = known.get(uuid);
    if (before) return { messageId: before };
    const messageId = `om_${known.size + 1}`;
    known.set(uuid, messageId);
    sent.push({ chatId, text: String(content.text), uuid });
    return { messageId };
  };
  const messenger: Messenger = {
    sendToChat: (chatId, message, uuid) => take(chatId, message.content, uuid),
    sendToPerson: (openId, message, uuid) => take(openId, message.content, uuid),
    reply: (messageId, message, { uuid }) => take(messageId, message.content, uuid),
    updateCard: async (messageId, card) => {
      const failure = failures.shift();
      if (failure) throw failure;
      updated.push({ messageId, text: String(card.text) });
    },
  };
  return { messenger, sent, updated, failures };
}

function outboxOf(
  db: Database,
  messenger: Messenger,
  limits = createSendLimits({ app: 1_000, chat: 1_000 }),
) {
  return createOutbox({
    db,
    clock,
    logger: silentLogger,
    metrics: noMetrics,
    messenger,
    limits,
    render: async (m) => ({ type: 'text', content: m.payload.data as Record<string, unknown> }),
  });
}

describe('delivering', () => {
  it('sends each message once, a chat in order, with its id as uuid', async () => {
    const db = await temporaryDatabase();
    const { messenger, sent } = platform();
    for (const [chat, text] of [
      ['a', '1'],
      ['b', '1'],
      ['a', '2'],
      ['a', '3'],
    ] as const) {
      await enqueue(db, toChat(chat, text), clock.now());
    }
    const outbox = outboxOf(db, messenger);
    await outbox.idle();
    await outbox.idle();
    expect(sent.filter((m) => m.chatId === 'a').map((m) => m.text)).toEqual(['1', '2', '3']);
    expect(sent.length).toBe(4);
    const row = await messageById(db, sent[0]?.uuid ?? '');
    expect(row).toMatchObject({ state: 'sent', messageId: 'om_1' });
    expect((await messageByFeishuId(db, 'om_1'))?.id).toBe(row?.id);
  });

  it('waits as long as the platform asks, holding the chat, then goes on in order', async () => {
    const db = await temporaryDatabase();
    const { messenger, sent, failures } = platform();
    failures.push(new DeliveryError('retry', '99991400', { retryAfterMs: 7_000 }));
    await enqueue(db, toChat('a', '1'), clock.now());
    await enqueue(db, toChat('a', '2'), clock.now());
    const outbox = outboxOf(db, messenger);
    await outbox.idle();
    expect(sent).toEqual([]);
    clock.advance(6_999);
    await outbox.idle();
    expect(sent).toEqual([]);
    clock.advance(1);
    await outbox.idle();
    expect(sent.map((m) => m.text)).toEqual(['1', '2']);
  });

  it('does not double a message whose answer was lost', async () => {
    const db = await temporaryDatabase();
    const { messenger, sent } = platform();
    let lost = true;
    const flaky: Messenger = {
      ...messenger,
      sendToChat: async (...args) => {
        const result = await messenger.sendToChat(...args);
        if (lost) {
          lost = false;
          throw new DeliveryError('unknown', 'timeout');
        }
        return result;
      },
    };
    await enqueue(db, toChat('a', '1'), clock.now());
    const outbox = outboxOf(db, flaky);
    await outbox.idle();
    clock.advance(5_000);
    await outbox.idle();
    expect(sent.length).toBe(1);
    expect(await outboxDepth(db)).toEqual({ pending: 0, failed: 0 });
  });

  it('gives up what can never succeed, goes on with the rest, and can be told to try again', async () => {
    const db = await temporaryDatabase();
    const { messenger, sent, failures } = platform();
    failures.push(new DeliveryError('permanent', '230002'));
    await enqueue(db, toChat('a', '1'), clock.now());
    await enqueue(db, toChat('a', '2'), clock.now());
    const outbox = outboxOf(db, messenger);
    await outbox.idle();
    expect(sent.map((m) => m.text)).toEqual(['2']);
    const [failed] = await failedMessages(db);
    expect(failed?.lastError).toBe('230002');
    expect(await replayMessage(db, failed?.id ?? '', clock.now())).toBe(true);
    await outbox.idle();
    expect(sent.map((m) => m.text)).toEqual(['2', '1']);
  });

  it('stops trying a message of unknown fate before Feishu forgets its uuid', async () => {
    const db = await temporaryDatabase();
    const { messenger, failures } = platform();
    await enqueue(db, toChat('a', '1'), clock.now());
    const outbox = outboxOf(db, messenger);
    for (let i = 0; i < 40; i++) {
      failures[0] = new DeliveryError('unknown', 'timeout');
      await outbox.idle();
      clock.advance(300_000);
    }
    expect((await failedMessages(db))[0]?.attempts).toBeLessThan(20);
  });
});

describe('updates', () => {
  it('draw the message that was sent, the newest state only', async () => {
    const db = await temporaryDatabase();
    const { messenger, sent, updated } = platform();
    await enqueue(db, toChat('a', 'card', { subject: 'ticket:1' }), clock.now());
    const [card] = await messagesOfSubject(db, 'ticket:1');
    if (!card) throw new Error('no card');
    // Still unsent when it changes twice: the update waits for the message, and the older update falls away.
    for (const text of ['second', 'third']) {
      const [first, ...rest] = enqueueUpdate(db, card, payload(text), clock.now());
      if (first) await db.batch([first, ...rest]);
    }
    await outboxOf(db, messenger).idle();
    expect(sent.map((m) => m.text)).toEqual(['card']);
    expect(updated).toEqual([{ messageId: 'om_1', text: 'third' }]);
  });

  it('of a message that never arrived are given up', async () => {
    const db = await temporaryDatabase();
    const { messenger, failures, updated } = platform();
    failures.push(new DeliveryError('permanent', '230002'));
    await enqueue(db, toChat('a', 'card', { subject: 'ticket:1' }), clock.now());
    const [card] = await messagesOfSubject(db, 'ticket:1');
    if (!card) throw new Error('no card');
    const [first, ...rest] = enqueueUpdate(db, card, payload('new'), clock.now());
    if (first) await db.batch([first, ...rest]);
    await outboxOf(db, messenger).idle();
    expect(updated).toEqual([]);
    expect(await outboxDepth(db)).toEqual({ pending: 0, failed: 2 });
  });
});

describe('limits', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    [5, 23],
    [50, 120],
  ])('%d a second: no second holds more, and nothing is lost', async (perSecond, calls) => {
    vi.useFakeTimers();
    const limit = createRateLimit(perSecond);
    const times: number[] = [];
    const started = Date.now();
    for (let i = 0; i < calls; i++) {
      void limit.acquire().then(() => {
        times.push(Date.now() - started);
        limit.release();
      });
    }
    await vi.advanceTimersByTimeAsync(60_000);
    expect(times.length).toBe(calls);
    for (const t of times) {
      expect(times.filter((u) => u >= t && u < t + 1_000).length).toBeLessThanOrEqual(perSecond);
    }
    expect(limit.isIdle()).toBe(true);
  });

  it('counts a slow call until a second after its answer', async () => {
    vi.useFakeTimers();
    const limits = createSendLimits({ app: 10, chat: 1 });
    const ends: number[] = [];
    const started = Date.now();
    const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 700));
    for (let i = 0; i < 2; i++) {
      void limits.run('a', slow).then(() => ends.push(Date.now() - started));
    }
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ends).toEqual([700, 2_400]);
  });

  it('starts nothing while the platform asked for a pause', async () => {
    vi.useFakeTimers();
    const limits = createSendLimits({ app: 10, chat: 10 });
    limits.pause(3_000);
    const starts: number[] = [];
    const started = performance.now();
    void limits.run('a', async () => starts.push(performance.now() - started));
    await vi.advanceTimersByTimeAsync(2_900);
    expect(starts).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(starts.length).toBe(1);
  });
});
