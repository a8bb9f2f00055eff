import { readdirSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { startFakePlatform } from '#tests/builders/fake-platform.ts';
import { encryptBody, messageEvent, signedHeaders } from '#tests/builders/feishu-request.ts';
import { type ProductProcess, startProduct } from '#tests/builders/product-process.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const EVENTS = 500;
const CHATS = 25;
const KILLS = 3;

/** Feishu's side of a delivery: an event goes out again until it is acknowledged, and now and then once more. */
async function deliver(port: () => number, body: string): Promise<void> {
  for (let attempt = 0; attempt < 2_000; attempt++) {
    try {
      const headers = signedHeaders(body);
      const response = await fetch(`http://127.0.0.1:${port()}/feishu/webhook`, {
        method: 'POST',
        headers,
        body,
      });
      if (response.status === 200) return;
    } catch {
      // The process is down: as if Feishu's redelivery came a little later.
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('an event was never acknowledged');
}

describe('kill -9 under load', () => {
  it('loses nothing, repeats nothing, and keeps each chat in order', { timeout: 120_000 }, async () => {
    const platform = await startFakePlatform();
    const dataDir = temporaryFolder();
    // Above Feishu's own limits, so that the test measures crashes and not waiting.
    const env = { FEISHU_SENDS_PER_SECOND: '1000', FEISHU_CHAT_SENDS_PER_SECOND: '1000', LOG_LEVEL: 'error' };
    let product: ProductProcess = await startProduct({ dataDir, platformUrl: platform.url, env });
    const { port } = product;

    const questions = Array.from({ length: EVENTS }, (_, i) => {
      const content = JSON.stringify({ text: '@_user_1 你好' });
      const over = { message_id: `om_${i}`, chat_id: `oc_${i % CHATS}`, content };
      return {
        id: `om_${i}`,
        chat: `oc_${i % CHATS}`,
        body: encryptBody(messageEvent(over, { eventId: `ev_${i}` })),
      };
    });
    const byChat = groupBy(questions);
    const load = Promise.all(
      [...byChat.values()].map(async (inChat) => {
        for (const [i, question] of inChat.entries()) {
          await deliver(() => port, question.body);
          if (i % 5 === 0) await deliver(() => port, question.body);
        }
      }),
    );

    for (let kill = 1; kill <= KILLS; kill++) {
      const share = (EVENTS * kill) / (KILLS + 1);
      while (platform.sent.length < share) await new Promise((resolve) => setTimeout(resolve, 5));
      await product.kill();
      product = await startProduct({ dataDir, platformUrl: platform.url, port, env });
    }
    await load;
    const deadline = Date.now() + 60_000;
    while (platform.sent.length < EVENTS && Date.now() < deadline)
      await new Promise((r) => setTimeout(r, 50));
    expect(await product.stop()).toBe(0);
    await platform.close();

    expect(new Set(platform.sent.map((reply) => reply.to)).size).toBe(EVENTS);
    expect(platform.sent.length).toBe(EVENTS);
    for (const inChat of byChat.values()) {
      const asked = inChat.map((question) => question.id);
      expect(platform.sent.map((reply) => reply.to).filter((id) => asked.includes(id))).toEqual(asked);
    }
  });
});

/** Delivers events over so many connections at once; counts those acknowledged. */
async function flood(port: number, bodies: readonly string[], acknowledged: Set<number>): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const post = (at: number) =>
    new Promise<void>((resolve) => {
      const body = bodies[at] ?? '';
      const headers = { ...signedHeaders(body), 'content-length': String(Buffer.byteLength(body)) };
      const sent = request({ agent, port, path: '/feishu/webhook', method: 'POST', headers }, (response) => {
        if (response.statusCode === 200) acknowledged.add(at);
        response.resume().on('close', () => resolve());
      });
      // The process is down: the event stays unacknowledged.
      sent.on('error', () => resolve());
      sent.end(body);
    });
  let next = 0;
  const connections = Array.from({ length: 64 }, async () => {
    while (next < bodies.length) await post(next++);
  });
  await Promise.all(connections);
  agent.destroy();
}

describe('kill -9 in a flood', () => {
  it('has every event that was acknowledged, also those that had not reached the database', {
    timeout: 120_000,
  }, async () => {
    const platform = await startFakePlatform();
    const dataDir = temporaryFolder();
    const env = { LOG_LEVEL: 'error' };
    let product = await startProduct({ dataDir, platformUrl: platform.url, env });
    const bodies = Array.from({ length: 4_000 }, (_, i) => {
      // Not to the bot, so that the test is about keeping and not about answering.
      const over = { message_id: `om_${i}`, chat_id: `oc_${i % 40}`, mentions: [] };
      return encryptBody(messageEvent(over, { eventId: `ev_${i}` }));
    });
    const acknowledged = new Set<number>();
    const load = flood(product.port, bodies, acknowledged);
    let inJournal = 0;
    while (acknowledged.size < 1_500 || inJournal === 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      inJournal = journalBytes(dataDir);
      if (acknowledged.size === bodies.length) break;
    }
    await product.kill();
    await load;
    expect(inJournal).toBeGreaterThan(0);

    product = await startProduct({ dataDir, platformUrl: platform.url, env });
    const before = [...acknowledged];
    await flood(product.port, bodies, acknowledged);
    expect(acknowledged.size).toBe(bodies.length);
    expect(await product.stop()).toBe(0);
    await platform.close();

    const { db, close } = await openDatabase(`file:${join(dataDir, 'yiqi.db')}`);
    const rows = await db.all<{ event_id: string }>(sql`select event_id from inbox_events order by id`);
    await close();
    const kept = rows.map((row) => Number(row.event_id.slice(3)));
    expect([...kept].sort((a, b) => a - b)).toEqual(bodies.map((_, i) => i));
    expect(before.filter((at) => kept.indexOf(at) > before.length + 64)).toEqual([]);
    expect(journalBytes(dataDir)).toBe(0);
  });
});

function journalBytes(dataDir: string): number {
  const folder = join(dataDir, 'inbox');
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

function groupBy<T extends { chat: string }>(items: T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(item.chat, [...(groups.get(item.chat) ?? []), item]);
  return groups;
}
