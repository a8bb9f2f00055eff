import { APP_ID, ENCRYPT_KEY, TOKEN } from './feishu-request.ts';
import type { ProductOptions, ProductProcess } from './product-process.ts';
import { startPreparedWorker } from './worker-setup.ts';

/** The product on workerd, as a bot of the platform at `platformUrl`. */
export async function startWorkerProduct({
  dataDir,
  platformUrl,
  env = {},
}: ProductOptions): Promise<ProductProcess> {
  let log = '';
  const worker = await startPreparedWorker({
    folder: dataDir,
    env: {
      ...{
        FEISHU_APP_ID: APP_ID,
        FEISHU_APP_SECRET: 'app-secret-for-tests',
        FEISHU_ENCRYPT_KEY: ENCRYPT_KEY,
      },
      ...{ FEISHU_VERIFICATION_TOKEN: TOKEN, FEISHU_DOMAIN: platformUrl, LOG_LEVEL: 'warn', ...env },
    },
    log: (line) => {
      log += line;
    },
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= worker.stop();
    return stopped;
  };
  return {
    port: Number(new URL(worker.url).port),
    pid: process.pid,
    log: () => log,
    stop: () => stop().then(() => 0),
    kill: stop,
  };
}
