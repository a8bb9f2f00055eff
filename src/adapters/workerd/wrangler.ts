import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ConfigurationError } from '#shared/errors.ts';
import { derivationCode } from './derivation-code.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const WRANGLER_CONFIG = join(ROOT, 'wrangler.toml');
/** Where wrangler itself keeps what it makes on the way. */
export const WRANGLER_FOLDER = join(ROOT, '.wrangler');

/** Runs wrangler without asking and without reporting home. @returns what it wrote to standard output */
export async function runWrangler(args: string[]): Promise<string> {
  const bin = join(
    dirname(createRequire(import.meta.url).resolve('wrangler/package.json')),
    'bin/wrangler.js',
  );
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [bin, ...args, '-c', WRANGLER_CONFIG], {
      cwd: ROOT,
      env: { ...process.env, WRANGLER_SEND_METRICS: 'false', CI: '1', NO_COLOR: '1' },
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
    await runWrangler(['deploy', '--dry-run', '--outdir', folder, '--metafile', meta, ...(await defines())]);
    const { inputs } = JSON.parse(readFileSync(meta, 'utf8')) as Pick<Bundle, 'inputs'>;
    return { script: readFileSync(join(folder, 'worker.js'), 'utf8'), inputs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Deploys the worker onto Cloudflare. @returns what wrangler says of it */
export async function deployWorker(): Promise<string> {
  return runWrangler(['deploy', ...(await defines())]);
}

/** Tells the bundle which code it derives with, to know whether what was published is of the same. */
async function defines(): Promise<string[]> {
  return ['--define', `YIQI_DERIVATION:${JSON.stringify(await derivationCode())}`];
}
