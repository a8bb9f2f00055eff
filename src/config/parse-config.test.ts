import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '#shared/errors.ts';
import { parseConfig } from './parse-config.ts';

const app = { FEISHU_APP_ID: 'cli_0123456789abcdef', FEISHU_APP_SECRET: 's3cret-value' };

describe('parseConfig', () => {
  it('needs nothing for the sandbox, which answers this machine alone', () => {
    const config = parseConfig({});
    expect(config.feishu).toBeUndefined();
    expect(config).toMatchObject({ port: 3000, host: '127.0.0.1', databaseUrl: 'file:data/yiqi.db' });
    expect(config.limits).toEqual({ app: 50, chat: 5 });
  });

  it('takes an empty variable for an unset one', () => {
    expect(parseConfig({ PORT: '', FEISHU_APP_ID: '', LOG_LEVEL: '' })).toEqual(parseConfig({}));
  });

  it('reads a whole Feishu configuration', () => {
    const config = parseConfig({ ...app, FEISHU_VERIFICATION_TOKEN: 'v', DATA_DIR: '/var/lib/yiqi/' });
    expect(config.feishu).toMatchObject({ mode: 'webhook', domain: 'https://open.feishu.cn' });
    expect(config.databaseUrl).toBe('file:/var/lib/yiqi/yiqi.db');
    expect(config.host).toBe('0.0.0.0');
  });

  it.each([
    [{ FEISHU_APP_ID: 'cli_x' }, /FEISHU_APP_SECRET/],
    [{ FEISHU_APP_SECRET: 's3cret-value' }, /FEISHU_APP_ID/],
    [{ FEISHU_MODE: 'long-connection' }, /FEISHU_APP_ID/],
    [app, /FEISHU_VERIFICATION_TOKEN/],
    [{ PORT: 'abc' }, /PORT/],
    [{ PORT: '70000' }, /PORT/],
    [{ LLM_API_KEY: 's3cret-value' }, /已设置 LLM_API_KEY,还缺 LLM_BASE_URL、LLM_MODEL/],
    [{ LLM_BASE_URL: 'http://127.0.0.1:11434/v1' }, /还缺 LLM_MODEL/],
    [{ LLM_BASE_URL: 'ftp://x', LLM_MODEL: 'm' }, /LLM_BASE_URL 须是/],
    [{ LLM_TIMEOUT_MS: '0' }, /LLM_TIMEOUT_MS 须大于 0/],
    [{ EMBEDDING_MODEL: 'm', EMBEDDING_API_KEY: 's3cret-value' }, /还缺 EMBEDDING_BASE_URL/],
    [{ LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' }, /DATABASE_URL.*LOG_LEVEL/],
  ])('refuses %o in one sentence', (env, message) => {
    expect(() => parseConfig(env)).toThrow(ConfigurationError);
    expect(() => parseConfig(env)).toThrow(message);
    expect(() => parseConfig(env)).not.toThrow(/s3cret-value/);
  });

  it('reads model and embeddings, with a key or without', () => {
    const config = parseConfig({
      LLM_BASE_URL: 'https://api.example.com/v1/',
      LLM_API_KEY: 'k',
      LLM_MODEL: 'm',
      EMBEDDING_BASE_URL: 'http://127.0.0.1:11434/v1',
      EMBEDDING_MODEL: 'e',
    });
    const llm = { baseUrl: 'https://api.example.com/v1', apiKey: 'k', model: 'm', timeoutMs: 20_000 };
    expect(config.llm).toEqual(llm);
    expect(config.embedding).toEqual({ baseUrl: 'http://127.0.0.1:11434/v1', model: 'e' });
    expect(parseConfig({ LLM_TIMEOUT_MS: '5000' })).toMatchObject({ llm: undefined, embedding: undefined });
  });

  it('asks for no token where the long connection brings the events', () => {
    expect(parseConfig({ ...app, FEISHU_MODE: 'long-connection' }).feishu?.mode).toBe('long-connection');
  });
});
