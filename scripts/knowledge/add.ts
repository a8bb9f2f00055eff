import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { planAddition, writeAddition } from '#adapters/knowledge-folder/add-document.ts';
import { readDocument } from '#adapters/knowledge-folder/read-document.ts';
import { InvalidInput } from '#shared/errors.ts';
import { buildIndex } from './build.ts';
import { print, readPlaces } from './places.ts';
import { showAddition } from './show-addition.ts';

const USAGE =
  '用法:npm run knowledge -- add 文件 [--编号 ID] [--文号 …] [--标题 …] [--发布机构 …] [--成文日期 …] [--发布日期 …] [--期限 …] [--替代 ID] [--yes]';
const KEYS = [
  '编号',
  '文号',
  '标题',
  '发布机构',
  '成文日期',
  '发布日期',
  '施行日期',
  '期限',
  '替代',
  '来源',
] as const;

/** Reads a document, shows what was understood, and writes it once that is confirmed. */
export async function addDocument(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      yes: { type: 'boolean', default: false },
      ...Object.fromEntries(KEYS.map((key) => [key, { type: 'string' as const }])),
    },
  });
  const [file] = positionals;
  if (!file) throw new InvalidInput('knowledge.usage', USAGE);
  const { knowledge } = readPlaces();
  const said: Record<string, string | boolean | undefined> = values;
  const given = Object.fromEntries(
    KEYS.flatMap((key) => (typeof said[key] === 'string' ? [[key, said[key]]] : [])),
  );
  const addition = planAddition(knowledge, await readDocument(file), given);
  showAddition(addition, print);
  if (!values.yes && !(await confirmed())) {
    print('没有写入。核对后加上 --yes,或用 --文号、--标题 等参数改正后再来。');
    return 0;
  }
  const written = writeAddition(knowledge, addition);
  for (const path of written) print(`已写入 ${path}`);
  return buildIndex();
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const reply = await terminal.question('以上理解正确,写入知识目录吗?(y/N)');
  terminal.close();
  return /^(?:y|yes|是|对)$/i.test(reply.trim());
}
