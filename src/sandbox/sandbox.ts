import type { Hono } from 'hono';
import { beijingIso } from '#shared/beijing.ts';
import type { MovableClock } from '#shared/clock.ts';
import { NotFound } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import { createBotMessages } from './bot-messages.ts';
import { createCardEntities } from './card-entities.ts';
import { createCardTokens } from './card-tokens.ts';
import { createDelivery, type DeliveryService } from './delivery.ts';
import { botAddedEvent } from './events.ts';
import { createFaults, type Faults } from './faults.ts';
import { createRateLimit } from './limits.ts';
import { createPeopleActions, type PeopleActions } from './people-actions.ts';
import { createPlatform } from './platform.ts';
import { botOpenId } from './sandbox.ids.ts';
import { openStore, type SandboxStore } from './sandbox.store.ts';
import type { Message, SandboxSeed } from './sandbox.types.ts';
import { createTokens } from './tokens.ts';

/** The platform's limits; `perMessage` is of updates. */
export interface SandboxLimits {
  perSecond: number;
  perMinute: number;
  perChat: number;
  perMessage: number;
  /** Operations on one card entity. */
  perCard: number;
}

export const PLATFORM_LIMITS: SandboxLimits = {
  perSecond: 50,
  perMinute: 1000,
  perChat: 5,
  perMessage: 5,
  perCard: 10,
};

export interface SandboxOptions {
  seed: SandboxSeed;
  /** The folder that keeps the chats; null keeps them in memory. */
  dataDir: string | null;
  clock: MovableClock;
  /** Where events go. A function, where the port is known only later; null sends none. */
  webhookUrl: string | null | (() => string | null);
  appId: string;
  appSecret: string;
  /** null sends events in the open and unsigned. */
  encryptKey: string | null;
  verificationToken: string;
  logger: Logger;
  botName?: string;
  /** null sets no limits. */
  limits?: SandboxLimits | null;
  /** Real milliseconds that the bot has for an answer. */
  webhookTimeoutMs?: number;
}

/** A local Feishu: its HTTP side, its events, its people. */
export interface Sandbox {
  /** Answers `/open-apis/...`; to be mounted under a prefix or served on a port of its own. */
  platform: Hono;
  bot: { openId: string; name: string };
  /** The markup that mentions the bot in a text. */
  mentionBot: string;
  clock: MovableClock;
  store: SandboxStore;
  people: PeopleActions;
  delivery: DeliveryService;
  faults: Faults;
  expireTokens(): void;
  /** Takes the bot into a group, and tells it. */
  addBot(chatId: string, operatorOpenId: string): void;
  removeBot(chatId: string): void;
  /** Moves the clock, tells the page, and retries what has become due. */
  moveClock(to: Date): Promise<void>;
  /** Resolves with the first message, present or future, that `wanted` accepts. */
  waitFor(wanted: (message: Message) => boolean, timeoutMs?: number): Promise<Message>;
  /** Retries undelivered events, every second, until the function it returns is called; that ends live pages, too. */
  start(): () => void;
  /** Waits for what is under way and writes everything to the folder. */
  close(): Promise<void>;
}

/** Opens a sandbox; with a folder, as it was left. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, appId, appSecret, logger, verificationToken } = options;
  const store = await openStore(options.dataDir, options.seed, logger);
  const bot = { openId: botOpenId(appId), name: options.botName ?? '机器人' };
  const source = { appId };
  const limits = options.limits === undefined ? PLATFORM_LIMITS : options.limits;
  const { webhookUrl } = options;
  const delivery = createDelivery({
    store,
    clock,
    logger,
    webhookUrl: typeof webhookUrl === 'function' ? webhookUrl : () => webhookUrl,
    encryptKey: options.encryptKey,
    verificationToken,
    timeoutMs: options.webhookTimeoutMs ?? 3000,
  });
  const cardTokens = createCardTokens(clock);
  const tokens = createTokens(clock);
  const faults = createFaults();
  const cards = createCardEntities(store, clock, limits?.perCard ?? null);
  const platform = createPlatform({
    store,
    clock,
    appId,
    appSecret,
    bot,
    tokens,
    cardTokens,
    faults,
    cards,
    messages: createBotMessages({ store, clock, appId, limits, cards }),
    appLimits: limits
      ? [
          { limit: limits.perSecond, rate: createRateLimit(clock, limits.perSecond, 1000) },
          { limit: limits.perMinute, rate: createRateLimit(clock, limits.perMinute, 60_000) },
        ]
      : [],
  });

  function setBot(chatId: string, hasBot: boolean) {
    const chat = store.chat(chatId);
    if (!chat) throw new NotFound('sandbox.chat', '没有这个会话');
    store.saveChat({ ...chat, hasBot });
    return { ...chat, hasBot };
  }

  return {
    platform,
    bot,
    mentionBot: `<at user_id="${bot.openId}"></at>`,
    clock,
    store,
    people: createPeopleActions({ store, clock, source, bot, delivery, cardTokens, logger }),
    delivery,
    faults,
    expireTokens: () => tokens.expireAll(),
    addBot(chatId, operatorOpenId) {
      delivery.emit(botAddedEvent(source, setBot(chatId, true), operatorOpenId, clock.now()));
    },
    removeBot(chatId) {
      setBot(chatId, false);
    },
    async moveClock(to) {
      clock.set(to);
      store.announce({ type: 'clock', now: beijingIso(clock.now()) });
      await delivery.tick();
    },
    waitFor: (wanted, timeoutMs = 10_000) => waitForMessage(store, wanted, timeoutMs),
    start() {
      void delivery.tick();
      const timer = setInterval(() => void delivery.tick(), 1000);
      timer.unref();
      return () => {
        clearInterval(timer);
        store.announce({ type: 'closing' });
      };
    },
    async close() {
      await delivery.idle();
      await store.flush();
    },
  };
}

function waitForMessage(
  store: SandboxStore,
  wanted: (message: Message) => boolean,
  timeoutMs: number,
): Promise<Message> {
  const present = store
    .chats()
    .flatMap((chat) => store.messagesOf(chat.chatId))
    .find(wanted);
  if (present) return Promise.resolve(present);
  return new Promise((resolve, reject) => {
    const stop = store.subscribe((change) => {
      if (change.type !== 'message' || !wanted(change.message)) return;
      clearTimeout(timer);
      stop();
      resolve(change.message);
    });
    const timer = setTimeout(() => {
      stop();
      reject(new Error('no such message came in time'));
    }, timeoutMs);
  });
}
