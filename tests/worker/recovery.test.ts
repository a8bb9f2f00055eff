import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { inboxDepth } from '#inbox/inbox.store.ts';
import { outboxDepth } from '#outbox/outbox.store.ts';
import { type FakePlatform, startFakePlatform } from '#tests/builders/fake-platform.ts';
import {
  APP_ID,
  ENCRYPT_KEY,
  encryptBody,
  messageEvent,
  signedHeaders,
  TOKEN,
} from '#tests/builders/feishu-request.ts';
import { startPreparedWorker } from '#tests/builders/worker-setup.ts';

let platform: FakePlatform;
/** The answers; the crons' runs also hand up the summaries of the sample district. */
const replies = () => platform.sent.filter(({ kind }) => kind === 'reply');

afterEach(() => platform.close());

async function open(options: { loseWakes?: boolean } = {}) {
  platform = await startFakePlatform();
  const worker = await startPreparedWorker({
    ...options,
    env: {
      ...{ FEISHU_APP_ID: APP_ID, FEISHU_APP_SECRET: 'app-secret-for-tests', FEISHU_DOMAIN: platform.url },
      ...{ FEISHU_ENCRYPT_KEY: ENCRYPT_KEY, FEISHU_VERIFICATION_TOKEN: TOKEN, LOG_LEVEL: 'error' },
      ...{ FEISHU_SENDS_PER_SECOND: '1000', FEISHU_CHAT_SENDS_PER_SECOND: '1000' },
    },
  });
  onTestFinished(() => worker.stop());
  const ask = async (id: number, chat = 'oc_1') => {
    const content = JSON.stringify({ text: '@_user_1 你好' });
    const over = { message_id: `om_${id}`, chat_id: chat, content };
    const body = encryptBody(messageEvent(over, { eventId: `ev_${id}` }));
    const response = await fetch(`${worker.url}/feishu/webhook`, {
      method: 'POST',
      headers: signedHeaders(body),
      body,
    });
    expect(response.status).toBe(200);
  };
  return { worker, ask };
}

describe('what is lost', () => {
  it('a wake that the queue loses: the next sweep finds the event and answers it once', async () => {
    const { worker, ask } = await open({ loseWakes: true });
    await ask(1);
    await ask(2);
    expect(await inboxDepth(worker.db)).toEqual({ pending: 2, failed: 0 });
    expect(replies()).toEqual([]);
    expect(await worker.tick()).toBe(true);
    expect(replies().map(({ to }) => to)).toEqual(['om_1', 'om_2']);
    expect(await worker.tick()).toBe(true);
    expect(replies()).toHaveLength(2);
  });

  it('nothing of a week: the cron hands its summary up, once', async () => {
    const { worker } = await open();
    const summaries = () =>
      platform.sent.filter(({ kind, to }) => kind === 'send' && to === 'oc_sample_leaders');
    expect(await worker.tick()).toBe(true);
    expect(summaries().some(({ content }) => content.includes('周报'))).toBe(true);
    const handedUp = summaries().length;
    expect(await worker.tick()).toBe(true);
    expect(summaries()).toHaveLength(handedUp);
  });

  it('a run that ended without giving its lanes back: another takes them when the lease has run out', async () => {
    const { worker, ask } = await open({ loseWakes: true });
    await ask(1);
    const later = Date.now() + 60_000;
    await worker.d1.prepare('INSERT INTO leases VALUES (?, ?, ?)').bind('inbox:oc_1', 'dead', later).run();
    await worker.tick();
    expect(await inboxDepth(worker.db)).toEqual({ pending: 1, failed: 0 });
    await worker.d1.prepare('UPDATE leases SET until = ?').bind(Date.now()).run();
    await worker.tick();
    expect(replies().map(({ to }) => to)).toEqual(['om_1']);
  });
});

it('several runs at once handle each event once, and each chat in order', async () => {
  const { worker, ask } = await open();
  const CHATS = 6;
  const EACH = 12;
  const byChat = Array.from({ length: CHATS }, async (_, chat) => {
    for (let n = 0; n < EACH; n++) await ask(n * CHATS + chat, `oc_${chat}`);
  });
  // The crons' runs beside those that the queue wakes.
  const ticks = Array.from({ length: 4 }, async () => {
    for (let n = 0; n < 3; n++) expect(await worker.tick()).toBe(true);
  });
  await Promise.all([...byChat, ...ticks]);
  const deadline = performance.now() + 60_000;
  const waiting = async () => (await inboxDepth(worker.db)).pending + (await outboxDepth(worker.db)).pending;
  while ((await waiting()) > 0 && performance.now() < deadline) await new Promise((r) => setTimeout(r, 50));
  expect(replies()).toHaveLength(CHATS * EACH);
  expect(new Set(replies().map(({ uuid }) => uuid)).size).toBe(CHATS * EACH);
  for (let chat = 0; chat < CHATS; chat++) {
    const ofChat = replies()
      .map(({ to }) => Number(to.slice(3)))
      .filter((id) => id % CHATS === chat);
    expect(ofChat).toEqual(ofChat.toSorted((a, b) => a - b));
  }
  // Nothing was tried twice: every call of a message is one that was sent.
  const calls = platform.calls.filter(({ path }) => path.endsWith('/reply'));
  expect(calls).toHaveLength(CHATS * EACH);
});
