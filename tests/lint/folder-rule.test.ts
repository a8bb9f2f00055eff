import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

const FORBIDDEN: [path: string, source: string][] = [
  ['src/tickets/planted1.ts', '#outbox/outbox.store.ts'],
  ['src/tickets/planted2.ts', '#policy/policy.types.ts'],
  ['src/policy/planted1.ts', 'node:fs'],
  ['src/policy/planted2.ts', '@lancedb/lancedb'],
  ['src/inbox/planted.ts', '@libsql/client'],
  ['src/conversation/planted1.ts', '@langchain/openai'],
  ['src/conversation/planted2.ts', '#feishu/cards/render.ts'],
  ['src/conversation/understanding/planted.ts', '#adapters/libsql/open-database.ts'],
  ['src/feishu/planted1.ts', '#tickets/tickets.store.ts'],
  ['src/feishu/cards/planted.ts', '@larksuiteoapi/node-sdk'],
  ['src/summaries/planted.ts', '#conversation/handle-event.ts'],
  ['src/adapters/planted1.ts', '#runtime/node.ts'],
  ['src/app.ts', '#sandbox/sandbox.ts'],
  ['src/shared/planted.ts', '#database/database.ts'],
  ['src/directory/planted.ts', '../tickets/tickets.store.ts'],
];
const ALLOWED: [path: string, source: string][] = [
  ['src/tickets/allowed.ts', '#database/database.ts'],
  ['src/conversation/allowed.ts', '#tickets/tickets.store.ts'],
  ['src/feishu/allowed.ts', '#outbox/outbox.types.ts'],
  ['src/feishu/client/allowed.ts', '@larksuiteoapi/node-sdk'],
  ['src/adapters/allowed.ts', '@lancedb/lancedb'],
];

/** A copy of the project's lint configuration over a tree that holds nothing but planted imports. */
let tree: string;
let complaints: { path: string; message: string }[];

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'yiqi-lint-'));
  const config = JSON.parse(readFileSync(`${root}biome.json`, 'utf8'));
  const { $schema, vcs, ...rules } = config;
  writeFileSync(join(tree, 'biome.json'), JSON.stringify(rules));
  for (const [path, source] of [...FORBIDDEN, ...ALLOWED]) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), `import { x } from '${source}';\n\nexport const y = x;\n`);
  }
  const biome = `${root}node_modules/@biomejs/biome/bin/biome`;
  const args = [
    biome,
    'lint',
    '--only=style/noRestrictedImports',
    '--reporter=github',
    '--max-diagnostics=none',
    'src',
  ];
  const done = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8' });
  complaints = [...done.stdout.matchAll(/^::error .*?file=(?<path>[^,]+),.*?::(?<message>.*)$/gm)].map(
    (m) => ({
      path: m.groups?.path ?? '',
      message: m.groups?.message ?? '',
    }),
  );
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe('the folder rule', () => {
  it.each(FORBIDDEN)('%s may not import %s, and is told where to read why', (path) => {
    const found = complaints.filter((c) => c.path.endsWith(path));
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]?.message).toContain('CONTRIBUTING.md');
  });

  it.each(ALLOWED)('%s may import %s', (path) => {
    expect(complaints.filter((c) => c.path.endsWith(path))).toEqual([]);
  });
});
