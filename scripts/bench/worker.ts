import { gzipSync } from 'node:zlib';
import { bundleWorker } from '#adapters/workerd/wrangler.ts';
import { type FakePlatform, startFakePlatform } from '#tests/builders/fake-platform.ts';
import { encryptBody, messageEvent, signedHeaders } from '#tests/builders/feishu-request.ts';
import { percentile } from './load.ts';
import { startFreshProduct } from './servers.ts';
import { FAST, startBenchWorker } from './worker-server.ts';

const EVENTS = 2_000;
const CHATS = 100;
const CONNECTIONS = 16;

/** The same events through Node and through workerd on this machine; then how long the first answer takes. */
export async function benchWorker(): Promise<void> {
  const bundle = await bundleWorker();
  const packed = gzipSync(bundle.script).byteLength / 1024;
  console.log(`程序包:${(bundle.script.length / 1024).toFixed(0)} KiB,压缩后 ${packed.toFixed(0)} KiB`);
  await measured('Node', async (platform) => startFreshProduct(platform.url, FAST));
  await measured('workerd', async (platform) => {
    const { url, stop } = await startBenchWorker(bundle, platform);
    return { port: Number(new URL(url).port), stop };
  });
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

/** Chats are dealt out so that each belongs to one connection. */
function chatOf(n: number): number {
  return (n % CONNECTIONS) + CONNECTIONS * (Math.floor(n / CONNECTIONS) % Math.ceil(CHATS / CONNECTIONS));
}

async function ask(port: number, n: number): Promise<{ at: number; ms: number }> {
  const content = JSON.stringify({ text: '@_user_1 建数字化车间有补助吗?' });
  const over = { message_id: `om_bench_${n}`, chat_id: `oc_bench_${chatOf(Math.max(0, n))}`, content };
  const body = encryptBody(messageEvent(over, { eventId: `ev_bench_${n}` }));
  const at = performance.now();
  const response = await again(() =>
    fetch(`http://127.0.0.1:${port}/feishu/webhook`, {
      method: 'POST',
      headers: signedHeaders(body),
      body,
    }),
  );
  await response.text();
  if (response.status !== 200) throw new Error(`refused: ${response.status}`);
  return { at, ms: performance.now() - at };
}

/** As Feishu does where a connection breaks, which workerd closes when it was idle for long. */
async function again(post: () => Promise<Response>): Promise<Response> {
  try {
    return await post();
  } catch {
    return post();
  }
}

async function answered(platform: FakePlatform, count: number): Promise<void> {
  const deadline = performance.now() + 240_000;
  while (platform.sent.length < count && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
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
