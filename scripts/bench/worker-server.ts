import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateD1 } from '#adapters/d1/migrate.ts';
import { type LocalWorker, startLocalWorker } from '#adapters/workerd/local-worker.ts';
import type { Bundle } from '#adapters/workerd/wrangler.ts';
import { publishDistrict } from '#runtime/publish.ts';
import { silentLogger } from '#shared/log.ts';
import type { FakePlatform } from '#tests/builders/fake-platform.ts';
import { APP_ID, ENCRYPT_KEY, TOKEN } from '#tests/builders/feishu-request.ts';

/** Above Feishu's own limits, so that they are not what is measured. */
export const FAST = {
  FEISHU_SENDS_PER_SECOND: '1000',
  FEISHU_CHAT_SENDS_PER_SECOND: '1000',
  LOG_LEVEL: 'error',
};

/** A worker with schema and knowledge, whose isolate has answered nothing yet. */
export async function startBenchWorker(
  bundle: Bundle,
  platform: FakePlatform,
  { env = {}, front }: { env?: Record<string, string>; front?: string } = {},
): Promise<LocalWorker> {
  const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'yiqi-bench-'));
  const worker = await startLocalWorker({
    ...{ bundle, folder, ...(front ? { front } : {}) },
    env: {
      ...{ FEISHU_APP_ID: APP_ID, FEISHU_APP_SECRET: 'app-secret-for-tests', FEISHU_DOMAIN: platform.url },
      ...{ FEISHU_ENCRYPT_KEY: ENCRYPT_KEY, FEISHU_VERIFICATION_TOKEN: TOKEN, ...FAST, ...env },
    },
  });
  await migrateD1(worker.db);
  await publishDistrict(worker.db, { knowledgeDir: 'knowledge', embedding: undefined }, silentLogger);
  return {
    ...worker,
    stop: async () => {
      await worker.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
