import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFeishuClient, type FeishuClient } from '#feishu/client/feishu-client.ts';
import { DeliveryError, type RenderedMessage } from '#outbox/outbox.types.ts';
import { createFixedClock } from '#shared/clock.ts';
import { ConfigurationError, Unavailable } from '#shared/errors.ts';
import type { LogFields } from '#shared/log.ts';

const SECRET = 'the-app-secret-nobody-may-see';
const WORDS = '夏季限电,生产线停了';
const TIMEOUT_MS = 400;
const TOKEN_PATH = '/open-apis/auth/v3/tenant_access_token/internal';
const message: RenderedMessage = { type: 'text', content: { text: WORDS } };

interface Call {
  method: string;
  path: string;
  token: string;
  body: Record<string, unknown>;
}
type Answer = (call: Call, response: ServerResponse) => void;

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => {
  return (_call, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(body));
  };
};
const sent = json(200, { code: 0, msg: 'success', data: { message_id: 'om_1' } });

/** A server that plays Feishu: tokens `t-1`, `t-2`… and whatever the test says for everything else. */
function createPlatform() {
  const calls: Call[] = [];
  const platform = {
    calls,
    tokens: 0,
    tokenSeconds: 7200,
    answer: sent,
    answerToken: null as Answer | null,
    sends: () => calls.filter((call) => call.path !== TOKEN_PATH),
  };
  const server = createServer((request, response) => {
    void readCall(request).then((call) => {
      calls.push(call);
      if (call.path !== TOKEN_PATH) return platform.answer(call, response);
      if (platform.answerToken) return platform.answerToken(call, response);
      platform.tokens++;
      const token = { tenant_access_token: `t-${platform.tokens}`, expire: platform.tokenSeconds };
      setTimeout(() => json(200, { code: 0, msg: 'ok', ...token })(call, response), 20);
    });
  });
  return { platform, server };
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    token: (request.headers.authorization ?? '').replace('Bearer ', ''),
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

let platform: ReturnType<typeof createPlatform>['platform'];
let server: Server;
let client: FeishuClient;
let lines: string[];
const clock = createFixedClock('2026-11-24T01:30:00Z');

function clientOf(domain: string): FeishuClient {
  const keep = (level: string) => (event: string, fields?: LogFields) => {
    lines.push(JSON.stringify({ level, event, ...fields }));
  };
  const logger = { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') };
  const appId = 'cli_0123456789abcdef';
  return createFeishuClient({ appId, appSecret: SECRET, domain, clock, logger, timeoutMs: TIMEOUT_MS });
}

beforeEach(async () => {
  clock.set(new Date('2026-11-24T01:30:00Z'));
  lines = [];
  ({ platform, server } = createPlatform());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const send = (uuid = 'u-1') => client.messenger.sendToChat('oc_1', message, uuid);

async function failure(promise: Promise<unknown>): Promise<DeliveryError> {
  const error = await promise.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DeliveryError);
  return error as DeliveryError;
}

describe('what is sent', () => {
  it('sends to a chat, to a person, as a reply and as an update, as documented', async () => {
    const { messenger } = client;
    await expect(send()).resolves.toEqual({ messageId: 'om_1' });
    await messenger.sendToPerson('ou_1', message, 'u-2');
    await messenger.reply(
      'om_9',
      { type: 'interactive', content: { schema: '2.0' } },
      { uuid: 'u-3', inThread: true },
    );
    await messenger.updateCard('om_9', { schema: '2.0' });
    const text = JSON.stringify({ text: WORDS });
    const card = JSON.stringify({ schema: '2.0' });
    const path = '/open-apis/im/v1/messages';
    expect(platform.sends()).toEqual([
      {
        method: 'POST',
        path: `${path}?receive_id_type=chat_id`,
        token: 't-1',
        body: { receive_id: 'oc_1', msg_type: 'text', content: text, uuid: 'u-1' },
      },
      {
        method: 'POST',
        path: `${path}?receive_id_type=open_id`,
        token: 't-1',
        body: { receive_id: 'ou_1', msg_type: 'text', content: text, uuid: 'u-2' },
      },
      {
        method: 'POST',
        path: `${path}/om_9/reply`,
        token: 't-1',
        body: { msg_type: 'interactive', content: card, reply_in_thread: true, uuid: 'u-3' },
      },
      { method: 'PATCH', path: `${path}/om_9`, token: 't-1', body: { content: card } },
    ]);
  });

  it('reads who the bot is', async () => {
    platform.answer = json(200, { code: 0, msg: 'ok', bot: { open_id: 'ou_bot', app_name: '企业服务' } });
    await expect(client.botInfo()).resolves.toEqual({ openId: 'ou_bot', name: '企业服务' });
  });
});

describe('the token', () => {
  it('is fetched once for ten sends at the same time', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, i) => send(`u-${i}`)));
    expect(platform.tokens).toBe(1);
    expect(platform.sends()).toHaveLength(10);
  });

  it('is renewed when less than 20 minutes remain, not before', async () => {
    await send();
    clock.advance(99 * 60_000);
    await send();
    expect(platform.tokens).toBe(1);
    clock.advance(2 * 60_000);
    await send();
    expect(platform.tokens).toBe(2);
    expect(platform.sends().at(-1)?.token).toBe('t-2');
  });

  it('is used to its end where a newer one cannot be had', async () => {
    await send();
    platform.answerToken = json(503, {});
    clock.advance(110 * 60_000);
    await expect(send()).resolves.toEqual({ messageId: 'om_1' });
    clock.advance(11 * 60_000);
    expect(await failure(send())).toMatchObject({ kind: 'retry', reason: 'token-http-503', appWide: true });
  });

  it.each([
    [400, 99991663],
    [200, 99991663],
    [400, 99991665],
  ])('is fetched anew once when it is refused with HTTP %i and code %i', async (status, code) => {
    const refuse = json(status, { code, msg: 'Invalid access token' });
    platform.answer = (call, response) => (call.token === 't-1' ? refuse : sent)(call, response);
    await Promise.all(Array.from({ length: 10 }, (_, i) => send(`u-${i}`)));
    expect(platform.tokens).toBe(2);
    const uuids = platform
      .sends()
      .filter((call) => call.token === 't-2')
      .map((call) => call.body.uuid);
    expect(new Set(uuids).size).toBe(10);
  });

  it('is not asked for again and again where every token is refused', async () => {
    platform.answer = json(400, { code: 99991663, msg: 'Invalid access token' });
    expect(await failure(send())).toMatchObject({ kind: 'retry', reason: '99991663' });
    expect(platform.tokens).toBe(2);
    expect(platform.sends()).toHaveLength(2);
  });

  it('that is refused for a wrong secret makes everything wait and loses nothing', async () => {
    platform.answerToken = json(200, { code: 10014, msg: 'app secret invalid' });
    const error = await failure(send());
    expect(error).toMatchObject({ kind: 'retry', reason: 'token-10014', appWide: true });
    await expect(client.botInfo()).rejects.toThrow(ConfigurationError);
    expect(platform.sends()).toHaveLength(0);
  });
});

describe('what a failure means', () => {
  const limited = { 'x-ogw-ratelimit-reset': '7' };

  it.each([
    ['429', 429, { code: 99991400, msg: '' }, limited, { kind: 'retry', retryAfterMs: 7000, appWide: true }],
    ['429 without a body', 429, '', {}, { kind: 'retry', reason: 'http-429', appWide: true }],
    [
      'the app limit as 400',
      400,
      { code: 99991400, msg: '' },
      limited,
      { kind: 'retry', retryAfterMs: 7000, appWide: true },
    ],
    [
      'the chat limit',
      400,
      { code: 230020, msg: '' },
      {},
      { kind: 'retry', reason: '230020', appWide: false },
    ],
    ['a passing fault', 400, { code: 2200, msg: '' }, {}, { kind: 'retry', reason: '2200' }],
    ['a server error', 502, '<html>', {}, { kind: 'retry', reason: 'http-502' }],
    ['a server error with a code', 500, { code: 1234, msg: '' }, {}, { kind: 'retry', reason: '1234' }],
    ['a gateway page', 200, '<html>', {}, { kind: 'retry', reason: 'bad-answer' }],
    ['an answer without a code', 200, { data: {} }, {}, { kind: 'retry', reason: 'bad-answer' }],
    ['a success without an id', 200, { code: 0, data: {} }, {}, { kind: 'retry', reason: 'bad-answer' }],
    ['a code with HTTP 200', 200, { code: 230002, msg: '' }, {}, { kind: 'permanent', reason: '230002' }],
    ['sensitive content', 400, { code: 230022, msg: '' }, {}, { kind: 'permanent', reason: '230022' }],
    ['the month quota', 400, { code: 99991403, msg: '' }, {}, { kind: 'permanent', reason: '99991403' }],
    ['an unknown code', 400, { code: 424242, msg: '' }, {}, { kind: 'permanent', reason: '424242' }],
  ] as const)('%s', async (_name, status, body, headers, expected) => {
    platform.answer = json(status, body, { ...headers });
    expect(await failure(send())).toMatchObject(expected);
  });

  it('an update of a card that is too old is permanent', async () => {
    platform.answer = json(400, { code: 230031, msg: '' });
    const error = await failure(client.messenger.updateCard('om_1', { schema: '2.0' }));
    expect(error).toMatchObject({ kind: 'permanent', reason: '230031' });
  });

  it('no answer in time: unknown', async () => {
    platform.answer = () => {};
    expect(await failure(send())).toMatchObject({ kind: 'unknown', reason: 'timeout' });
  });

  it('an answer that drips for ever: unknown, because the deadline is for the whole call', async () => {
    platform.answer = (_call, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    };
    expect(await failure(send())).toMatchObject({ kind: 'unknown', reason: 'timeout' });
  });

  it('a connection that is cut after the message went out: unknown', async () => {
    platform.answer = (_call, response) => response.destroy();
    expect(await failure(send())).toMatchObject({ kind: 'unknown', reason: 'ECONNRESET' });
  });

  it('an answer that is cut in the middle: unknown', async () => {
    platform.answer = (_call, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
      response.write('{"code":0,');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await failure(send())).toMatchObject({ kind: 'unknown' });
  });

  it('nobody listens: retry, for all', async () => {
    client = clientOf('http://127.0.0.1:9');
    const error = await failure(send());
    expect(error).toMatchObject({ kind: 'retry', reason: 'token-ECONNREFUSED', appWide: true });
    await expect(client.botInfo()).rejects.toThrow(Unavailable);
  });

  it('nobody listens any more: retry', async () => {
    await send();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    // The first send may still go into the connection that has just been closed.
    expect(await failure(send())).toSatisfy((error: DeliveryError) => error.kind !== 'permanent');
    expect(await failure(send())).toMatchObject({ kind: 'retry', reason: 'ECONNREFUSED' });
  });
});

describe('what is logged', () => {
  it('holds no secret, no token and no words, whatever fails', async () => {
    const output: string[] = [];
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = ((chunk: string | Uint8Array) => {
      output.push(String(chunk));
      return true;
    }) as typeof process.stdout.write;
    const errors: unknown[] = [];
    try {
      await send();
      for (const answer of [
        json(400, { code: 230001, msg: WORDS }),
        json(500, { msg: WORDS }),
        json(200, '<'),
      ]) {
        platform.answer = answer;
        errors.push(await send().catch((error: unknown) => error));
      }
      platform.answer = (_call, response) => response.destroy();
      errors.push(await send().catch((error: unknown) => error));
      clock.advance(3 * 3_600_000);
      platform.answerToken = (_call, response) => response.destroy();
      errors.push(await send().catch((error: unknown) => error));
    } finally {
      process.stdout.write = write;
    }
    expect(errors).toHaveLength(5);
    const everything = [...lines, ...output, ...errors.map(deepText)].join('\n');
    expect(lines.length).toBeGreaterThan(0);
    for (const hidden of [SECRET, 't-1', WORDS]) expect(everything).not.toContain(hidden);
  });
});

/** Everything that a logger could find in an error, its causes included. */
function deepText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.getOwnPropertyNames(error).map((key) => String((error as never)[key]));
  return [...own, JSON.stringify(error), error.cause === undefined ? '' : deepText(error.cause)].join('\n');
}
