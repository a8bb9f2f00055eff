import { ConfigurationError, InvalidInput } from '#shared/errors.ts';
import { buildIndex } from './knowledge/build.ts';
import { checkKnowledge } from './knowledge/check.ts';
import { listKnowledge } from './knowledge/list.ts';

const USAGE = `用法:
  npm run knowledge -- build      读取知识目录,更新检索索引
  npm run knowledge -- check      检查知识目录:格式、效力、期限、失效引用
  npm run knowledge -- list       列出所有政策文件及其效力
环境变量:KNOWLEDGE_DIR(默认 knowledge)、DATA_DIR(默认 data)、LANCEDB_URI`;

const commands: Record<string, (args: string[]) => Promise<number>> = {
  build: buildIndex,
  check: checkKnowledge,
  list: listKnowledge,
};

const [name = '', ...rest] = process.argv.slice(2);
const command = commands[name];
if (!command) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  try {
    process.exitCode = await command(rest);
  } catch (error) {
    if (!(error instanceof ConfigurationError || error instanceof InvalidInput)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
