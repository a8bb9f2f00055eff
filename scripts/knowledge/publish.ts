import { parseArgs } from 'node:util';
import { openD1 } from '#adapters/d1/open-d1.ts';
import { publishKnowledge } from '#adapters/d1/publish-knowledge.ts';
import { publishableKnowledge } from '#adapters/knowledge-folder/publishable.ts';
import { openPlatform } from '#adapters/workerd/platform.ts';
import { parseConfig } from '#config/parse-config.ts';
import { openEmbedder } from '#runtime/models.ts';
import { EMBEDDING_FILE } from '#runtime/worker/district.ts';
import { InvalidInput } from '#shared/errors.ts';
import { silentLogger } from '#shared/log.ts';
import { print } from './places.ts';

const USAGE =
  '用法:npm run knowledge -- publish --to d1 [--remote](--remote 发布到 Cloudflare,否则到本机的 npm run worker)';

/** Puts policies, rules and search index into D1, in one step. */
export async function publish(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { to: { type: 'string' }, remote: { type: 'boolean', default: false } },
  });
  if (values.to !== 'd1') throw new InvalidInput('knowledge.usage', USAGE);
  const config = parseConfig({ ...process.env, FEISHU_MODE: undefined });
  const embedder = await openEmbedder(config, silentLogger);
  const more = new Map(config.embedding ? [[EMBEDDING_FILE, config.embedding.model]] : []);
  const { knowledge, published } = await publishableKnowledge(config.knowledgeDir, more);
  const platform = await openPlatform(
    values.remote ? { remote: true } : { folder: `${config.dataDir}/worker` },
  );
  try {
    const counts = await publishKnowledge(openD1(platform.d1), published, knowledge, embedder);
    const clauses = knowledge.documents.reduce((sum, document) => sum + document.clauses.length, 0);
    print(
      `已发布到${values.remote ? ' Cloudflare ' : '本机的 '}D1:${knowledge.documents.length} 份文件、${clauses} 条,` +
        `更新 ${counts.indexed} 份,移除 ${counts.removed} 份;版本 ${published.version}。`,
    );
    if (counts.withoutVectors > 0)
      print(`其中 ${counts.withoutVectors} 份没有取得向量,只按词检索,可稍后重新发布。`);
    return 0;
  } finally {
    await platform.close();
  }
}
