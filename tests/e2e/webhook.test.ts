import { mkdtempSync, rmSync } from 'node:fs';
import { request, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakePlatform, startFakePlatform } from '#tests/builders/fake-platform.ts';
import { BOT, cardEvent, encryptBody, messageEvent, signedHeaders } from '#tests/builders/feishu-request.ts';
import { type ProductProcess, startProduct } from '#tests/builders/product-process.ts';
import { settled } from './model-streaming-world.ts';

const ON_WORKERD = process.env.YIQI_RUNTIME === 'worker';

let platform: FakePlatform;
let product: ProductProcess;
let dataDir: string;
let sequence = 0;

beforeAll(async () => {
  platform = await startFakePlatform();
  dataDir = mkdtempSync(join(tmpdir(), 'yiqi-'));
  product = await startProduct({
    dataDir,
    platformUrl: platform.url,
    env: { FEISHU_TIMEOUT_MS: '700', FEISHU_CHAT_SENDS_PER_SECOND: '1000', LOG_LEVEL: 'info' },
  });
});
afterAll(async () => {
  expect(await product.stop()).toBe(0);
  await platform.close();
  rmSync(dataDir, { recursive: true, force: true });
});
afterEach(() => {
  platform.faults.length = 0;
});

const url = () => `http://127.0.0.1:${product.port}/feishu/webhook`;
function post(body: string, headers: Record<string, string> = signedHeaders(body)) {
  return fetch(url(), { method: 'POST', headers, body });
}
/** A greeting to the bot in a chat of its own. */
function greeting(over: Record<string, unknown> = {}, options = {}) {
  const id = `om_webhook_${++sequence}`;
  const content = JSON.stringify({ text: '@_user_1 你好' });
  return { id, event: messageEvent({ message_id: id, chat_id: `oc_${id}`, content, ...over }, options) };
}
async function repliesTo(id: string, count = 1, ms = 15_000) {
  const deadline = Date.now() + ms;
  const found = () => platform.sent.filter((sent) => sent.to === id);
  while (found().length < count && Date.now() < deadline) await new Promise((r) => setTimeout(r, 20));
  return found();
}
async function metric(name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${product.port}/metrics`)).text();
  const lines = [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)`, 'gm'))];
  return lines.reduce((sum, [, value]) => sum + Number(value), 0);
}

describe('what comes in', () => {
  it('is answered once, however often it comes and however old it is', async () => {
    const { id, event } = greeting({ create_time: String(Date.now() - 6 * 3_600_000) });
    const again = { ...event, header: { ...event.header, event_id: 'ev_another' } };
    for (const body of [event, event, again, event].map((e) => encryptBody(e))) {
      expect((await post(body)).status).toBe(200);
    }
    await repliesTo(id);
    // A later message of the same chat is answered after anything that the copies could have caused.
    const later = greeting({ chat_id: `oc_${id}` });
    await post(encryptBody(later.event));
    await repliesTo(later.id);
    expect(await repliesTo(id)).toHaveLength(1);
  });

  it('that fails a check gets no work and is counted', async () => {
    const before = await metric('yiqi_events_refused_total');
    const { id, event } = greeting();
    const body = encryptBody(event);
    expect((await post(body, { ...signedHeaders(body), 'x-lark-signature': 'f'.repeat(64) })).status).toBe(
      401,
    );
    expect((await post(JSON.stringify(event))).status).toBe(401);
    expect((await post('{')).status).toBe(400);
    expect(await metric('yiqi_events_refused_total')).toBe(before + 3);
    const control = greeting({ chat_id: `oc_${id}` });
    await post(encryptBody(control.event));
    await repliesTo(control.id);
    expect(await repliesTo(id, 0)).toEqual([]);
  });

  it('and is of a type that nobody handles is acknowledged', async () => {
    const { event } = greeting();
    const other = { ...event, header: { ...event.header, event_type: 'im.message.reaction.created_v1' } };
    expect((await post(encryptBody(other))).status).toBe(200);
  });

  it('answers the URL check', async () => {
    const body = encryptBody({ type: 'url_verification', challenge: 'c-1', token: event().header.token });
    expect(await (await post(body)).json()).toEqual({ challenge: 'c-1' });
  });

  it.each([true, false])('over 1 MiB is refused before it is read whole (declared: %s)', async (declared) => {
    let written = 0;
    const status = await new Promise<number | string>((resolve, reject) => {
      const headers = declared ? { 'content-length': 50 * 1024 * 1024 } : {};
      const sending = request(url(), { method: 'POST', headers }, (response) => {
        resolve(response.statusCode ?? 0);
        sending.destroy();
      });
      // workerd closes the connection with its answer, which may be lost by that.
      sending.on('error', (error: NodeJS.ErrnoException) =>
        ON_WORKERD ? resolve(error.code ?? error.message) : reject(error),
      );
      const chunk = Buffer.alloc(64 * 1024, 32);
      const write = () => {
        if (sending.destroyed || written >= 50 * 1024 * 1024) return;
        written += chunk.length;
        if (sending.write(chunk)) setImmediate(write);
        else sending.once('drain', write);
      };
      write();
    });
    expect(ON_WORKERD ? [413, 'ECONNRESET', 'EPIPE'] : [413]).toContain(status);
    expect(written).toBeLessThan(20 * 1024 * 1024);
  });

  it('a press on an unknown card is answered with a sentence', async () => {
    const response = await post(encryptBody(cardEvent({ a: 'nothing' })));
    expect(await response.json()).toMatchObject({ toast: { type: 'warning' } });
  });

  it('is for the bot only when it is mentioned by open_id, and never from a bot or to everyone', async () => {
    const mention = (openId: string, name: string) => [{ key: '@_user_1', id: { open_id: openId }, name }];
    const silent = [
      greeting({ mentions: [] }),
      greeting({ mentions: mention('ou_somebody', '一企') }),
      greeting({ content: JSON.stringify({ text: '@_all 你好' }), mentions: [] }),
      greeting({}, { senderType: 'app' }),
      greeting({}, { senderType: 'bot', openId: BOT }),
    ];
    for (const { event: e } of silent) await post(encryptBody(e));
    const spoken = [greeting(), greeting({ chat_type: 'p2p', mentions: [] })];
    for (const { event: e } of spoken) await post(encryptBody(e));
    for (const { id } of spoken) expect(await repliesTo(id)).toHaveLength(1);
    for (const { id } of silent) expect(await repliesTo(id, 0)).toEqual([]);
  });

  it('and replies to a message of the bot is for the bot', async () => {
    const first = greeting();
    await post(encryptBody(first.event));
    const [reply] = await repliesTo(first.id);
    // The platform has the reply a moment before the product knows by which id.
    await settled(product.port);
    const second = greeting({
      chat_id: `oc_${first.id}`,
      mentions: [],
      content: '{"text":"谢谢"}',
      parent_id: reply?.messageId,
      root_id: first.id,
    });
    await post(encryptBody(second.event));
    expect(await repliesTo(second.id)).toHaveLength(1);
  });
});

describe('what goes out', () => {
  const json =
    (status: number, value: unknown, headers = {}) =>
    (response: ServerResponse) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(value));
    };

  it.each([
    ['is limited', json(429, { code: 99991400, msg: 'limited' }, { 'x-ogw-ratelimit-reset': '1' })],
    ['fails for now', json(502, { code: 2200, msg: 'internal' })],
    ['refuses the token', json(400, { code: 99991663, msg: 'token expired' })],
    ['refuses the token with 200', json(200, { code: 99991663, msg: 'token expired' })],
    ['answers no JSON', (r: ServerResponse) => r.writeHead(200).end('<html>')],
    ['never answers', () => {}],
  ])('arrives once when the platform %s', async (_, fault) => {
    platform.faults.push(fault);
    const { id, event: e } = greeting();
    await post(encryptBody(e));
    expect(await repliesTo(id)).toHaveLength(1);
  });

  it('is given up when it can never arrive, and the next one goes on', async () => {
    platform.faults.push(json(400, { code: 230002, msg: 'bot not in chat' }));
    const lost = greeting();
    const next = greeting({ chat_id: `oc_${lost.id}` });
    await post(encryptBody(lost.event));
    await post(encryptBody(next.event));
    expect(await repliesTo(next.id)).toHaveLength(1);
    expect(await repliesTo(lost.id, 0)).toEqual([]);
    expect(await metric('yiqi_messages_failed_total')).toBe(1);
  });

  it('leaves no text, phone number or secret in the log', () => {
    const log = product.log();
    expect(log).toContain('"event":"outbox.failed"');
    for (const word of ['你好', 'app-secret-for-tests', '@_user']) expect(log).not.toContain(word);
  });
});

function event() {
  return greeting().event;
}
