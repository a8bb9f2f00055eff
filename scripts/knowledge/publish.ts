import { parseArgs } from 'node:util';
import { openD1 } from '#adapters/d1/open-d1.ts';
import { openPlatform } from '#adapters/workerd/platform.ts';
import { parseConfig } from '#config/parse-config.ts';
import { publishDistrict } from '#runtime/publish.ts';
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
  const platform = await openPlatform(
    values.remote ? { remote: true } : { folder: `${config.dataDir}/worker` },
  );
  try {
    const counts = await publishDistrict(openD1(platform.d1), config, silentLogger);
    print(
      `已发布到${values.remote ? ' Cloudflare ' : '本机的 '}D1:${counts.documents} 份文件、${counts.clauses} 条,` +
        `更新 ${counts.indexed} 份,移除 ${counts.removed} 份;版本 ${counts.version}。`,
    );
    if (counts.withoutVectors > 0)
      print(`其中 ${counts.withoutVectors} 份没有取得向量,只按词检索,可稍后重新发布。`);
    return 0;
  } finally {
    await platform.close();
  }
}
