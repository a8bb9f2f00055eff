import type { D1Binding, QueueBinding, R2Binding } from '#adapters/cloudflare/bindings.ts';
import { type Config, type FeishuApp, parseConfig } from '#config/parse-config.ts';
import { ConfigurationError } from '#shared/errors.ts';

/** What `wrangler.toml` binds; the rest of the environment is text, under the names of the configuration. */
export interface Env {
  DB: D1Binding;
  WAKE: QueueBinding;
  FILES: R2Binding;
  /** Set by `npm run worker` alone: the secret with which its sandbox moves this worker's clock. */
  CLOCK_SECRET?: string;
  /** Set by `npm run worker` alone: where its sandbox lets people say who they are. */
  AUTHORIZE_URL?: string;
  [name: string]: unknown;
}

export type WorkerConfig = Config & { feishu: FeishuApp };

/**
 * Reads the environment.
 * @throws ConfigurationError with every fault in one sentence
 */
export function configOf(env: Env): WorkerConfig {
  const texts = Object.entries(env).filter(([, value]) => typeof value === 'string');
  const config = parseConfig(Object.fromEntries(texts) as Record<string, string>);
  const { feishu } = config;
  if (feishu?.mode !== 'webhook') {
    throw new ConfigurationError(
      'config.worker',
      '在 Cloudflare Workers 上须以 webhook 方式连接飞书:用 wrangler secret put 设置 FEISHU_APP_ID、FEISHU_APP_SECRET 等',
    );
  }
  return { ...config, feishu };
}
