import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startProcess } from '#tests/builders/product-process.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const knowledge = fileURLToPath(new URL('../../knowledge', import.meta.url));

/** Starts with what must not start; resolves to the sentence, which must be one line. */
async function refusal(env: Record<string, string>): Promise<string> {
  const failed = await startProcess({ PORT: '0', DATA_DIR: temporaryFolder(), ...env }).then(
    () => undefined,
    (error: Error) => error,
  );
  const [, code, log = ''] =
    /^ended with (\d+) before it listened: ([\s\S]*)$/.exec(failed?.message ?? '') ?? [];
  expect(code).toBe('1');
  expect(log.trim().split('\n')).toHaveLength(1);
  return log.trim();
}

describe('what is wrong ends in one clear sentence and exit code 1', () => {
  it('a port in use', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    );
    expect(await refusal({ PORT: String(port) })).toContain(`端口 ${port} 已被占用`);
    server.close();
  });

  it('a folder that cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(await refusal({ DATA_DIR: join(file, 'data') })).toMatch(/数据目录 .* 不可写/);
  });

  it('a half-set Feishu configuration', async () => {
    expect(await refusal({ FEISHU_APP_ID: 'cli_0123456789abcdef' })).toContain('FEISHU_APP_SECRET');
  });

  it('an app id that the long connection would not take', async () => {
    const env = { FEISHU_APP_ID: 'wrong', FEISHU_APP_SECRET: 'secret', FEISHU_MODE: 'long-connection' };
    expect(await refusal(env)).toContain('FEISHU_APP_ID');
  });

  it.each([
    ['categories.yaml', (text: string) => text.replace(/lead: .*/, 'lead: [')],
    ['service-standards.yaml', (text: string) => text.replace('dispatch:', 'dispatsch:')],
    ['policies/jiangjin-plan-2022.md', (text: string) => text.replace(/^文号:.*$/m, '')],
  ])('a broken %s, with its name', async (name, spoil) => {
    const folder = join(temporaryFolder(), 'knowledge');
    cpSync(knowledge, folder, { recursive: true });
    const file = join(folder, name);
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, spoil(before));
    expect(readFileSync(file, 'utf8')).not.toBe(before);
    const sentence = await refusal({ KNOWLEDGE_DIR: folder });
    expect(sentence).toContain(name.split('/').at(-1));
    expect(sentence).toMatch(/第 \d+ 行/);
  });
});

describe('a start without Feishu', () => {
  it('brings the sandbox up on this machine, stops cleanly, and starts again on the same folder', async () => {
    const env = { PORT: '0', DATA_DIR: temporaryFolder() };
    for (let start = 0; start < 2; start++) {
      const product = await startProcess(env);
      const page = await fetch(`http://127.0.0.1:${product.port}/sandbox`);
      expect(page.status).toBe(200);
      expect((await fetch(`http://127.0.0.1:${product.port}/readyz`)).status).toBe(200);
      expect(await product.stop()).toBe(0);
    }
  });
});
