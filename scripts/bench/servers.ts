import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENCRYPT_KEY, TOKEN } from '#tests/builders/feishu-request.ts';
import { startProduct } from '#tests/builders/product-process.ts';

export interface BenchServer {
  port: number;
  stop(): Promise<void>;
}

/** The product on an empty data folder of its own. */
export async function startFreshProduct(
  platformUrl: string,
  env: Record<string, string> = {},
): Promise<BenchServer> {
  const dataDir = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'yiqi-bench-'));
  const product = await startProduct({ dataDir, platformUrl, env: { LOG_LEVEL: 'error', ...env } });
  return {
    port: product.port,
    stop: async () => {
      await product.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The SDK's own adapter with an empty handler. */
export async function startSdkAdapter(): Promise<BenchServer> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./sdk-server.mjs', import.meta.url))], {
    env: { ...process.env, FEISHU_ENCRYPT_KEY: ENCRYPT_KEY, FEISHU_VERIFICATION_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const found = /port (\d+)/.exec(chunk.toString());
      if (found) resolve(Number(found[1]));
    });
    child.on('exit', () => reject(new Error('the SDK adapter ended before it listened')));
  });
  return { port, stop: async () => void child.kill('SIGTERM') };
}
