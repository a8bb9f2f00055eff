import { gzipSync } from 'node:zlib';
import { bundleWorker } from '#adapters/workerd/wrangler.ts';
import { type FakePlatform, startFakePlatform } from '#tests/builders/fake-platform.ts';
import { percentile } from './load.ts';
import { startFreshProduct } from './servers.ts';
import { answered, ask, CONNECTIONS, chatOf } from './worker-ask.ts';
import { benchColdStarts } from './worker-cold.ts';
import { FAST, startBenchWorker } from './worker-server.ts';

const EVENTS = 2_000;

/** The same events through Node and through workerd on this machine; then how long first answers take. */
export async function benchWorker(): Promise<void> {
  const bundle = await bundleWorker();
  const packed = gzipSync(bundle.script).byteLength / 1024;
  console.log(`程序包:${(bundle.script.length / 1024).toFixed(0)} KiB,压缩后 ${packed.toFixed(0)} KiB`);
  await measured('Node', async (platform) => startFreshProduct(platform.url, FAST));
  await measured('workerd', async (platform) => {
    const { url, stop } = await startBenchWorker(bundle, platform);
    return { port: Number(new URL(url).port), stop };
  });
  await benchColdStarts(bundle);
}

interface Server {
  port: number;
  stop(): Promise<void>;
}

async function measured(name: string, start: (platform: FakePlatform) => Promise<Server>): Promise<void> {
  const platform = await startFakePlatform();
  const server = await start(platform);
  try {
    const first = await ask(server.port, -1);
    await answered(platform, 1);
    const cold = (platform.sent[0]?.at ?? Number.NaN) - first.at;
    platform.sent.length = 0;

    const started = performance.now();
    const acknowledged: number[] = [];
    const askedAt = new Map<string, number>();
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async (_, lane) => {
        // One connection has its own chats, so that a chat's events arrive in order.
        for (let n = lane; n < EVENTS; n += CONNECTIONS) {
          const { at, ms } = await ask(server.port, n);
          acknowledged.push(ms);
          askedAt.set(`om_bench_${n}`, at);
        }
      }),
    );
    await answered(platform, EVENTS);
    const seconds = (performance.now() - started) / 1_000;
    const waits = platform.sent
      .map((sent) => sent.at - (askedAt.get(sent.to) ?? Number.NaN))
      .sort((a, b) => a - b);
    acknowledged.sort((a, b) => a - b);
    const once = new Set(platform.sent.map((sent) => sent.to)).size === platform.sent.length;
    console.log(
      `${name}:${EVENTS} 个事件答复 ${platform.sent.length} 个${once ? '(各一次)' : '(有重复)'},` +
        `会话内${isOrdered(platform) ? '有序' : '乱序'};${(platform.sent.length / seconds).toFixed(0)} 个/s;` +
        `确认 p95 ${percentile(acknowledged, 0.95).toFixed(0)} ms,答复 p95 ${percentile(waits, 0.95).toFixed(0)} ms;` +
        `启动后第一个答复 ${cold.toFixed(0)} ms`,
    );
  } finally {
    await server.stop();
    await platform.close();
  }
}

function isOrdered(platform: FakePlatform): boolean {
  const last = new Map<number, number>();
  return platform.sent.every((sent) => {
    const n = Number(sent.to.split('_').at(-1));
    const before = last.get(chatOf(n)) ?? -1;
    last.set(chatOf(n), n);
    return n > before;
  });
}
