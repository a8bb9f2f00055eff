import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getPlatformProxy, unstable_readConfig } from 'wrangler';
import type { D1Binding } from '#adapters/cloudflare/bindings.ts';
import { WRANGLER_CONFIG, WRANGLER_FOLDER } from './wrangler.ts';

export interface Platform {
  d1: D1Binding;
  close(): Promise<void>;
}

/**
 * The D1 database of `wrangler.toml` without the worker: the one on Cloudflare, through wrangler's own sign-in, or the
 * one of `npm run worker` in a folder.
 */
export async function openPlatform(where: { remote: true } | { folder: string }): Promise<Platform> {
  const proxy = await getPlatformProxy<{ DB: D1Binding }>(
    'remote' in where
      ? { configPath: remoteConfig(), persist: false }
      : { configPath: WRANGLER_CONFIG, persist: { path: join(where.folder, 'v3') } },
  );
  return { d1: proxy.env.DB, close: () => proxy.dispose() };
}

/** The database alone, told to be the one on Cloudflare. */
function remoteConfig(): string {
  const { name, compatibility_date, d1_databases } = unstable_readConfig({ config: WRANGLER_CONFIG });
  const config = {
    ...{ name, compatibility_date },
    d1_databases: d1_databases.map((database: object) => ({
      ...database,
      remote: true,
      migrations_dir: undefined,
    })),
  };
  mkdirSync(WRANGLER_FOLDER, { recursive: true });
  const file = join(WRANGLER_FOLDER, 'publish.json');
  writeFileSync(file, JSON.stringify(config));
  return file;
}
