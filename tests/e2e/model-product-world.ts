import { expect, onTestFinished } from 'vitest';
import { type FakePlatform, startFakePlatform } from '#tests/builders/fake-platform.ts';
import { encryptBody, messageEvent, signedHeaders } from '#tests/builders/feishu-request.ts';
import { type OpenAiServer, type Play, startOpenAiServer } from '#tests/builders/openai-server.ts';
import { type ProductProcess, startProduct } from '#tests/builders/product-process.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const QUESTION = '专精特新企业有哪些贷款支持政策?';
export const LEAD = '商业银行可为“专精特新”企业量身定制金融服务方案,并推广“专精特新贷”系列产品。';

/** The product as `npm start` runs it, with a model behind `LLM_BASE_URL`. */
export async function openModelProduct(chat: (call: number) => Play) {
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

export async function ask(product: ProductProcess, id: string): Promise<void> {
  const content = JSON.stringify({ text: `@_user_1 ${QUESTION}` });
  const body = encryptBody(messageEvent({ message_id: `om_${id}`, content }, { eventId: `ev_${id}` }));
  const url = `http://127.0.0.1:${product.port}/feishu/webhook`;
  const response = await fetch(url, { method: 'POST', headers: signedHeaders(body), body });
  expect(response.status).toBe(200);
}

export async function until(what: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!what()) {
    if (Date.now() > deadline) throw new Error('it did not come to it');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export const replies = (platform: FakePlatform, id: string) =>
  platform.sent.filter(({ to }) => to === `om_${id}`);
export const chats = (model: OpenAiServer) => model.chats.length;
