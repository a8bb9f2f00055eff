import { describe, expect, it, onTestFinished } from 'vitest';
import type { LocalWorker } from '#adapters/workerd/local-worker.ts';
import { publishDistrict } from '#runtime/publish.ts';
import { silentLogger } from '#shared/log.ts';
import { type FakePlatform, startFakePlatform } from '#tests/builders/fake-platform.ts';
import {
  APP_ID,
  ENCRYPT_KEY,
  encryptBody,
  messageEvent,
  signedHeaders,
  TOKEN,
} from '#tests/builders/feishu-request.ts';
import { type OpenAiServerOptions, startOpenAiServer } from '#tests/builders/openai-server.ts';
import { startPreparedWorker } from '#tests/builders/worker-setup.ts';
import { submit } from '#tests/e2e/model-world.ts';

const WITHIN_MS = 40_000;

/** A worker beside an endpoint that plays the model, and a way to ask it. */
async function open(plays: OpenAiServerOptions, settings: (url: string) => Record<string, string>) {
  const platform = await startFakePlatform();
  const model = await startOpenAiServer(plays);
  let log = '';
  const worker = await startPreparedWorker({
    env: {
      ...{ FEISHU_APP_ID: APP_ID, FEISHU_APP_SECRET: 'app-secret-for-tests', FEISHU_DOMAIN: platform.url },
      ...{ FEISHU_ENCRYPT_KEY: ENCRYPT_KEY, FEISHU_VERIFICATION_TOKEN: TOKEN, LOG_LEVEL: 'info' },
      ...settings(model.url),
    },
    log: (line) => {
      log += line;
    },
  });
  onTestFinished(async () => {
    await worker.stop();
    await model.close();
    await platform.close();
  });
  const ask = (id: string, text: string) => post(worker, id, text);
  return { platform, model, worker, ask, log: () => log };
}

async function post(worker: LocalWorker, id: string, text: string): Promise<void> {
  const content = JSON.stringify({ text: `@_user_1 ${text}` });
  const over = { message_id: `om_${id}`, chat_id: `oc_${id}`, content };
  const body = encryptBody(messageEvent(over, { eventId: `ev_${id}` }));
  const headers = signedHeaders(body);
  const response = await fetch(`${worker.url}/feishu/webhook`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
}

/** What stands under a question in the end, when it has these words. */
async function answerTo(platform: FakePlatform, id: string, words: string): Promise<string> {
  const deadline = performance.now() + WITHIN_MS;
  for (;;) {
    const found = platform.sent.find(({ to, content }) => to === `om_${id}` && content.includes(words));
    if (found) return found.content;
    if (performance.now() > deadline)
      throw new Error(`${id}: ${JSON.stringify(platform.sent.filter(({ to }) => to === `om_${id}`))}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('on workerd', () => {
  it('what comes while a model thinks does not wait for it', async () => {
    let think = () => {};
    const thought = new Promise<void>((resolve) => {
      think = resolve;
    });
    const { platform, model, ask } = await open(
      {
        chat: async () => {
          await thought;
          return submit({ lead: '可推广“专精特新贷”系列产品。', clauses: ['13'] });
        },
      },
      (url) => ({ LLM_BASE_URL: url, LLM_MODEL: 'test-model', LLM_TIMEOUT_MS: '60000' }),
    );
    await ask('slow', '专精特新企业有哪些贷款支持政策?');
    const deadline = performance.now() + WITHIN_MS;
    while (model.chats.length === 0 && performance.now() < deadline)
      await new Promise((r) => setTimeout(r, 20));
    await ask('quick', '你好');
    await answerTo(platform, 'quick', '');
    expect(platform.sent.some(({ to, content }) => to === 'om_slow' && content.includes('专精特新贷'))).toBe(
      false,
    );
    think();
    await answerTo(platform, 'slow', '专精特新贷');
  });

  it('finds by meaning where vectors were published, and only then', async () => {
    const embedding = (url: string) => ({ EMBEDDING_BASE_URL: url, EMBEDDING_MODEL: 'test-embedding' });
    const { platform, model, worker, ask, log } = await open(
      { embed: (text) => [/上市|跃龙门/.test(text) ? 1 : 0, 0.2] },
      embedding,
    );
    await ask('before', '企业跃龙门有什么政策支持?');
    expect(await answerTo(platform, 'before', '')).not.toContain('第30条');
    expect(model.embedded).toEqual([]);
    expect(log()).toContain('embedding.not_published');

    const endpoint = { baseUrl: model.url, model: 'test-embedding', apiKey: undefined };
    const config = { knowledgeDir: 'knowledge', embedding: endpoint };
    expect((await publishDistrict(worker.db, config, silentLogger)).withoutVectors).toBe(0);
    await ask('after', '企业跃龙门有什么政策支持?');
    expect(await answerTo(platform, 'after', '')).toContain('第30条');
    expect(model.embedded.at(-1)).toHaveLength(1);
  });
});
