import type { z } from 'zod';
import { ConfigurationError } from '#shared/errors.ts';
import { CONFIG } from './config.definition.ts';

type Values = { [K in keyof typeof CONFIG]: z.output<(typeof CONFIG)[K]['schema']> };

export interface FeishuApp {
  appId: string;
  appSecret: string;
  encryptKey: string | undefined;
  verificationToken: string | undefined;
  domain: string;
  mode: 'webhook' | 'long-connection';
}

/** An OpenAI-compatible endpoint and one of its models. */
export interface ModelEndpoint {
  baseUrl: string;
  apiKey: string | undefined;
  model: string;
}

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string;
  databaseAuthToken: string | undefined;
  lancedbUri: string;
  knowledgeDir: string;
  publicUrl: string | undefined;
  /** Absent: the sandbox stands in for Feishu. */
  feishu: FeishuApp | undefined;
  limits: { app: number; chat: number };
  feishuTimeoutMs: number;
  /** Absent: answers come by rules alone. */
  llm: (ModelEndpoint & { timeoutMs: number }) | undefined;
  /** Absent: retrieval is lexical. */
  embedding: ModelEndpoint | undefined;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
}

/**
 * Reads the environment.
 * @throws ConfigurationError with every fault in one sentence: names of variables, never their values.
 */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const values = readValues(env);
  const feishu = readFeishu(values);
  const llm = readModel(values, '大模型', { url: 'llmBaseUrl', key: 'llmApiKey', model: 'llmModel' });
  const embedding = readModel(values, '向量模型', {
    url: 'embeddingBaseUrl',
    key: 'embeddingApiKey',
    model: 'embeddingModel',
  });
  const folder = values.dataDir.replace(/\/+$/, '') || '/';
  return {
    port: values.port,
    // Without Feishu there is no sign-in of any kind, so the sandbox answers this machine alone.
    host: values.host ?? (feishu ? '0.0.0.0' : '127.0.0.1'),
    dataDir: folder,
    databaseUrl: values.databaseUrl ?? `file:${folder}/yiqi.db`,
    databaseAuthToken: values.databaseAuthToken,
    lancedbUri: values.lancedbUri ?? `${folder}/lancedb`,
    knowledgeDir: values.knowledgeDir,
    publicUrl: values.publicUrl?.replace(/\/+$/, ''),
    feishu,
    limits: { app: values.feishuSendsPerSecond, chat: values.feishuChatSendsPerSecond },
    feishuTimeoutMs: values.feishuTimeoutMs,
    llm: llm && { ...llm, timeoutMs: values.llmTimeoutMs },
    embedding,
    logLevel: values.logLevel,
  };
}

function readValues(env: Record<string, string | undefined>): Values {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, definition] of Object.entries(CONFIG)) {
    const checked = definition.schema.safeParse(env[definition.env]);
    if (checked.success) values[name] = checked.data;
    else faults.push(`${definition.env} ${checked.error.issues[0]?.message ?? '不正确'}`);
  }
  if (faults.length > 0) throw new ConfigurationError('config.value', `配置有误:${faults.join(';')}`);
  return values as Values;
}

function readFeishu(values: Values): FeishuApp | undefined {
  const { feishuAppId, feishuAppSecret, feishuEncryptKey, feishuVerificationToken, feishuMode } = values;
  if (!feishuAppId) {
    const others = { feishuAppSecret, feishuEncryptKey, feishuVerificationToken };
    const set = Object.entries(others).filter(([, value]) => value !== undefined);
    const half = set.map(([name]) => CONFIG[name as keyof typeof others].env);
    if (feishuMode === 'long-connection') half.push(CONFIG.feishuMode.env);
    if (half.length === 0) return undefined;
    throw new ConfigurationError(
      'config.half-feishu',
      `飞书配置不完整:已设置 ${half.join('、')},还缺 FEISHU_APP_ID;若只想试用沙盒,请清空这些变量`,
    );
  }
  const missing: string[] = [];
  if (!feishuAppSecret) missing.push('FEISHU_APP_SECRET');
  if (feishuMode === 'webhook' && !feishuVerificationToken && !feishuEncryptKey) {
    missing.push('FEISHU_VERIFICATION_TOKEN(或 FEISHU_ENCRYPT_KEY)');
  }
  if (!feishuAppSecret || missing.length > 0) {
    throw new ConfigurationError(
      'config.half-feishu',
      `飞书配置不完整:已设置 FEISHU_APP_ID,还缺 ${missing.join('、')}`,
    );
  }
  return {
    appId: feishuAppId,
    appSecret: feishuAppSecret,
    encryptKey: feishuEncryptKey,
    verificationToken: feishuVerificationToken,
    domain: values.feishuDomain.replace(/\/+$/, ''),
    mode: feishuMode,
  };
}

type EndpointKey =
  | 'llmBaseUrl'
  | 'llmApiKey'
  | 'llmModel'
  | 'embeddingBaseUrl'
  | 'embeddingApiKey'
  | 'embeddingModel';

/** All of an endpoint or nothing; endpoints of one's own often want no key. */
function readModel(
  values: Values,
  what: string,
  keys: { url: EndpointKey; key: EndpointKey; model: EndpointKey },
): ModelEndpoint | undefined {
  const [baseUrl, apiKey, model] = [values[keys.url], values[keys.key], values[keys.model]];
  if (baseUrl && model) return { baseUrl: baseUrl.replace(/\/+$/, ''), apiKey, model };
  const all = [keys.url, keys.key, keys.model];
  const set = all.filter((name) => values[name] !== undefined).map((name) => CONFIG[name].env);
  if (set.length === 0) return undefined;
  const missing = [keys.url, keys.model].filter((name) => !values[name]).map((name) => CONFIG[name].env);
  throw new ConfigurationError(
    'config.half-model',
    `${what}配置不完整:已设置 ${set.join('、')},还缺 ${missing.join('、')};若不用${what},请清空这些变量`,
  );
}

/** The configuration as the Markdown table of `README.md` or `README.zh-CN.md`; a test holds them together. */
export function configTable(language: 'en' | 'zh'): string {
  const head = language === 'zh' ? '| 环境变量 | 默认值 | 说明 |' : '| Variable | Default | What for |';
  const rows = Object.values(CONFIG).map((key) => {
    const fallback = key.fallback === '' ? '—' : `\`${key.fallback}\``;
    return `| \`${key.env}\` | ${fallback} | ${language === 'zh' ? key.doc : key.about} |`;
  });
  return [head, '| --- | --- | --- |', ...rows].join('\n');
}
