import { addDocument } from './knowledge/add.ts';
import { buildIndex } from './knowledge/build.ts';
import { checkKnowledge } from './knowledge/check.ts';
import { listKnowledge } from './knowledge/list.ts';
import { publish } from './knowledge/publish.ts';
import { runCommand } from './shared/run-command.ts';

const USAGE = `用法:
  npm run knowledge -- build      读取知识目录,更新检索索引
  npm run knowledge -- check      检查知识目录:格式、效力、期限、失效引用
  npm run knowledge -- add 文件   读入 .md .txt .html .docx .pdf,先给您看理解得对不对,再写入(--yes 直接写)
  npm run knowledge -- list       列出所有政策文件及其效力
  npm run knowledge -- publish --to d1 [--remote]  连同检索索引发布到 D1(Cloudflare Workers 用),一步切换
环境变量:KNOWLEDGE_DIR(默认 knowledge)、DATA_DIR(默认 data)、LANCEDB_URI`;

await runCommand(USAGE, {
  build: buildIndex,
  check: checkKnowledge,
  add: addDocument,
  list: listKnowledge,
  publish,
});
