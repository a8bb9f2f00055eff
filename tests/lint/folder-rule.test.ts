import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const biome = `${root}node_modules/@biomejs/biome/bin/biome`;

/** Lints a file that exists only here, as if it stood at `path`. */
function lint(path: string, code: string): { ok: boolean; output: string } {
  const args = [biome, 'lint', `--stdin-file-path=${path}`];
  const done = spawnSync(process.execPath, args, { cwd: root, input: code, encoding: 'utf8' });
  return { ok: done.status === 0, output: done.stdout + done.stderr };
}

const importing = (source: string) => `import { x } from '${source}';\n\nexport const y = x;\n`;

describe('the folder rule', () => {
  it.each([
    ['src/tickets/planted.ts', '#outbox/outbox.store.ts'],
    ['src/tickets/planted.ts', '#policy/policy.types.ts'],
    ['src/policy/planted.ts', 'node:fs'],
    ['src/policy/planted.ts', '@lancedb/lancedb'],
    ['src/inbox/planted.ts', '@libsql/client'],
    ['src/conversation/planted.ts', '@langchain/openai'],
    ['src/conversation/planted.ts', '#feishu/cards/render.ts'],
    ['src/conversation/understanding/planted.ts', '#adapters/libsql/open-database.ts'],
    ['src/feishu/planted.ts', '#tickets/tickets.store.ts'],
    ['src/feishu/cards/planted.ts', '@larksuiteoapi/node-sdk'],
    ['src/summaries/planted.ts', '#conversation/handle-event.ts'],
    ['src/adapters/planted.ts', '#runtime/node.ts'],
    ['src/app.ts', '#sandbox/sandbox.ts'],
    ['src/shared/planted.ts', '#database/database.ts'],
    ['src/directory/planted.ts', '../tickets/tickets.store.ts'],
  ])('%s may not import %s', (path, source) => {
    const { ok, output } = lint(path, importing(source));
    expect(ok).toBe(false);
    expect(output).toContain('noRestrictedImports');
    expect(output).toContain('CONTRIBUTING.md');
  });

  it.each([
    ['src/tickets/planted.ts', '#database/database.ts'],
    ['src/conversation/planted.ts', '#tickets/tickets.store.ts'],
    ['src/feishu/planted.ts', '#outbox/outbox.types.ts'],
    ['src/adapters/planted.ts', '@lancedb/lancedb'],
  ])('%s may import %s', (path, source) => {
    expect(lint(path, importing(source))).toMatchObject({ ok: true });
  });
});
