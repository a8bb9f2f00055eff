import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Hono } from 'hono';
import { migrateD1 } from '#adapters/d1/migrate.ts';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { createLogger } from '#adapters/pino/create-logger.ts';
import { type LocalWorker, startLocalWorker } from '#adapters/workerd/local-worker.ts';
import { bundleWorker } from '#adapters/workerd/wrangler.ts';
import { type FeishuApp, parseConfig } from '#config/parse-config.ts';
import { PLATFORM_PATH } from '#sandbox/page.routes.ts';
import { createMovableClock } from '#shared/clock.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { listen } from './http-server.ts';
import { publishDistrict } from './publish.ts';
import { mountSandboxPages, openSandbox, sandboxApp } from './sandbox.ts';

/** Cloudflare fires crons; on this machine somebody else has to. */
const TICK_MS = 60_000;

export interface RunningWorker {
  address: string;
  stop(): Promise<void>;
}

/**
 * Builds the worker, brings its database up to date, publishes the knowledge and the sample district, and starts it
 * with the sandbox beside it: one address for both.
 * @param clock by which the sandbox goes; it can be moved from its page
 * @throws ConfigurationError, one clear sentence, when something is wrong
 */
export async function startWorker(
  env: Record<string, string | undefined>,
  say: (sentence: string) => void,
  clock = createMovableClock(),
): Promise<RunningWorker> {
  const config = parseConfig(env);
  if (config.feishu) {
    throw new ConfigurationError(
      'worker.feishu',
      'npm run worker 只在本机用沙盒试运行,请清空 FEISHU_* 变量;连接真实飞书请用 npm run deploy 部署',
    );
  }
  const server = await listen(config.port, config.host);
  const feishu = sandboxApp(server.port);
  const folder = join(config.dataDir, 'worker');
  mkdirSync(folder, { recursive: true });
  const clockSecret = randomBytes(16).toString('hex');
  const base = config.publicUrl ?? `http://127.0.0.1:${server.port}`;

  say('正在打包……');
  const bundle = await bundleWorker();
  say('正在启动 workerd……');
  const worker = await startLocalWorker({
    bundle,
    folder,
    env: { ...workerEnv(env, feishu, clockSecret, config.logLevel), PUBLIC_URL: base },
    log: (line) => process.stderr.write(line),
  });
  say('正在准备 D1……');
  await migrateD1(worker.db);
  const logger = createLogger({ level: config.logLevel, secrets: [feishu.appSecret, clockSecret] });
  await publishDistrict(worker.db, config, logger);
  // Before there is anybody to write to: by the machine's time something might be due that by the sandbox's is not.
  await tellTime(worker, clockSecret, clock.now());
  say('正在准备沙盒……');
  const sandbox = await openSandbox({
    ...{ db: worker.db, app: feishu, clock, port: server.port },
    departments: loadRules(config.knowledgeDir).departments,
    sampleFolder: join(config.knowledgeDir, 'sample'),
    dataDir: join(folder, 'sandbox'),
    logger,
  });
  const http = new Hono();
  mountSandboxPages(http, sandbox, { app: feishu, clock }, async (to) => {
    await sandbox.moveClock(to);
    await tellTime(worker, clockSecret, clock.now());
    await worker.tick();
  });
  http.all('*', (c) => passOn(worker, c.req.raw));
  const stopPages = sandbox.start();
  server.open(
    (request, bindings) => http.fetch(request, bindings),
    () => false,
  );
  let ticking: Promise<unknown> = Promise.resolve();
  const tick = () => {
    // A tick that fails is made up for by the next.
    ticking = worker.tick().catch(() => logger.warn('worker.tick', {}));
  };
  const timer = setInterval(tick, TICK_MS);
  tick();
  return {
    address: `${base}/sandbox`,
    stop: async () => {
      clearInterval(timer);
      stopPages();
      await server.close();
      await sandbox.close();
      await ticking;
      await worker.stop();
    },
  };
}

/** The model's and other settings go through as they are; Feishu is the sandbox. */
function workerEnv(
  env: Record<string, string | undefined>,
  feishu: FeishuApp,
  clockSecret: string,
  logLevel: string,
): Record<string, string> {
  const passed = Object.entries(env).filter(
    (entry): entry is [string, string] => /^(?:LLM|EMBEDDING)_/.test(entry[0]) && Boolean(entry[1]),
  );
  return {
    ...Object.fromEntries(passed),
    FEISHU_APP_ID: feishu.appId,
    FEISHU_APP_SECRET: feishu.appSecret,
    FEISHU_ENCRYPT_KEY: feishu.encryptKey ?? '',
    FEISHU_VERIFICATION_TOKEN: feishu.verificationToken ?? '',
    FEISHU_DOMAIN: feishu.domain,
    CLOCK_SECRET: clockSecret,
    AUTHORIZE_URL: `${PLATFORM_PATH}/open-apis/authen/v1/authorize`,
    LOG_LEVEL: logLevel,
  };
}

async function tellTime(worker: LocalWorker, secret: string, now: Date): Promise<void> {
  await fetch(`${worker.url}/worker/clock`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: JSON.stringify({ now: now.toISOString() }),
  });
}

/** Everything but the sandbox is the worker's to answer. */
async function passOn(worker: LocalWorker, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : await request.arrayBuffer();
  const headers = new Headers(request.headers);
  // `fetch` unpacks what is packed and leaves the header as it was: the browser would unpack it once more.
  headers.set('accept-encoding', 'identity');
  // The address that the browser asked, where the sign-in is to lead back to.
  headers.set('mf-original-url', request.url);
  return fetch(`${worker.url}${pathname}${search}`, {
    method: request.method,
    headers,
    body,
    redirect: 'manual',
  });
}
