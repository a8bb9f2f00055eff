import type { Context, QueueBinding } from '#adapters/cloudflare/bindings.ts';
import { createConsoleLogger } from '#adapters/console-log/create-logger.ts';
import { openD1 } from '#adapters/d1/open-d1.ts';
import { createAttachmentBucket } from '#adapters/r2/attachment-bucket.ts';
import { createMetricsMemory, createTextMetrics } from '#adapters/text-metrics/create-metrics.ts';
import { type App, createApp } from '#app.ts';
import type { PolicyAnswerer } from '#conversation/conversation.types.ts';
import type { Database } from '#database/database.ts';
import { createLeases, type Leases } from '#database/leases.ts';
import { createEnterpriseFinder } from '#directory/directory.finder.ts';
import { createFeishuClient } from '#feishu/client/feishu-client.ts';
import { createFeishuSignIn } from '#feishu/client/sign-in.ts';
import { inboxDepth } from '#inbox/inbox.store.ts';
import { outboxDepth } from '#outbox/outbox.store.ts';
import { createMovableClock, systemClock } from '#shared/clock.ts';
import { errorCode } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import type { Logger } from '#shared/log.ts';
import type { Narrator } from '#summaries/summaries.narrator.ts';
import { createBotIdentity } from '../bot-identity.ts';
import { openAnswerer, openNarrator } from '../models.ts';
import { openDistrict, type PublishedDistrict } from './district.ts';
import { configOf, type Env, type WorkerConfig } from './env.ts';

/** The app of one run: one request, one batch of the queue, one tick of a cron. */
export interface Run {
  app: App;
  db: Database;
  leases: Leases;
  logger: Logger;
  /** How many messages were sent in this run. */
  sent(): number;
  /** Whether it has taken as much as one run may; it then takes nothing more. */
  isFull(): boolean;
  /** Wakes another run by the queue, now or later. A wake that is lost is made up for by the next sweep. */
  wake(delaySeconds?: number): Promise<void>;
  /** To be called when the run has ended. */
  end(): Promise<void>;
}

/** D1 takes 1000 queries a run, and an event takes up to twenty with what it sends: then another run goes on. */
const MOST_PER_RUN = 40;

/** The clock of the whole isolate; moved by the sandbox of `npm run worker` alone. */
export const clock = createMovableClock();
const memory = createMetricsMemory();

/**
 * What remembers something between runs: Feishu's token, the bot's identity, the directory's names, that the model's
 * endpoint is not to be asked for a while. One run at a time has a kit, because a promise that one run waits for may
 * belong to a request of another that was broken off.
 */
interface Kit {
  version: string;
  client: ReturnType<typeof createFeishuClient>;
  botOpenId: () => Promise<string>;
  enterprises: ReturnType<typeof createEnterpriseFinder>;
  answerer: PolicyAnswerer;
  narrate: Narrator;
}
let kits: Kit[] = [];

/** What this isolate has counted, and the depths of the queues in the database. */
export function metricsOf(db: Database) {
  return createTextMetrics(memory, async () => ({
    inbox: await inboxDepth(db),
    outbox: await outboxDepth(db),
  }));
}

/** Wakes another run, now or later; never rejects, because the sweep makes up for a wake that is lost. */
export function createWake(queue: QueueBinding, logger: Logger) {
  return async (delaySeconds?: number): Promise<void> => {
    try {
      await queue.send({}, delaySeconds === undefined ? {} : { delaySeconds });
    } catch (error) {
      logger.warn('queue.send', { code: errorCode(error) });
    }
  };
}

/**
 * @param part `handle` does what is in the queues; `take` keeps what comes and wakes others for it, and only answers
 * presses on cards itself
 */
export async function openRun(env: Env, context: Context, part: 'take' | 'handle'): Promise<Run> {
  const config = configOf(env);
  const logger = createConsoleLogger({ level: config.logLevel, secrets: secretsOf(config) });
  const db = openD1(env.DB);
  const published = await openDistrict(db, config, logger);
  const kit = takeKit(published) ?? (await makeKit(config, db, published, logger));
  const leases = createLeases({ db, clock: systemClock, owner: newId() });
  const run = metricsOf(db);
  const tally = { events_handled: 0, messages_sent: 0 };
  const isFull = () => tally.events_handled + tally.messages_sent >= MOST_PER_RUN;
  const metrics: typeof run = {
    ...run,
    count: (name, labels, by) => {
      run.count(name, labels, by);
      if (name !== 'events_handled' && name !== 'messages_sent') return;
      tally[name]++;
      if (isFull()) void app.stop();
    },
  };
  const wake = createWake(env.WAKE, logger);
  const { district } = published;
  const files = createAttachmentBucket(env.FILES);
  const sandboxed = env.AUTHORIZE_URL !== undefined;
  const app: App = createApp({
    ...{ db, clock, logger, metrics, district },
    ...{ answerer: kit.answerer, botOpenId: kit.botOpenId, enterprises: kit.enterprises },
    messenger: kit.client.messenger,
    reports: { narrate: kit.narrate, secret: config.feishu.appSecret, baseUrl: config.publicUrl },
    attachments: { source: kit.client, files },
    console: {
      signIn: createFeishuSignIn({
        ...config.feishu,
        timeoutMs: config.feishuTimeoutMs,
        ...(env.AUTHORIZE_URL ? { authorizeUrl: env.AUTHORIZE_URL } : {}),
      }),
      secret: `console ${config.feishu.appSecret}`,
      // In the sandbox a browser comes back to the address that it asked.
      publicUrl: sandboxed ? undefined : config.publicUrl,
      sandboxed,
      assets: async (name) => published.asset(name),
      attachment: files.read,
    },
    feishu: config.feishu,
    limits: config.limits,
    schedule: queueMicrotask,
    sharing: { leases, isShared: () => true },
    ...(part === 'take' ? { handOver: () => context.waitUntil(wake()) } : {}),
  });
  return {
    ...{ app, db, leases, logger, wake },
    sent: () => tally.messages_sent,
    isFull,
    end: async () => {
      await app.stop();
      if (kit.version === published.version) kits.push(kit);
    },
  };
}

function takeKit({ version }: PublishedDistrict): Kit | undefined {
  kits = kits.filter((kit) => kit.version === version);
  return kits.pop();
}

async function makeKit(
  config: WorkerConfig,
  db: Database,
  { version, district, prompt }: PublishedDistrict,
  logger: Logger,
): Promise<Kit> {
  const { policy, departments } = district;
  const client = createFeishuClient({ ...config.feishu, clock, logger, timeoutMs: config.feishuTimeoutMs });
  const told = { clock, logger, prompt };
  return {
    ...{ version, client },
    botOpenId: createBotIdentity(client, logger),
    enterprises: createEnterpriseFinder(db, departments.regions, clock),
    answerer: await openAnswerer(config, { ...told, policy, departments, metrics: metricsOf(db) }),
    narrate: await openNarrator(config, told),
  };
}

/** The values that no log may hold. */
export function secretsOf({ feishu, llm, embedding }: WorkerConfig): (string | undefined)[] {
  return [feishu.appSecret, feishu.encryptKey, feishu.verificationToken, llm?.apiKey, embedding?.apiKey];
}
