import { expect, onTestFinished } from 'vitest';
import type { PlatformRequest } from '#sandbox/faults.ts';
import type { Message } from '#sandbox/sandbox.types.ts';
import { createMovableClock } from '#shared/clock.ts';
import { APP_ID } from '#tests/builders/feishu-request.ts';
import { type Play, startOpenAiServer } from '#tests/builders/openai-server.ts';
import { type ProductProcess, startProduct } from '#tests/builders/product-process.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { startSandbox } from './sandbox-setup.ts';

export const QUESTION = '专精特新企业有哪些贷款支持政策?';
export const READING = '正在查阅政策原文';
export const LEAD = '商业银行可为“专精特新”企业量身定制金融服务方案。可推广“专精特新贷”系列产品。';

/** The calls with which an answer comes into its card, in order. */
export const STEPS = {
  create: /^POST \/open-apis\/cardkit\/v1\/cards$/,
  send: /^POST \/open-apis\/im\/v1\/messages\/[^/]+\/reply$/,
  grow: /^PUT .*\/elements\/[^/]+\/content$/,
  end: /^PATCH .*\/settings$/,
  replace: /^PUT \/open-apis\/cardkit\/v1\/cards\/[^/]+$/,
} as const;
export type Step = keyof typeof STEPS;

export const isStep = (step: Step, request: PlatformRequest) =>
  STEPS[step].test(`${request.method} ${request.path}`);

/** The product as `npm start` runs it, a model that plays, and the sandbox as its platform. */
export async function openStreamingWorld(play: (question: string, call: number) => Play | Promise<Play>) {
  const model = await startOpenAiServer({
    chat: (request, call) => play(JSON.stringify(request.messages.at(-1)?.content), call),
  });
  let port = 0;
  const sandbox = await startSandbox({
    clock: createMovableClock(),
    appId: APP_ID,
    appSecret: 'app-secret-for-tests',
    webhookUrl: () => `http://127.0.0.1:${port}/feishu/webhook`,
    webhookTimeoutMs: 3_000,
  });
  const dataDir = temporaryFolder();
  const env = {
    LLM_BASE_URL: model.url,
    LLM_MODEL: 'test-model',
    LLM_TIMEOUT_MS: '4000',
    LOG_LEVEL: 'info',
  };
  /** Everything that any card or text of the bot ever showed. */
  const shown: string[] = [];
  const stopWatching = sandbox.store.subscribe((change) => {
    if (change.type === 'message' && change.message.sender.type === 'app') shown.push(change.message.content);
  });
  let product: ProductProcess | undefined;
  onTestFinished(async () => {
    stopWatching();
    await product?.kill();
    await model.close();
  });

  const start = async (over: Record<string, string> = {}) => {
    product = await startProduct({
      ...{ dataDir, platformUrl: sandbox.domain, port },
      env: { ...env, ...over },
    });
    port = product.port;
    return product;
  };
  const replies = (question: Message) =>
    sandbox.store
      .messagesOf(question.chatId)
      .filter((message) => message.parentId === question.messageId && !message.recalled);

  return {
    model,
    sandbox,
    shown,
    start,
    ask: (text: string) =>
      sandbox.people.say({
        openId: 'ou_contact',
        chatId: 'oc_enterprise',
        text: `${sandbox.mentionBot} ${text}`,
      }),
    /** What stands under a question now. */
    replies,
    /** Waits until a whole answer stands under a question. */
    answered: (question: Message) => until(() => replies(question).some(isWhole)),
    /** The one whole answer under a question; fails where there is anything beside it. */
    answerOf(question: Message): string {
      const all = replies(question);
      expect(all.map(({ content }) => isWhole({ content }))).toEqual([true]);
      return all[0]?.content ?? '';
    },
  };
}

/** A whole answer has the buttons that no growing card has. */
export function isWhole({ content }: Pick<Message, 'content'>): boolean {
  return content.includes('feedback.');
}

export async function until(what: () => boolean): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!what()) {
    if (Date.now() > deadline) throw new Error('it did not come to it');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Waits until a product has nothing left to send. */
export async function settled(port: number): Promise<void> {
  const idle = 'yiqi_queue_depth{queue="outbox",state="pending"} 0';
  for (let look = 0; look < 2_000; look++) {
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    if (metrics.includes(idle)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never came to rest');
}

/** A card without what differs from answer to answer. */
export function comparable(content: string): unknown {
  const card = JSON.parse(content.replace(/"q":"[^"]*"/g, '"q":"…"'));
  delete card.config.streaming_mode;
  return card;
}
