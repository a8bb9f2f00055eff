import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions } from 'wrangler';
import type { D1Binding, D1Statement, R2Binding } from '#adapters/cloudflare/bindings.ts';
import { openD1 } from '#adapters/d1/open-d1.ts';
import type { Database } from '#database/database.ts';
import { type Bundle, WRANGLER_CONFIG } from './wrangler.ts';

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
  /** A module in front of the worker, which it imports as `./worker.js`. */
  front?: string;
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
    modules: modulesOf(options),
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
  const d1 = steady(await flare.getD1Database('DB'));
  const files = await flare.getR2Bucket('FILES');
  return {
    url,
    db: openD1(d1),
    d1,
    async tick(cron = '* * * * *') {
      const outcome = await again(async () => {
        const worker = await flare.getWorker();
        return (await worker.scheduled({ cron })).outcome;
      });
      return outcome === 'ok';
    },
    async file(key) {
      const found = await files.get(key);
      return found ? new Uint8Array(await found.arrayBuffer()) : undefined;
    },
    stop: () => flare.dispose(),
  };
}

function modulesOf({ bundle, front }: LocalWorkerOptions) {
  const worker = { type: 'ESModule', path: 'worker.js', contents: bundle.script };
  return front === undefined ? [worker] : [{ type: 'ESModule', path: 'front.js', contents: front }, worker];
}

/**
 * The database as this process reaches it: workerd closes connections that were idle, and a call that meets such a one
 * is made again.
 */
function steady(d1: D1Binding): D1Binding {
  const inner = new WeakMap<D1Statement, () => D1Statement>();
  const statement = (make: () => D1Statement): D1Statement => {
    const made: D1Statement = {
      bind: (...values) => statement(() => make().bind(...values)),
      all: () => again(() => make().all()),
      run: () => again(() => make().run()),
      raw: () => again(() => make().raw()),
    };
    inner.set(made, make);
    return made;
  };
  return {
    prepare: (sql) => statement(() => d1.prepare(sql)),
    batch: (statements) => again(() => d1.batch(statements.flatMap((made) => inner.get(made)?.() ?? []))),
  };
}

async function again<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error) || error.message !== 'fetch failed') throw error;
    return call();
  }
}
