import { z } from 'zod';

/** One key of the configuration: where it comes from, what it must be, what it is for. */
export interface ConfigKey<S extends z.ZodType> {
  env: string;
  schema: S;
  /** The default as it is written in the documentation; empty where there is none. */
  fallback: string;
  /** For the person who runs it, in Chinese and in English. */
  doc: string;
  about: string;
  secret?: boolean;
}

const key = <S extends z.ZodType>(definition: ConfigKey<S>) => definition;

/** An unset variable and an empty one are the same: `.env` files often hold empty lines. */
const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const withDefault = <S extends z.ZodType>(fallback: string, schema: S) =>
  z.preprocess((value) => (value === undefined || value === '' ? fallback : value), schema);

const text = z.string().trim().min(1, '不能为空');
const url = z.url({ protocol: /^https?$/, message: '须是 http:// 或 https:// 开头的地址' });
const count = z.coerce.number({ message: '须是数字' }).int('须是整数').positive('须大于 0');

export const CONFIG = {
  port: key({
    env: 'PORT',
    schema: withDefault(
      '3000',
      z.coerce.number({ message: '须是数字' }).int().min(0).max(65_535, '须在 0—65535 之间'),
    ),
    fallback: '3000',
    doc: '监听端口',
    about: 'Port to listen on',
  }),
  host: key({
    env: 'HOST',
    schema: optional(text),
    fallback: '127.0.0.1 (sandbox), 0.0.0.0 (Feishu)',
    doc: '监听地址',
    about: 'Address to listen on',
  }),
  dataDir: key({
    env: 'DATA_DIR',
    schema: withDefault('data', text),
    fallback: 'data',
    doc: '数据目录:数据库、索引、附件都在其中,备份它即可',
    about: 'Database, index, attachments: back this folder up',
  }),
  databaseUrl: key({
    env: 'DATABASE_URL',
    schema: optional(z.string().regex(/^(file:|libsql:\/\/|https?:\/\/)/, '须以 file: 或 libsql:// 开头')),
    fallback: 'file:<DATA_DIR>/yiqi.db',
    doc: '数据库地址:本机文件或 libSQL 服务',
    about: 'A file on this machine or a libSQL server',
  }),
  databaseAuthToken: key({
    env: 'DATABASE_AUTH_TOKEN',
    schema: optional(text),
    fallback: '',
    doc: 'libSQL 服务的访问令牌',
    about: 'Token of the libSQL server',
    secret: true,
  }),
  lancedbUri: key({
    env: 'LANCEDB_URI',
    schema: optional(text),
    fallback: '<DATA_DIR>/lancedb',
    doc: '政策索引的目录或对象存储地址',
    about: 'Folder or object storage of the policy index',
  }),
  knowledgeDir: key({
    env: 'KNOWLEDGE_DIR',
    schema: withDefault('knowledge', text),
    fallback: 'knowledge',
    doc: '本区的政策文件与规则',
    about: "The district's policies and rules",
  }),
  publicUrl: key({
    env: 'PUBLIC_URL',
    schema: optional(url),
    fallback: '',
    doc: '外部访问本服务的地址,用于卡片中的链接',
    about: 'Where this service is reached from outside, for links in cards',
  }),
  feishuAppId: key({
    env: 'FEISHU_APP_ID',
    schema: optional(text),
    fallback: '',
    doc: '飞书应用的 App ID;不填则启动本机沙盒',
    about: 'App ID; without it the sandbox starts',
  }),
  feishuAppSecret: key({
    env: 'FEISHU_APP_SECRET',
    schema: optional(text),
    fallback: '',
    doc: '飞书应用的 App Secret',
    about: 'App Secret',
    secret: true,
  }),
  feishuEncryptKey: key({
    env: 'FEISHU_ENCRYPT_KEY',
    schema: optional(text),
    fallback: '',
    doc: '事件加密密钥;填写后只接受加密并签名的事件',
    about: 'Encrypt Key; with it only encrypted and signed events pass',
    secret: true,
  }),
  feishuVerificationToken: key({
    env: 'FEISHU_VERIFICATION_TOKEN',
    schema: optional(text),
    fallback: '',
    doc: '事件校验令牌',
    about: 'Verification Token',
    secret: true,
  }),
  feishuDomain: key({
    env: 'FEISHU_DOMAIN',
    schema: withDefault('https://open.feishu.cn', url),
    fallback: 'https://open.feishu.cn',
    doc: '飞书开放平台地址',
    about: "The open platform's address",
  }),
  feishuMode: key({
    env: 'FEISHU_MODE',
    schema: withDefault(
      'webhook',
      z.enum(['webhook', 'long-connection'], { message: '须是 webhook 或 long-connection' }),
    ),
    fallback: 'webhook',
    doc: '接收事件的方式:webhook(飞书访问本服务)或 long-connection(本服务连接飞书)',
    about: '`webhook` (Feishu reaches this service) or `long-connection` (this service reaches Feishu)',
  }),
  feishuSendsPerSecond: key({
    env: 'FEISHU_SENDS_PER_SECOND',
    schema: withDefault('50', count),
    fallback: '50',
    doc: '每秒最多发送的消息数;飞书默认每应用 50,申请提额后可调高',
    about: "Messages a second of the whole app; Feishu's default limit is 50, raise it with a raised quota",
  }),
  feishuChatSendsPerSecond: key({
    env: 'FEISHU_CHAT_SENDS_PER_SECOND',
    schema: withDefault('5', count),
    fallback: '5',
    doc: '每个群每秒最多发送的消息数;飞书限 5',
    about: "Messages a second into one chat; Feishu's limit is 5",
  }),
  feishuTimeoutMs: key({
    env: 'FEISHU_TIMEOUT_MS',
    schema: withDefault('8000', count),
    fallback: '8000',
    doc: '调用飞书接口的超时,毫秒',
    about: 'Time-out of a call to Feishu, in milliseconds',
  }),
  llmBaseUrl: key({
    env: 'LLM_BASE_URL',
    schema: optional(url),
    fallback: '',
    doc: '大模型接口地址(OpenAI 兼容,含 /v1);不填则只按规则作答',
    about:
      'OpenAI-compatible endpoint of a language model, with `/v1`; without it, answers come by rules alone',
  }),
  llmApiKey: key({
    env: 'LLM_API_KEY',
    schema: optional(text),
    fallback: '',
    doc: '大模型接口密钥;接口不要求时不填',
    about: 'Its key; not needed where the endpoint wants none',
    secret: true,
  }),
  llmModel: key({
    env: 'LLM_MODEL',
    schema: optional(text),
    fallback: '',
    doc: '大模型名称',
    about: 'Name of the model',
  }),
  llmTimeoutMs: key({
    env: 'LLM_TIMEOUT_MS',
    schema: withDefault('20000', count.max(120_000, '不能超过 120000')),
    fallback: '20000',
    doc: '一个问题用于大模型的总时限,毫秒;超时按规则作答',
    about: 'Time for a model to answer one question, in milliseconds; then the answer by rules stands',
  }),
  embeddingBaseUrl: key({
    env: 'EMBEDDING_BASE_URL',
    schema: optional(url),
    fallback: '',
    doc: '向量接口地址(OpenAI 兼容,含 /v1);不填则只按词检索',
    about: 'OpenAI-compatible endpoint for embeddings, with `/v1`; without it, retrieval is lexical',
  }),
  embeddingApiKey: key({
    env: 'EMBEDDING_API_KEY',
    schema: optional(text),
    fallback: '',
    doc: '向量接口密钥;接口不要求时不填',
    about: 'Its key; not needed where the endpoint wants none',
    secret: true,
  }),
  embeddingModel: key({
    env: 'EMBEDDING_MODEL',
    schema: optional(text),
    fallback: '',
    doc: '向量模型名称',
    about: 'Name of the embedding model',
  }),
  logLevel: key({
    env: 'LOG_LEVEL',
    schema: withDefault(
      'info',
      z.enum(['debug', 'info', 'warn', 'error'], { message: '须是 debug、info、warn 或 error' }),
    ),
    fallback: 'info',
    doc: '日志级别',
    about: '`debug`, `info`, `warn` or `error`',
  }),
} as const;
