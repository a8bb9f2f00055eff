import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';
import type { D1Binding, R2Binding } from '#adapters/cloudflare/bindings.ts';
import { openD1 } from '#adapters/d1/open-d1.ts';
import type { Database } from '#database/database.ts';
import { ConfigurationError } from '#shared/errors.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const WRANGLER_CONFIG = join(ROOT, 'wrangler.toml');

/** Runs wrangler without asking and without reporting home. */
export async function runWrangler(args: string[], env: Record<string, string> = {}): Promise<string> {
  const bin = join(
    dirname(createRequire(import.meta.url).resolve('wrangler/package.json')),
    'bin/wrangler.js',
  );
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [bin, ...args, '-c', WRANGLER_CONFIG], {
      cwd: ROOT,
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: '1', NO_COLOR: '1', ...env },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? `${error.stderr}` : String(error);
    throw new ConfigurationError('wrangler.failed', `wrangler ${args[0]} 失败:${output.trim()}`, {
      cause: error,
    });
  }
}

export interface Bundle {
  script: string;
  /** What the bundle was made from, by esbuild's account. */
  inputs: Record<
    string,
    { imports: { path: string; external?: boolean; kind: string; original?: string }[] }
  >;
}

/** The worker as it would be deployed. */
export async function bundleWorker(): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-bundle-'));
  try {
    const meta = join(folder, 'meta.json');
    await runWrangler(['deploy', '--dry-run', '--outdir', folder, '--metafile', meta]);
    const { inputs } = JSON.parse(readFileSync(meta, 'utf8')) as Pick<Bundle, 'inputs'>;
    return { script: readFileSync(join(folder, 'worker.js'), 'utf8'), inputs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface LocalWorkerOptions {
  bundle: Bundle;
  /** Variables and secrets. */
  env: Record<string, string>;
  /** Keeps D1, R2 and queues; memory without it. */
  folder?: string;
  /** 0 takes a free one. */
  port?: number;
  /** Takes the lines that the worker logs. */
  log?: (line: string) => void;
  /** Loses every wake that the worker sends, as a queue that is out of order would. */
  loseWakes?: boolean;
}

export interface LocalWorker {
  url: string;
  db: Database;
  d1: D1Binding;
  /** Runs what a cron would. @returns whether it ended well */
  tick(cron?: string): Promise<boolean>;
  /** The content of an object of R2. */
  file(key: string): Promise<Uint8Array | undefined>;
  stop(): Promise<void>;
}

/** The part of Miniflare that is used here; its own types want those of a package that describes all of Workers. */
interface Flare {
  ready: Promise<URL>;
  getD1Database(binding: string): Promise<D1Binding>;
  getR2Bucket(binding: string): Promise<R2Binding>;
  getWorker(): Promise<{ scheduled(of: { cron: string }): Promise<{ outcome: string }> }>;
  dispose(): Promise<void>;
}

/** Starts the bundle in workerd on this machine, with the bindings of `wrangler.toml`. */
export async function startLocalWorker(options: LocalWorkerOptions): Promise<LocalWorker> {
  const { workerOptions } = unstable_getMiniflareWorkerOptions(WRANGLER_CONFIG);
  const { folder, log } = options;
  const flare = new Miniflare({
    ...workerOptions,
    name: 'yiqi',
    modules: [{ type: 'ESModule', path: 'worker.js', contents: options.bundle.script }],
    bindings: { ...workerOptions.bindings, ...options.env },
    ...(options.loseWakes ? { queueConsumers: {} } : {}),
    host: '127.0.0.1',
    port: options.port ?? 0,
    ...(folder ? { d1Persist: join(folder, 'v3/d1'), r2Persist: join(folder, 'v3/r2') } : {}),
    handleRuntimeStdio: (stdout: Readable, stderr: Readable) => {
      for (const stream of [stdout, stderr]) stream.on('data', (chunk: Buffer) => log?.(chunk.toString()));
    },
  }) as unknown as Flare;
  const url = (await flare.ready).origin;
  const d1 = await flare.getD1Database('DB');
  const files = await flare.getR2Bucket('FILES');
  return {
    url,
    db: openD1(d1),
    d1,
    async tick(cron = '* * * * *') {
      const worker = await flare.getWorker();
      const { outcome } = await worker.scheduled({ cron });
      return outcome === 'ok';
    },
    async file(key) {
      const found = await files.get(key);
      return found ? new Uint8Array(await found.arrayBuffer()) : undefined;
    },
    stop: () => flare.dispose(),
  };
}
