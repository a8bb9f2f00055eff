import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from '@lancedb/lancedb';
import { expect, it, onTestFinished } from 'vitest';
import { planAddition, writeAddition } from '#adapters/knowledge-folder/add-document.ts';
import { startFakePlatform } from '#tests/builders/fake-platform.ts';
import { encryptBody, messageEvent, signedHeaders } from '#tests/builders/feishu-request.ts';
import { type ProductProcess, startProduct } from '#tests/builders/product-process.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const CHATS = 12;
const EACH = 15;
const KNOWLEDGE = fileURLToPath(new URL('../../knowledge', import.meta.url));
const ADDED = `某区支持低空经济若干措施
某府发〔2026〕8号
第一条 对新建无人机起降场的,给予10万元奖励。
某区人民政府
2026年5月12日
`;

async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 40_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`in vain waited until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('two processes on one database file and one index: events once, in order, no clause twice', {
  timeout: 120_000,
}, async () => {
  const platform = await startFakePlatform();
  const dataDir = temporaryFolder();
  const knowledge = temporaryFolder();
  cpSync(KNOWLEDGE, knowledge, { recursive: true });
  const env = {
    ...{ FEISHU_SENDS_PER_SECOND: '1000', FEISHU_CHAT_SENDS_PER_SECOND: '1000' },
    ...{ LOG_LEVEL: 'info', KNOWLEDGE_DIR: knowledge },
  };
  const options = { dataDir, platformUrl: platform.url, env };
  // Both begin on an empty folder: each would build the index and bring the schema up to date.
  const products = await Promise.all([startProduct(options), startProduct(options)]);
  onTestFinished(() => platform.close());

  /** Each next event of a chat goes to the other process, as a balancer in front of both would have it. */
  const ask = async (chat: number, n: number) => {
    const id = `om_${chat}_${n}`;
    const content = JSON.stringify({ text: '@_user_1 你好' });
    const body = encryptBody(
      messageEvent({ message_id: id, chat_id: `oc_${chat}`, content }, { eventId: `ev_${id}` }),
    );
    const port = products[(chat + n) % 2]?.port;
    const post = () =>
      fetch(`http://127.0.0.1:${port}/feishu/webhook`, {
        method: 'POST',
        headers: signedHeaders(body),
        body,
      });
    while ((await post()).status !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  await Promise.all(
    Array.from({ length: CHATS }, async (_, chat) => {
      for (let n = 0; n < EACH; n++) await ask(chat, n);
    }),
  );
  await until('all was answered', () => platform.sent.length >= CHATS * EACH);
  // Both find it at the same time.
  writeAddition(knowledge, planAddition(knowledge, ADDED, {}));
  const tookOver = ({ log }: ProductProcess) => log().includes('"knowledge.refreshed"');
  await until('both had the new policy', () => products.every(tookOver));
  expect(products.map(({ log }) => log()).join('')).not.toContain('knowledge.refused');
  for (const product of products) expect(await product.stop()).toBe(0);

  for (let chat = 0; chat < CHATS; chat++) {
    const asked = Array.from({ length: EACH }, (_, n) => `om_${chat}_${n}`);
    expect(platform.sent.map(({ to }) => to).filter((to) => asked.includes(to))).toEqual(asked);
  }
  expect(platform.sent).toHaveLength(CHATS * EACH);
  // One process sends at a time: nothing was tried by both and told apart by its uuid alone.
  expect(platform.calls.filter(({ path }) => path.endsWith('/reply'))).toHaveLength(CHATS * EACH);

  const index = await connect(join(dataDir, 'lancedb'));
  const tables = (await index.tableNames()).filter((table) => table.startsWith('clauses'));
  expect(tables).not.toEqual([]);
  for (const name of tables) {
    const rows = await (await index.openTable(name)).query().select(['key']).toArray();
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
  }
});
