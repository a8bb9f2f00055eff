import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { APP_ID, ENCRYPT_KEY, TOKEN } from './feishu-request.ts';
import { keepTrained, lendTrained } from './trained.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface ProductProcess {
  port: number;
  /** The system's number of the process; on workerd that of the one that holds it. */
  pid: number;
  /** SIGTERM: finishes what is in hand. Resolves to the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL: nothing is finished. */
  kill(): Promise<void>;
  /** What it wrote to its standard error so far: the log. */
  log(): string;
}

export interface ProductOptions {
  dataDir: string;
  platformUrl: string;
  /** 0 takes a free one. */
  port?: number;
  env?: Record<string, string>;
}

/** The product as `npm start` runs it, as a bot of the platform at `platformUrl`. */
export async function startProduct(options: ProductOptions): Promise<ProductProcess> {
  if (process.env.YIQI_RUNTIME === 'worker') {
    return (await import('./worker-product.ts')).startWorkerProduct(options);
  }
  const { dataDir, platformUrl, port = 0, env = {} } = options;
  lendTrained(dataDir);
  const running = await startProcess({
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    FEISHU_APP_ID: APP_ID,
    FEISHU_APP_SECRET: 'app-secret-for-tests',
    FEISHU_ENCRYPT_KEY: ENCRYPT_KEY,
    FEISHU_VERIFICATION_TOKEN: TOKEN,
    FEISHU_DOMAIN: platformUrl,
    LOG_LEVEL: 'warn',
    ...env,
  });
  return {
    ...running,
    stop: () => running.stop().finally(() => keepTrained(dataDir)),
    kill: () => running.kill().finally(() => keepTrained(dataDir)),
  };
}

/** `npm start` without npm in between, so that signals reach it; resolves when it says its address. */
export async function startProcess(env: Record<string, string>): Promise<ProductProcess> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'start'], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  const port = await readPort(child, () => log);
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return {
    port,
    pid: child.pid ?? Number.NaN,
    log: () => log,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL').then(() => {}),
  };
}

function readPort(child: ChildProcess, log: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output);
      if (found) resolve(Number(found[1]));
    });
    child.on('exit', (code) => reject(new Error(`ended with ${code} before it listened: ${log()}`)));
  });
}
