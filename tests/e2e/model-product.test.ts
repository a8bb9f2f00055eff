import { describe, expect, it, onTestFinished } from 'vitest';
import { type FakePlatform, startFakePlatform } from '#tests/builders/fake-platform.ts';
import { encryptBody, messageEvent, signedHeaders } from '#tests/builders/feishu-request.ts';
import { type OpenAiServer, type Play, startOpenAiServer } from '#tests/builders/openai-server.ts';
import { type ProductProcess, startProduct } from '#tests/builders/product-process.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { submit } from './model-world.ts';

const QUESTION = '专精特新企业有哪些贷款支持政策?';
const LEAD = '商业银行可为“专精特新”企业量身定制金融服务方案,并推广“专精特新贷”系列产品。';

/** The product as `npm start` runs it, with a model behind `LLM_BASE_URL`. */
async function open(chat: (call: number) => Play) {
  const platform = await startFakePlatform();
  const model = await startOpenAiServer({ chat: (_, call) => chat(call) });
  const dataDir = temporaryFolder();
  const env = {
    LLM_BASE_URL: model.url,
    LLM_API_KEY: 'sk-secret-key',
    LLM_MODEL: 'test-model',
    LLM_TIMEOUT_MS: '15000',
    LOG_LEVEL: 'info',
  };
  const start = () => startProduct({ dataDir, platformUrl: platform.url, env });
  onTestFinished(async () => {
    await platform.close();
    await model.close();
  });
  return { platform, model, start };
}

async function ask(product: ProductProcess, id: string): Promise<void> {
  const content = JSON.stringify({ text: `@_user_1 ${QUESTION}` });
  const body = encryptBody(messageEvent({ message_id: `om_${id}`, content }, { eventId: `ev_${id}` }));
  const url = `http://127.0.0.1:${product.port}/feishu/webhook`;
  const response = await fetch(url, { method: 'POST', headers: signedHeaders(body), body });
  expect(response.status).toBe(200);
}

async function until(what: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!what()) {
    if (Date.now() > deadline) throw new Error('it did not come to it');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const replies = (platform: FakePlatform, id: string) => platform.sent.filter(({ to }) => to === `om_${id}`);
const chats = (model: OpenAiServer) => model.chats.length;

describe('the product with a model', () => {
  it('shows the sentence over the clauses, and what the model makes up never', async () => {
    const { platform, start } = await open((call) =>
      submit({ lead: call === 1 ? LEAD : `由区发改委负责,${LEAD}最高500万元。`, clauses: ['13'] }),
    );
    const product = await start();
    await ask(product, 'good');
    await until(() => replies(platform, 'good').length === 1);
    await ask(product, 'bad');
    await until(() => replies(platform, 'bad').length === 1);
    expect(await product.stop()).toBe(0);
    const [good, bad] = [replies(platform, 'good')[0]?.content, replies(platform, 'bad')[0]?.content];
    expect(good).toContain('量身定制金融服务方案,并推广');
    expect(bad).toContain('专精特新贷');
    expect(bad).not.toMatch(/发改委|500/);
    expect(product.log()).toContain('unsupported-number');
    expect(product.log()).not.toMatch(/sk-secret|贷款|银行/);
  });

  it('answers once where it was killed while the model was thinking', async () => {
    const { platform, model, start } = await open((call) =>
      call === 1 ? 'silence' : submit({ lead: LEAD, clauses: ['13'] }),
    );
    const first = await start();
    await ask(first, 'killed');
    await until(() => chats(model) === 1);
    await first.kill();
    const second = await start();
    await until(() => replies(platform, 'killed').length === 1);
    await ask(second, 'killed');
    expect(await second.stop()).toBe(0);
    expect(replies(platform, 'killed')).toHaveLength(1);
  });
});
