import { type FakePlatform, startFakePlatform } from '#tests/builders/fake-platform.ts';
import { BOT, encryptBody, messageEvent, signedHeaders } from '#tests/builders/feishu-request.ts';
import { type LoadResult, type PreparedRequest, percentile, sendLoad } from './load.ts';
import { type BenchServer, startFreshProduct, startSdkAdapter } from './servers.ts';

const QUESTIONS = [
  '有没有专门帮企业对接银行的平台?',
  '买不起检测设备,能不能借用别家的?',
  '建数字化车间有补助吗?',
  '企业发明专利区里怎么支持?',
  '区里怎么帮企业招工?',
];
const CHATS = 200;

let sequence = 0;
/** Encrypted and signed events, each of its own message; `addressed` ones ask the bot something. */
function prepare(count: number, addressed: boolean): PreparedRequest[] {
  return Array.from({ length: count }, (_, i) => {
    const id = ++sequence;
    const text = `${addressed ? '@_user_1 ' : ''}${QUESTIONS[i % QUESTIONS.length]}`;
    const mentions = addressed
      ? [{ key: '@_user_1', id: { open_id: BOT }, name: '一企', tenant_key: 't' }]
      : [];
    const over = {
      message_id: `om_bench_${id}`,
      chat_id: `oc_bench_${i % CHATS}`,
      content: JSON.stringify({ text }),
      mentions,
    };
    const body = encryptBody(
      messageEvent(over, { eventId: `ev_bench_${id}`, openId: `ou_bench_${i % 500}` }),
    );
    return { body, headers: signedHeaders(body) };
  });
}

const rate = (r: LoadResult) => r.acknowledged / r.seconds;
const ms = (r: LoadResult, share: number) => `${percentile(r.latencies, share).toFixed(1)} ms`;

/** Acknowledgements a second of ours, which stores each event first, beside the SDK's adapter, which stores nothing. */
export async function benchAcknowledgements(): Promise<void> {
  const platform = await startFakePlatform();
  const ours = await startFreshProduct(platform.url);
  const sdk = await startSdkAdapter();
  try {
    const rounds: { ours: number; sdk: number; p99: number }[] = [];
    for (let round = 0; round < 4; round++) {
      const theirs = await sendLoad(sdk.port, prepare(10_000, false), { connections: 64 });
      const own = await sendLoad(ours.port, prepare(10_000, false), { connections: 64 });
      if (theirs.other + own.other > 0) throw new Error('a request was not acknowledged');
      // The first round warms both up.
      if (round > 0)
        rounds.push({ ours: rate(own), sdk: rate(theirs), p99: percentile(own.latencies, 0.99) });
      await drained(ours);
    }
    for (const r of rounds) {
      console.log(
        `确认速率:本项目 ${r.ours.toFixed(0)}/s(先落盘),SDK adaptDefault ${r.sdk.toFixed(0)}/s(空处理,不落盘),` +
          `比值 ${(r.ours / r.sdk).toFixed(2)}`,
      );
    }
  } finally {
    await Promise.all([ours.stop(), sdk.stop()]);
    await platform.close();
  }
}

/** The acknowledgement's latency at 200 events a second. */
export async function benchLatency(): Promise<void> {
  await withProduct({}, async (server) => {
    await sendLoad(server.port, prepare(1_000, false), { connections: 32 });
    const result = await sendLoad(server.port, prepare(4_000, false), { connections: 32, perSecond: 200 });
    console.log(
      `200 事件/s 持续 ${result.seconds.toFixed(0)} s:确认延迟 p50 ${ms(result, 0.5)},p95 ${ms(result, 0.95)},p99 ${ms(result, 0.99)}`,
    );
  });
}

/** 100 questions a second, from the webhook to the reply at the platform. */
export async function benchQuestions(): Promise<void> {
  await withProduct({ FEISHU_SENDS_PER_SECOND: '500' }, async (server, platform) => {
    await sendLoad(server.port, prepare(300, true), { connections: 16, perSecond: 100 });
    await drained(server);
    platform.sent.length = 0;
    const requests = prepare(2_000, true);
    const first = sequence - requests.length + 1;
    const started = performance.now();
    const load = sendLoad(server.port, requests, { connections: 32, perSecond: 100 });
    const depths: number[] = [];
    const sampler = setInterval(() => void depth(server).then((d) => depths.push(d)), 2_000);
    await load;
    clearInterval(sampler);
    await drained(server);
    const latencies = platform.sent
      .map((reply) => reply.at - started - (Number(reply.to.split('_').at(-1)) - first) * 10)
      .sort((a, b) => a - b);
    console.log(
      `100 问/s 持续 20 s:已答 ${platform.sent.length}/${requests.length},提问到回复送达 p50 ${percentile(latencies, 0.5).toFixed(0)} ms,` +
        `p95 ${percentile(latencies, 0.95).toFixed(0)} ms,p99 ${percentile(latencies, 0.99).toFixed(0)} ms;期间队列深度 ${depths.join('、')}`,
    );
  });
}

async function withProduct(
  env: Record<string, string>,
  run: (server: BenchServer, platform: FakePlatform) => Promise<void>,
): Promise<void> {
  const platform = await startFakePlatform();
  const server = await startFreshProduct(platform.url, env);
  try {
    await run(server, platform);
  } finally {
    await server.stop();
    await platform.close();
  }
}

/** Rows that wait in both queues. */
async function depth(server: BenchServer): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  const waiting = [...text.matchAll(/^yiqi_queue_depth\{queue="\w+",state="pending"\} (\d+)/gm)];
  return waiting.reduce((sum, [, value]) => sum + Number(value), 0);
}

async function drained(server: BenchServer): Promise<void> {
  for (let i = 0; i < 600 && (await depth(server)) > 0; i++) await new Promise((r) => setTimeout(r, 200));
}
