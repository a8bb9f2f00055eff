import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Runs `npm run knowledge -- add` on a knowledge folder of its own. */
function adder() {
  const folder = temporaryFolder();
  cpSync(join(ROOT, 'knowledge'), join(folder, 'knowledge'), { recursive: true });
  const env = { ...process.env, KNOWLEDGE_DIR: join(folder, 'knowledge'), DATA_DIR: join(folder, 'data') };
  return {
    folder,
    add: (...args: string[]) =>
      new Promise<{ code: number; said: string }>((resolve) => {
        execFile(
          process.execPath,
          ['scripts/run.mjs', 'knowledge', 'add', ...args],
          { cwd: ROOT, env },
          (error, out, err) => resolve({ code: error ? 1 : 0, said: out + err }),
        );
      }),
  };
}

describe('npm run knowledge -- add', () => {
  it('says which options to give where a document does not say it, and takes them as it says', async () => {
    const { folder, add } = adder();
    const file = join(folder, 'bare.txt');
    writeFileSync(file, '第一条 对新办企业给予3万元补助。\n第二条 由区商务委解释。\n');
    const refused = await add(file, '--yes');
    expect(refused.code).toBe(1);
    const options = [...refused.said.matchAll(/--([^\s-]+) (\S+)/g)].flatMap(([, key, value]) => [
      `--${key}`,
      value ?? '',
    ]);
    expect(options.filter((_, at) => at % 2 === 0)).toEqual([
      ...['--编号', '--文号', '--标题', '--发布机构', '--成文日期', '--发布日期'],
    ]);
    const taken = await add(file, ...options, '--yes');
    expect(taken).toMatchObject({ code: 0, said: expect.stringContaining('已写入') });
    const written = readFileSync(join(folder, `knowledge/policies/${options[1]}.md`), 'utf8');
    for (const [at, option] of options.entries())
      if (at % 2 === 0) expect(written).toContain(`${option.slice(2)}: ${options[at + 1]}\n`);
  });

  it('needs no more than what nothing else says, dates as they stand on paper', async () => {
    const { folder, add } = adder();
    const file = join(folder, 'unsigned.txt');
    writeFileSync(file, '某区支持企业若干措施\n第一条 对新办企业给予3万元补助。\n');
    const given = ['--文号', '某府发〔2025〕8号', '--发布机构', '某区人民政府', '--成文日期', '2025年5月2日'];
    expect(await add(file, ...given, '--yes')).toMatchObject({ code: 0 });
    const written = readFileSync(join(folder, 'knowledge/policies/moufufa-2025-8.md'), 'utf8');
    expect(written).toContain('成文日期: 2025-05-02\n发布日期: 2025-05-02\n');
  });
});
