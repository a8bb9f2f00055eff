import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createAttachmentFolder } from '#adapters/attachment-folder/attachment-folder.ts';
import { createConsoleAssets } from '#adapters/console-assets/console-assets.ts';
import { basisOf, createDerivedFile } from '#adapters/derived-file/derived-file.ts';
import { createDirectoryFiles } from '#adapters/directory-files/directory-files.ts';
import { openEventJournal, recoverEventJournals } from '#adapters/event-journal/event-journal.ts';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { readPrompt } from '#adapters/langchain/load-prompt.ts';
import { type LongConnection, startLongConnection } from '#adapters/lark-long-connection/long-connection.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { nodeWebhookCrypto } from '#adapters/node-crypto/webhook-crypto.ts';
import { createLogger } from '#adapters/pino/create-logger.ts';
import { createPrometheusMetrics } from '#adapters/prometheus/create-metrics.ts';
import { createRasteriser } from '#adapters/resvg/rasterise-png.ts';
import { type App, createApp } from '#app.ts';
import { type Config, type FeishuApp, parseConfig } from '#config/parse-config.ts';
import type { Database } from '#database/database.ts';
import { runInTurn } from '#database/leases.ts';
import { createEnterpriseFinder } from '#directory/directory.finder.ts';
import { createFeishuClient } from '#feishu/client/feishu-client.ts';
import { createFeishuSignIn } from '#feishu/client/sign-in.ts';
import { readEnvelope } from '#feishu/envelope.ts';
import { inboxDepth, insertEvents } from '#inbox/inbox.store.ts';
import type { Journal } from '#inbox/overflow.ts';
import { outboxDepth } from '#outbox/outbox.store.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import { PLATFORM_PATH } from '#sandbox/page.routes.ts';
import { type Clock, createMovableClock, systemClock } from '#shared/clock.ts';
import { type Derive, deriveAnew } from '#shared/derive.ts';
import { ConfigurationError, InvalidInput } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import { createBotIdentity } from './bot-identity.ts';
import { listen } from './http-server.ts';
import { openAnswerer, openEmbedder, openNarrator } from './models.ts';
import { announcePresence } from './presence.ts';
import { mountSandboxPages, openSandbox, sandboxApp } from './sandbox.ts';
import { startTimers } from './start-timers.ts';
import { watchKnowledge } from './watch-knowledge.ts';
import { createWebhookListener } from './webhook-listener.ts';

/** The lease of the one that writes into the policy index. */
const INDEX = 'index';

export interface Running {
  port: number;
  /** Where a person looks first: the sandbox's page, or the address of the service. */
  address: string;
  /** Finishes what is in hand, then ends. */
  stop(): Promise<void>;
}

/**
 * Starts everything on one machine: env → config → database, index, Feishu (or the sandbox) → app.
 * @param say tells the person who started it what is being done
 * @throws ConfigurationError, one clear sentence, when the set-up is wrong
 */
export async function startNode(
  env: Record<string, string | undefined>,
  say: (sentence: string) => void,
): Promise<Running> {
  const config = parseConfig(env);
  const server = await listen(config.port, config.host);
  try {
    return await startOn(server, config, say);
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function startOn(
  server: Awaited<ReturnType<typeof listen>>,
  config: Config,
  say: (sentence: string) => void,
): Promise<Running> {
  const sandboxed = config.feishu === undefined;
  const feishu = config.feishu ?? sandboxApp(server.port);
  const movable = createMovableClock();
  const clock: Clock = sandboxed ? movable : systemClock;
  const logger = createLogger({ level: config.logLevel, secrets: secretsOf(config, feishu) });

  assertWritable(config.dataDir);
  say('正在打开数据库……');
  const database = await openDatabase(config.databaseUrl, config.databaseAuthToken, {
    writerThread: true,
  });
  const { db } = database;
  say('正在读取政策与规则……');
  const derive = openDerived(config);
  const rules = loadRules(config.knowledgeDir, derive);
  const knowledge = loadKnowledge(config.knowledgeDir, derive);
  say('正在建立政策索引……');
  const embedder = await openEmbedder(config, logger);
  const presence = await announcePresence(db, logger, {
    onThisMachine: config.databaseUrl.startsWith('file:'),
  });
  // Two processes that make the same tables of the index would break each other off.
  const policy = await runInTurn(presence, INDEX, async () =>
    createPolicyService({
      knowledge,
      index: await openLanceIndex(config.lancedbUri),
      ...(embedder ? { embedder } : {}),
    }),
  );

  const journals = join(config.dataDir, 'inbox');
  const recover = async (own?: Journal) => {
    const found = await recoverEventJournals(journals, (events) => insertEvents(db, events), own);
    if (found.events + found.damaged > 0) logger.warn('inbox.recovered', { ...found });
  };
  await recover();
  const journal = openEventJournal(journals);
  const client = createFeishuClient({ ...feishu, clock, logger, timeoutMs: config.feishuTimeoutMs });
  const metrics = createPrometheusMetrics(async () => ({
    inbox: await waitingEvents(db, app),
    outbox: await outboxDepth(db),
  }));
  const files = createAttachmentFolder(join(config.dataDir, 'attachments'));
  const app = createApp({
    db,
    clock,
    logger,
    metrics,
    district: { ...rules, policy },
    answerer: await openAnswerer(config, {
      ...{ policy, departments: rules.departments, clock, logger, metrics },
      prompt: readPrompt,
    }),
    botOpenId: createBotIdentity(client, logger),
    enterprises: createEnterpriseFinder(db, rules.departments.regions, clock),
    messenger: client.messenger,
    attachments: { source: client, files },
    reports: {
      narrate: await openNarrator(config, { clock, logger, prompt: readPrompt }),
      secret: feishu.appSecret,
      baseUrl: (
        config.publicUrl ?? (sandboxed ? localAddress(config.host, server.port) : undefined)
      )?.replace(/\/+$/, ''),
      rasterise: createRasteriser(),
    },
    console: {
      signIn: createFeishuSignIn({
        ...feishu,
        timeoutMs: config.feishuTimeoutMs,
        // The sandbox's own page, at whatever address the browser has it.
        ...(sandboxed ? { authorizeUrl: `${PLATFORM_PATH}/open-apis/authen/v1/authorize` } : {}),
      }),
      secret: `console ${feishu.appSecret}`,
      publicUrl: config.publicUrl,
      sandboxed,
      assets: createConsoleAssets(),
      attachment: files.read,
      directoryFiles: createDirectoryFiles(),
    },
    feishu,
    crypto: nodeWebhookCrypto,
    limits: config.limits,
    schedule: setImmediate,
    journal,
    sharing: presence,
  });

  let stopPages = () => {};
  let closeSandbox = async () => {};
  if (sandboxed) {
    say('正在准备沙盒……');
    const sandbox = await openSandbox({
      db,
      departments: rules.departments,
      sampleFolder: join(config.knowledgeDir, 'sample'),
      dataDir: join(config.dataDir, 'sandbox'),
      clock: movable,
      app: feishu,
      port: server.port,
      logger,
    });
    // What the moved clock brings about is to be seen at once.
    mountSandboxPages(app.http, sandbox, { app: feishu, clock: movable }, async (to) => {
      await sandbox.moveClock(to);
      await app.jobs.run();
    });
    stopPages = sandbox.start();
    closeSandbox = () => sandbox.close();
  }
  server.open(
    (request, bindings) => app.http.fetch(request, bindings),
    createWebhookListener(app.takeWebhook),
  );

  const connection = feishu.mode === 'long-connection' ? connect(feishu, app, logger) : undefined;
  const knowledgeWatch = watchKnowledge({
    folder: config.knowledgeDir,
    policy: { refresh: (changed) => runInTurn(presence, INDEX, () => policy.refresh(changed)) },
    logger,
  });
  const stopTimers = startTimers(app, knowledgeWatch, db, clock, logger, () => recover(journal));
  app.sweep();
  void app.jobs.run();
  void app.figures.run();
  const base = config.publicUrl ?? localAddress(config.host, server.port);
  logger.info('started', { port: server.port, mode: sandboxed ? 'sandbox' : feishu.mode });

  return {
    port: server.port,
    address: sandboxed ? `${base}/sandbox` : base,
    stop: async () => {
      stopTimers();
      await connection?.stop();
      // Open pages of the sandbox would hold the server.
      stopPages();
      await server.close();
      await app.stop();
      await closeSandbox();
      await presence.leave();
      journal.close();
      await database.close();
      logger.info('stopped');
    },
  };
}

/** What was trained stays trained while neither the knowledge nor the code changes; code is known by its bundle alone. */
function openDerived({ knowledgeDir, dataDir }: Config): Derive {
  const build = process.env.YIQI_BUILD;
  if (!build || !existsSync(knowledgeDir)) return deriveAnew;
  return createDerivedFile(join(dataDir, 'derived'), basisOf(knowledgeDir, build));
}

/** What waits in the database, and what a flood has left beside it. */
async function waitingEvents(db: Database, app: App): Promise<{ pending: number; failed: number }> {
  const { pending, failed } = await inboxDepth(db);
  return { pending: pending + app.overflowing(), failed };
}

function localAddress(host: string, port: number): string {
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
}

function connect(feishu: FeishuApp, app: App, logger: Logger): LongConnection {
  return startLongConnection({
    ...feishu,
    logger,
    accept: async (rawEvent) => {
      const envelope = readEnvelope(rawEvent);
      if (!envelope) throw new InvalidInput('feishu.event-shape', 'not an event');
      return app.accept(envelope);
    },
  });
}

function assertWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigurationError(
      'data.folder',
      `数据目录 ${folder} 不可写,请检查权限,或用 DATA_DIR 换一个目录`,
      {
        cause: error,
      },
    );
  }
}

function secretsOf(config: Config, feishu: FeishuApp): (string | undefined)[] {
  const keys = [config.llm?.apiKey, config.embedding?.apiKey];
  return [feishu.appSecret, feishu.encryptKey, feishu.verificationToken, config.databaseAuthToken, ...keys];
}
