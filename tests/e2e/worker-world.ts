import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { onTestFinished } from 'vitest';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import type { LocalWorker } from '#adapters/workerd/local-worker.ts';
import type { CardAnswer } from '#feishu/events.ts';
import { DeliveryError } from '#outbox/outbox.types.ts';
import { createFixedClock, type MovableClock } from '#shared/clock.ts';
import { APP_ID, BOT, bodyOf, ENCRYPT_KEY, signedHeaders, TOKEN } from '#tests/builders/feishu-request.ts';
import { startPreparedWorker } from '#tests/builders/worker-setup.ts';
import { at, messageOf, pressOf, type Seen, saidIn, valueBehind, type World } from './tickets-messages.ts';

const CLOCK_SECRET = 'clock-secret-for-tests';
const IDLE_WITHIN_MS = 20_000;

/** The same world on workerd: events by the webhook, messages to a platform of the test, the state in D1. */
export async function openWorkerWorld(start: string): Promise<World> {
  const sent: Seen[] = [];
  const refuse: World['refuse'] = {};
  const platform = await startPlatform(sent, refuse);
  const worker = await startPreparedWorker({ env: envFor(platform.url) });
  onTestFinished(async () => {
    await worker.stop();
    await platform.close();
  });
  const clock = createFixedClock(at(start));
  const time = createTeller(worker, clock);
  await time.tell();

  const idle = () => untilIdle(worker, time.now);
  const since = async <T>(act: () => Promise<T>): Promise<{ result: T; fresh: Seen[] }> => {
    const before = sent.length;
    const result = await act();
    await idle();
    return { result, fresh: sent.slice(before) };
  };
  const accept: World['accept'] = async (envelope) => {
    await time.tell();
    return post(worker, clock, envelope);
  };
  return {
    // What looks into the app itself runs on Node alone.
    get app(): never {
      throw new Error('there is no app in this process');
    },
    ...{ db: worker.db, rules: loadRules('knowledge').rules, clock, sent, refuse, accept, idle },
    say: async (openId, chatId, text) =>
      (await since(() => accept(messageOf({ openId, chatId, text })))).fresh,
    press: async (openId, message, label, form, which) => {
      const value = valueBehind(message.content, label, which);
      const { result, fresh } = await since(() => accept(pressOf({ openId, message, value, form })));
      if (result.card) message.content = result.card.data;
      return { ...result, sent: fresh };
    },
    goTo: async (moment) => {
      clock.set(at(moment));
      await time.tell();
      return (await since(() => worker.tick())).fresh;
    },
  };
}

function envFor(domain: string): Record<string, string> {
  return {
    ...{ FEISHU_APP_ID: APP_ID, FEISHU_APP_SECRET: 'app-secret-for-tests', FEISHU_DOMAIN: domain },
    ...{ FEISHU_ENCRYPT_KEY: ENCRYPT_KEY, FEISHU_VERIFICATION_TOKEN: TOKEN, CLOCK_SECRET },
    ...{ FEISHU_SENDS_PER_SECOND: '1000', FEISHU_CHAT_SENDS_PER_SECOND: '1000', LOG_LEVEL: 'error' },
  };
}

/** Tells the worker when the test's clock was set, and what the worker's, which runs on from there, says now. */
function createTeller(worker: LocalWorker, clock: MovableClock) {
  let told: number | undefined;
  let toldAt = 0;
  return {
    async tell(): Promise<void> {
      const now = clock.now();
      if (now.getTime() === told) return;
      const response = await fetch(`${worker.url}/worker/clock`, {
        method: 'POST',
        headers: { authorization: `Bearer ${CLOCK_SECRET}` },
        body: JSON.stringify({ now: now.toISOString() }),
      });
      if (response.status !== 204) throw new Error(`the clock was not taken: ${response.status}`);
      told = now.getTime();
      toldAt = performance.now();
    },
    now: () => (told ?? 0) + performance.now() - toldAt,
  };
}

async function post(
  worker: LocalWorker,
  clock: MovableClock,
  envelope: { eventId: string; eventType: string; event: unknown },
): Promise<CardAnswer> {
  const body = bodyOf(envelope);
  const headers = signedHeaders(body, { at: clock.now() });
  const response = await fetch(`${worker.url}/feishu/webhook`, { method: 'POST', headers, body });
  if (response.status !== 200) throw new Error(`refused: ${response.status} ${await response.text()}`);
  return (await response.json()) as CardAnswer;
}

/** Waits until nothing that is due waits any more. */
async function untilIdle(worker: LocalWorker, now: () => number): Promise<void> {
  const deadline = performance.now() + IDLE_WITHIN_MS;
  while (performance.now() < deadline) {
    const soon = now() + IDLE_WITHIN_MS;
    const [row] = await worker.db.all<{ n: number }>(sql`SELECT
      (SELECT count(*) FROM inbox_events WHERE state = 'pending' AND next_attempt_at <= ${soon}) +
      (SELECT count(*) FROM outbox_messages WHERE state = 'pending' AND next_attempt_at <= ${soon}) AS n`);
    if (row?.n === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the worker did not come to rest');
}

interface Platform {
  url: string;
  close(): Promise<void>;
}

/** Takes what the bot sends, as the recorder of the other world does. */
async function startPlatform(sent: Seen[], refuse: World['refuse']): Promise<Platform> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => answer(request, text, response, sent, refuse));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

function answer(
  request: IncomingMessage,
  text: string,
  response: ServerResponse,
  sent: Seen[],
  refuse: World['refuse'],
): void {
  const reply = (body: object, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path.includes('/tenant_access_token/')) {
    reply({ code: 0, msg: 'ok', tenant_access_token: 't-1', expire: 7200 });
    return;
  }
  if (path.endsWith('/bot/v3/info')) {
    reply({ code: 0, msg: 'ok', bot: { open_id: BOT, app_name: '机器人' } });
    return;
  }
  const [, , , , , subject = '', verb] = path.split('/');
  const {
    receive_id,
    msg_type = 'interactive',
    content = '{}',
  } = JSON.parse(text || '{}') as Record<string, string>;
  const isUpdate = request.method === 'PATCH';
  const refused = isUpdate ? refuse.update?.(subject) : refuse.content?.(content);
  if (refused) {
    reply({ code: refused instanceof DeliveryError ? Number(refused.reason) : 1, msg: 'refused' }, 400);
    return;
  }
  const shown = isUpdate ? sent.find((message) => message.messageId === subject) : undefined;
  if (shown) shown.content = JSON.parse(content);
  const messageId = isUpdate ? subject : `om_bot_${sent.length + 1}`;
  const to = verb === 'reply' ? (saidIn.get(subject) ?? subject) : (receive_id ?? '');
  if (!isUpdate) sent.push({ messageId, to, type: msg_type, content: JSON.parse(content) });
  reply({ code: 0, msg: 'ok', data: { message_id: messageId } });
}
