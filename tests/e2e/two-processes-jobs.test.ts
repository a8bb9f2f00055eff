import { cpSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import type { Database } from '#database/database.ts';
import { inboxDepth } from '#inbox/inbox.store.ts';
import { outboxDepth } from '#outbox/outbox.store.ts';
import { wasSent } from '#summaries/summaries.store.ts';
import { fillFolder } from '#tests/builders/console-product.ts';
import { type FakePlatform, startFakePlatform } from '#tests/builders/fake-platform.ts';
import { encryptBody, messageEvent, signedHeaders } from '#tests/builders/feishu-request.ts';
import { type ProductProcess, startProduct } from '#tests/builders/product-process.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const WITHIN_MS = 40_000;
const CHATS = 4;
/** Nothing is due on a Monday before nine; then the week's summary and reminders are, a day later the month's and more. */
const BEFORE = '2026-11-30T08:00:00+08:00';
const MONDAY = '2026-11-30T10:00:00+08:00';
const TUESDAY = '2026-12-01T10:00:00+08:00';

interface Group {
  db: Database;
  platform: FakePlatform;
  products: ProductProcess[];
  /** Moves the clock of all processes at once. */
  goTo(time: string): void;
  /** Somebody greets the bot in every chat, by one process after the other. */
  greet(round: number): Promise<void>;
}

/** So many processes as `npm start` runs them, begun at the same moment on a copy of one folder. */
async function open(processes: number, filled: string): Promise<Group> {
  const platform = await startFakePlatform();
  const dataDir = temporaryFolder();
  cpSync(filled, dataDir, { recursive: true });
  const clock = join(dataDir, 'clock');
  let offsetMs = 0;
  const goTo = (time: string) => {
    offsetMs = Date.parse(time) - Date.now();
    writeFileSync(`${clock}.new`, String(offsetMs));
    renameSync(`${clock}.new`, clock);
  };
  goTo(BEFORE);
  const env = {
    ...{ FEISHU_SENDS_PER_SECOND: '1000', FEISHU_CHAT_SENDS_PER_SECOND: '1000', LOG_LEVEL: 'error' },
    NODE_OPTIONS: `--import ${new URL('../builders/moved-clock.mjs', import.meta.url).href}`,
    CLOCK_FILE: clock,
  };
  const options = { dataDir, platformUrl: platform.url, env };
  const products = await Promise.all(Array.from({ length: processes }, () => startProduct(options)));
  const { db, close } = await openDatabase(`file:${join(dataDir, 'yiqi.db')}`);
  onTestFinished(async () => {
    await Promise.all(products.map((product) => product.kill()));
    close();
    await platform.close();
  });
  const greet = async (round: number) => {
    for (let chat = 0; chat < CHATS; chat++) {
      const id = `om_${chat}_${round}`;
      const content = JSON.stringify({ text: '@_user_1 你好' });
      const over = { message_id: id, chat_id: `oc_${chat}`, content };
      const body = encryptBody(messageEvent(over, { eventId: `ev_${id}` }));
      const port = products[(chat + round) % products.length]?.port;
      const headers = signedHeaders(body, { at: new Date(Date.now() + offsetMs) });
      const url = `http://127.0.0.1:${port}/feishu/webhook`;
      expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
    }
  };
  return { db, platform, products, goTo, greet };
}

/** Waits until a span's summary, the last thing of a look at the clock, and all else that was to be said is delivered. */
async function handedUp({ db }: Group, span: string): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  const waiting = async () => (await inboxDepth(db)).pending + (await outboxDepth(db)).pending;
  while (!(await wasSent(db, span)) || (await waiting()) > 0) {
    if (performance.now() > deadline) throw new Error(`nothing was handed up for ${span}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Ends the process that looks at the clock, without a chance to say so; returns the others. */
async function killTheOneThatLooks({ db, products }: Group): Promise<ProductProcess[]> {
  const [row] = await db.all<{ owner: string }>(sql`SELECT owner FROM leases WHERE name = 'jobs'`);
  const pid = Number(row?.owner.split('/')[1]);
  const looking = products.filter((product) => product.pid === pid);
  expect(looking).toHaveLength(1);
  await looking[0]?.kill();
  return products.filter((product) => product.pid !== pid);
}

/** What was said to whom: the place and the kind of each message, sorted. */
const saidTo = ({ platform }: Group) =>
  platform.sent.map(({ kind, to, type }) => `${kind} ${type} ${to}`).sort();

it('two processes on one file remind, hand up and answer as one does, also when one is killed', {
  timeout: 180_000,
}, async () => {
  const filled = temporaryFolder();
  await fillFolder(filled);

  const alone = await open(1, filled);
  alone.goTo(MONDAY);
  await alone.greet(1);
  await handedUp(alone, '2026-W48');
  alone.goTo(TUESDAY);
  await handedUp(alone, '2026-11');
  expect(await alone.products[0]?.stop()).toBe(0);
  // Departments, people behind them and the leaders hear of what is due, and every chat is answered.
  expect(saidTo(alone)).toEqual(expect.arrayContaining(['send interactive oc_sample_leaders']));
  expect(alone.platform.sent.filter(({ kind }) => kind === 'reply')).toHaveLength(CHATS);
  expect(new Set(saidTo(alone)).size).toBeGreaterThan(CHATS + 10);

  const both = await open(2, filled);
  both.goTo(MONDAY);
  await both.greet(1);
  await handedUp(both, '2026-W48');
  const [left] = await killTheOneThatLooks(both);
  both.goTo(TUESDAY);
  await handedUp(both, '2026-11');
  expect(await left?.stop()).toBe(0);
  expect(saidTo(both)).toEqual(saidTo(alone));
  // Each was tried once: none is told apart by its uuid alone.
  const tries = both.platform.calls.filter(({ path }) => path.startsWith('/open-apis/im/v1/messages'));
  expect(tries).toHaveLength(both.platform.sent.length);
});
