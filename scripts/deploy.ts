/** `npm run deploy [-- --dry-run]`: the worker, its database and its knowledge onto Cloudflare. */
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { publishableKnowledge } from '#adapters/knowledge-folder/publishable.ts';
import { bundleWorker, deployWorker, runWrangler } from '#adapters/workerd/wrangler.ts';
import { AppError } from '#shared/errors.ts';
import { readPlaces } from './knowledge/places.ts';
import { publish } from './knowledge/publish.ts';

/** Of the compressed bundle; the stricter of the figures that Cloudflare publishes (docs/reach.md). */
const LIMITS = { free: 3, paid: 10 };
const MEBIBYTE = 1024 * 1024;

async function deploy(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { 'dry-run': { type: 'boolean', default: false } } });
  const { knowledge } = readPlaces();
  loadRules(knowledge);
  const { published } = await publishableKnowledge(knowledge);
  console.log(`知识与规则检查通过:${published.files.size} 个文件,版本 ${published.version}`);
  const { script } = await bundleWorker();
  const raw = Buffer.byteLength(script) / MEBIBYTE;
  const packed = gzipSync(script).byteLength / MEBIBYTE;
  console.log(
    `程序包 ${raw.toFixed(2)} MiB,压缩后 ${packed.toFixed(2)} MiB;` +
      `Cloudflare 上限:免费 ${LIMITS.free} MB(已用 ${share(packed, LIMITS.free)}),付费 ${LIMITS.paid} MB(已用 ${share(packed, LIMITS.paid)})`,
  );
  if (values['dry-run']) {
    console.log('试运行通过,没有部署任何东西。');
    return;
  }
  console.log('正在升级 D1……');
  await runWrangler(['d1', 'migrations', 'apply', 'yiqi', '--remote']);
  await publish(['--to', 'd1', '--remote']);
  console.log('正在部署……');
  console.log(await deployWorker());
}

function share(size: number, limit: number): string {
  return `${((size / limit) * 100).toFixed(0)}%`;
}

try {
  await deploy(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  console.error(error.message);
  process.exit(1);
}
