import { readFileSync } from 'node:fs';
import type { LocalWorker } from '#adapters/workerd/local-worker.ts';
import type { Bundle } from '#adapters/workerd/wrangler.ts';
import { startFakePlatform } from '#tests/builders/fake-platform.ts';
import { answered, ask } from './worker-ask.ts';
import { startBenchWorker } from './worker-server.ts';

const STARTS = 5;

interface Start {
  ms: number;
  statements: number;
  rowsRead: number;
}

/** What the first answer of an isolate takes: with what was published beside the knowledge, and without it. */
export async function benchColdStarts(bundle: Bundle): Promise<void> {
  const starts: Record<'published' | 'anew', Start[]> = { published: [], anew: [] };
  for (let n = 0; n < STARTS; n++) {
    starts.published.push(await startCold(bundle, async () => {}));
    starts.anew.push(await startCold(bundle, ({ d1 }) => d1.prepare('DELETE FROM published_derived').run()));
  }
  print('读取已发布的训练结果', starts.published);
  print('自行训练', starts.anew);
}

async function startCold(bundle: Bundle, prepare: (worker: LocalWorker) => Promise<unknown>): Promise<Start> {
  const platform = await startFakePlatform();
  const front = readFileSync(new URL('./reach-account.mjs', import.meta.url), 'utf8');
  const worker = await startBenchWorker(bundle, platform, { front });
  try {
    await prepare(worker);
    const { at } = await ask(Number(new URL(worker.url).port), 0);
    await answered(platform, 1);
    const ms = (platform.sent[0]?.at ?? Number.NaN) - at;
    const account = await (await fetch(`${worker.url}/bench/account`)).json();
    return { ...(account as Omit<Start, 'ms'>), ms };
  } finally {
    await worker.stop();
    await platform.close();
  }
}

function print(what: string, starts: readonly Start[]): void {
  const middle = (key: keyof Start) => starts.map((start) => start[key]).sort((a, b) => a - b)[STARTS >> 1];
  const times = starts.map(({ ms }) => ms.toFixed(0)).join('、');
  console.log(
    `workerd 冷启动到第一个答复(${what}):中位 ${middle('ms')?.toFixed(0)} ms(${times});` +
      `SQL 语句 ${middle('statements')},读行 ${middle('rowsRead')}`,
  );
}
