import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { readDirectoryFile } from '#adapters/directory-files/read-directory-file.ts';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { nodeWebhookCrypto } from '#adapters/node-crypto/webhook-crypto.ts';
import { type App, type AppDeps, createApp } from '#app.ts';
import type { PolicyAnswerer } from '#conversation/conversation.types.ts';
import { createRuleAnswerer } from '#conversation/rule-answerer.ts';
import type { Database } from '#database/database.ts';
import { readDistrict } from '#directory/directory.district.ts';
import { importSample } from '#directory/directory.exchange.ts';
import { createEnterpriseFinder } from '#directory/directory.finder.ts';
import { createFeishuClient } from '#feishu/client/feishu-client.ts';
import { createPolicyService, type PolicyService } from '#policy/policy.service.ts';
import type { PressOutcome } from '#sandbox/card-press.ts';
import type { Sandbox } from '#sandbox/sandbox.ts';
import type { Message } from '#sandbox/sandbox.types.ts';
import { createMovableClock } from '#shared/clock.ts';
import { silentLogger } from '#shared/log.ts';
import { noMetrics } from '#shared/metrics.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { trainedRules } from '#tests/builders/trained.ts';
import { APP, KEY, serveOnFreePort, startSandbox, TOKEN } from './sandbox-setup.ts';

const knowledgeFolder = fileURLToPath(new URL('../../knowledge', import.meta.url));

/** People and chats of the sample district. */
export const CONTACT = 'ou_sample_contact_xinhong';
export const COMMISSIONER = 'ou_sample_commissioner_yang';
export const LEADER = 'ou_sample_leader_gao';
export const OTHER_LEADER = 'ou_sample_leader_su';
export const LEADERS = 'oc_sample_leaders';
export const GROUP = 'oc_sample_enterprise_xinhong';
export const FOOD_CONTACT = 'ou_sample_contact_daoheyao';
export const FOOD_GROUP = 'oc_sample_enterprise_daoheyao';

export interface World {
  app: App;
  db: Database;
  sandbox: Sandbox;
  policy: PolicyService;
  /** Writes a text as it stands. @returns what the bot wrote because of it, in any chat */
  say(said: {
    openId: string;
    chatId: string;
    text: string;
    replyTo?: string;
    inThread?: boolean;
  }): Promise<Message[]>;
  /** Asks the bot, with a mention in a group. @returns its one reply */
  ask(openId: string, chatId: string, text: string): Promise<Message>;
  /** Presses the button of that label. @returns what the person sees, and what the bot wrote because of it */
  press(
    openId: string,
    message: Message,
    label: string,
    form?: Record<string, unknown>,
  ): Promise<PressOutcome & { replies: Message[] }>;
  /** A person's private chat with the bot. */
  privateChat(openId: string): Promise<string>;
  /** Moves the clock. */
  pass(minutes: number): Promise<void>;
  /** The message as it stands now. */
  now(message: Message): Message;
  idle(): Promise<void>;
}

/** The product on its real knowledge; one index for the tests of a file. */
export function usePolicy(): () => PolicyService {
  let policy: PolicyService | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-index-'));
  beforeAll(async () => {
    const index = await openLanceIndex(folder);
    policy = await createPolicyService({ knowledge: loadKnowledge(knowledgeFolder), index });
    return () => index.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return () => {
    if (!policy) throw new Error('the index is opened before the tests');
    return policy;
  };
}

/** The whole product between a sandbox's two sides, on the sample district, on a Tuesday morning. */
export async function openWorld(
  policy: PolicyService,
  answerer: PolicyAnswerer = createRuleAnswerer(policy),
  more: Pick<AppDeps, 'reports'> = {},
): Promise<World> {
  const db = await temporaryDatabase();
  const clock = createMovableClock();
  clock.set(new Date('2026-11-24T10:00:00+08:00'));
  const rules = trainedRules();
  const { departments } = rules;
  await importSample(db, await readDirectoryFile(join(knowledgeFolder, 'sample')), departments, clock.now());
  let webhook: string | null = null;
  const sandbox = await startSandbox({
    seed: await readDistrict(db, departments.regions),
    clock,
    webhookUrl: () => webhook,
    limits: null,
    webhookTimeoutMs: 30_000,
  });
  const client = createFeishuClient({
    appId: APP.id,
    appSecret: APP.secret,
    domain: sandbox.domain,
    timeoutMs: 5_000,
    clock,
    logger: silentLogger,
  });
  const app = createApp({
    db,
    clock,
    logger: silentLogger,
    metrics: { ...noMetrics, text: async () => '' },
    district: { ...rules, policy },
    answerer,
    botOpenId: async () => sandbox.bot.openId,
    enterprises: createEnterpriseFinder(db, departments.regions, clock),
    messenger: client.messenger,
    feishu: { appId: APP.id, encryptKey: KEY, verificationToken: TOKEN },
    crypto: nodeWebhookCrypto,
    limits: { app: 100_000, chat: 100_000 },
    schedule: setImmediate,
    ...more,
  });
  webhook = `${await serveOnFreePort(app.http)}/feishu/webhook`;
  onTestFinished(() => app.stop());

  const idle = async () => {
    await sandbox.delivery.idle();
    await app.inbox.idle();
    await app.outbox.idle();
  };
  const fromBot = () =>
    sandbox.store
      .chats()
      .flatMap((chat) => sandbox.store.messagesOf(chat.chatId))
      .filter((message) => message.sender.type === 'app')
      .sort((a, b) => a.sequence - b.sequence);
  const replies = async <T>(act: () => T | Promise<T>): Promise<{ result: T; fresh: Message[] }> => {
    await idle();
    const before = new Set(fromBot().map((message) => message.messageId));
    const result = await act();
    await idle();
    return { result, fresh: fromBot().filter((message) => !before.has(message.messageId)) };
  };
  const say: World['say'] = async (said) => (await replies(() => sandbox.people.say(said))).fresh;
  return {
    app,
    db,
    sandbox,
    policy,
    say,
    async ask(openId, chatId, text) {
      const p2p = sandbox.store.chat(chatId)?.type === 'p2p';
      const [reply, ...more] = await say({
        openId,
        chatId,
        text: p2p ? text : `${sandbox.mentionBot} ${text}`,
      });
      if (!reply || more.length > 0)
        throw new Error(`「${text}」 got ${more.length + (reply ? 1 : 0)} replies`);
      return reply;
    },
    async press(openId, { messageId }, label, form) {
      const content = JSON.parse(sandbox.store.message(messageId)?.content ?? '{}');
      const path = pathOf(content, label);
      const { result, fresh } = await replies(() =>
        sandbox.people.press({ openId, messageId, path, ...(form ? { form } : {}) }),
      );
      return { ...result, replies: fresh };
    },
    async privateChat(openId) {
      const { result } = await replies(() => sandbox.people.enterPrivateChat(openId));
      return result.chatId;
    },
    async pass(minutes) {
      await idle();
      await sandbox.moveClock(new Date(clock.now().getTime() + minutes * 60_000));
    },
    now: ({ messageId }) => sandbox.store.message(messageId) as Message,
    idle,
  };
}

/** Where the button of that label stands in a card. */
function pathOf(card: unknown, label: string): string {
  const labels: string[] = [];
  const find = (value: unknown, path: string): string | undefined => {
    if (typeof value !== 'object' || value === null) return undefined;
    if ('tag' in value && value.tag === 'button') {
      const text = (value as unknown as { text: { content: string } }).text.content;
      labels.push(text);
      if (text === label) return path;
    }
    for (const [key, inner] of Object.entries(value)) {
      const found = find(inner, path === '' ? key : `${path}.${key}`);
      if (found) return found;
    }
    return undefined;
  };
  const path = find(card, '');
  if (!path) throw new Error(`no button 「${label}」 among ${labels.join('、')}`);
  return path;
}

/** Everything that is written in a message but its one-line summary. */
export function wordsOf(message: Pick<Message, 'content'>): string {
  const words: string[] = [];
  const collect = (value: unknown, key = ''): void => {
    if (typeof value === 'string' && ['content', 'text', 'default_value'].includes(key)) words.push(value);
    else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) if (name !== 'summary') collect(inner, name);
    }
  };
  collect(JSON.parse(message.content));
  return words.join('\n');
}

/** The title of a card; null for a text. */
export function titleOf(message: Pick<Message, 'content'>): string | null {
  return JSON.parse(message.content).header?.title?.content ?? null;
}

/** What a form holds before anybody changes it. */
export function valuesOf(content: string): Record<string, string> {
  const values: Record<string, string> = {};
  JSON.stringify(JSON.parse(content), (_key, inner) => {
    const preset = inner?.initial_option ?? inner?.default_value;
    if (typeof inner?.name === 'string' && typeof preset === 'string') values[inner.name] = preset;
    return inner;
  });
  return values;
}
