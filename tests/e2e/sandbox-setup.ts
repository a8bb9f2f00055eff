import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { decryptEvent } from '#sandbox/envelope.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '#sandbox/sandbox.ts';
import type { SandboxSeed } from '#sandbox/sandbox.types.ts';
import { createFixedClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';

export const APP = { id: 'cli_0123456789abcdef', secret: 'sandbox-secret' };
export const KEY = 'test key';
export const TOKEN = 'verification-token';

export const PEOPLE = {
  contact: 'ou_contact',
  commissioner: 'ou_commissioner',
  handler: 'ou_handler',
} as const;

export const seed: SandboxSeed = {
  people: [
    { openId: PEOPLE.contact, name: '李晓', title: '企业联系人' },
    { openId: PEOPLE.commissioner, name: '王敏', title: '服务专员' },
    { openId: PEOPLE.handler, name: '赵强', title: '经办人' },
  ],
  chats: [
    {
      chatId: 'oc_enterprise',
      name: '鑫宏铝业服务群',
      kind: 'enterprise',
      members: [PEOPLE.contact, PEOPLE.commissioner],
    },
    { chatId: 'oc_department', name: '区经济信息委', kind: 'department', members: [PEOPLE.handler] },
  ],
};

/** A sandbox of one test, on a fixed clock and in memory unless told otherwise. */
export async function startSandbox(
  options: Partial<SandboxOptions> = {},
): Promise<Sandbox & { domain: string }> {
  const sandbox = await createSandbox({
    seed,
    dataDir: null,
    clock: createFixedClock('2026-11-24T02:00:00Z'),
    webhookUrl: null,
    appId: APP.id,
    appSecret: APP.secret,
    encryptKey: KEY,
    verificationToken: TOKEN,
    logger: silentLogger,
    webhookTimeoutMs: 300,
    ...options,
  });
  const domain = await serveOnFreePort(sandbox.platform);
  return { ...sandbox, domain };
}

/** Serves an app until the test ends. */
export async function serveOnFreePort(app: Hono): Promise<string> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
      resolve(`http://127.0.0.1:${port}`);
    });
    onTestFinished(() => {
      if ('closeAllConnections' in server) server.closeAllConnections();
      server.close();
    });
  });
}

export interface ReceivedEvent {
  headers: IncomingMessage['headers'];
  raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: events are looked into freely by tests
  event: any;
}

/** A bot's server that keeps what it gets. `answer` decides what it says; by default 200 `{}`. */
export async function startBot(
  answer: (event: ReceivedEvent, response: ServerResponse) => void = (_event, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  },
): Promise<{ url: string; received: ReceivedEvent[] }> {
  const received: ReceivedEvent[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      const body = JSON.parse(raw);
      const event = body.encrypt ? JSON.parse(decryptEvent(body.encrypt, KEY)) : body;
      const got = { headers: request.headers, raw, event };
      received.push(got);
      answer(got, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/feishu/webhook`, received };
}

/** A small good card with a button. */
export function card(text = '您好', value: Record<string, unknown> = { action: 'accept' }) {
  return {
    schema: '2.0',
    config: { update_multi: true },
    header: { title: { tag: 'plain_text', content: '工单' }, template: 'blue' },
    body: {
      elements: [
        { tag: 'markdown', content: text },
        {
          tag: 'button',
          text: { tag: 'plain_text', content: '签收' },
          type: 'primary',
          behaviors: [{ type: 'callback', value }],
        },
      ],
    },
  };
}
