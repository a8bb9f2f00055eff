import { readdirSync, readFileSync } from 'node:fs';
import { readDirectoryFile } from '#adapters/directory-files/read-directory-file.ts';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import type { LocalWorker } from '#adapters/workerd/local-worker.ts';
import { bundleWorker } from '#adapters/workerd/wrangler.ts';
import { importSample } from '#directory/directory.exchange.ts';
import { inboxDepth } from '#inbox/inbox.store.ts';
import { outboxDepth } from '#outbox/outbox.store.ts';
import { type FakePlatform, startFakePlatform } from '#tests/builders/fake-platform.ts';
import { bodyOf, signedHeaders } from '#tests/builders/feishu-request.ts';
import {
  CONTACT,
  DEPARTMENT_CHAT,
  ENTERPRISE_CHAT,
  HANDLER,
  messageOf,
  pressOf,
  valueBehind,
} from '#tests/e2e/tickets-messages.ts';
import { startBenchWorker } from './worker-server.ts';

const QUESTIONS = 20;
const TICKETS = 5;
const MINUTES = 5;
const START = new Date('2026-11-24T10:00:00+08:00');
const CLOCK_SECRET = 'clock-secret-of-the-bench';
const MILLION = 1_000_000;
/**
 * US dollars beyond what the paid plan includes, as published in November 2026 (docs/reach.md names the pages). Every
 * message of a queue is three operations: written, read, deleted.
 */
const PRICES = {
  requests: 0.3 / MILLION,
  wakes: (3 * 0.4) / MILLION,
  rowsRead: 0.001 / MILLION,
  rowsWritten: 1 / MILLION,
  cpuMs: 0.02 / MILLION,
};
const NAMES: [keyof Account, string][] = [
  ['requests', '请求'],
  ['wakes', '队列消息'],
  ['statements', 'SQL 语句'],
  ['rowsRead', '读行'],
  ['rowsWritten', '写行'],
  ['cpuMs', 'CPU 毫秒'],
];

interface Account {
  requests: number;
  wakes: number;
  statements: number;
  rowsRead: number;
  rowsWritten: number;
  /** Of the whole of workerd, with its database, which on Cloudflare is not the worker's. */
  cpuMs: number;
}

/** What a question, a ticket and a quiet minute cost on Cloudflare, by what local workerd and D1 count for them. */
export async function benchReach(): Promise<void> {
  const platform = await startFakePlatform();
  const front = readFileSync(new URL('./reach-account.mjs', import.meta.url), 'utf8');
  const worker = await startBenchWorker(await bundleWorker(), platform, { front, env: { CLOCK_SECRET } });
  try {
    const tables = await readDirectoryFile('knowledge/sample');
    await importSample(worker.db, tables, loadRules('knowledge').departments, START);
    const district = await openDistrict(worker, platform);
    // What an isolate does once, and what the first look at the clock finds.
    await district.ask('你好');
    await district.minute();

    const question = await district.countEach(QUESTIONS, () =>
      district.ask('我们公司明年想上市,区里有什么支持?'),
    );
    const ticket = await district.countEach(TICKETS, () => handleTicket(district));
    const minute = await district.countEach(MINUTES, () => district.minute());
    print('一次问答', question);
    print('一件工单(登记、提交、签收、办结、确认)', ticket);
    print('无事的一分钟', minute);
    const month = 60 * 24 * 30;
    console.log(
      `超出套餐内含部分的费用(美元):1000 次问答 ${cost(question, 1_000)},1000 件工单 ${cost(ticket, 1_000)},` +
        `每月定时任务 ${cost(minute, month)}`,
    );
  } finally {
    await worker.stop();
    await platform.close();
  }
}

function print(what: string, account: Account): void {
  const figures = NAMES.map(([key, name]) => `${name} ${account[key].toFixed(account[key] < 10 ? 1 : 0)}`);
  console.log(`${what}:${figures.join(',')}`);
}

function cost(account: Account, times: number): string {
  const each = Object.entries(PRICES).map(([key, price]) => account[key as keyof typeof PRICES] * price);
  return (times * each.reduce((sum, part) => sum + part, 0)).toFixed(3);
}

type District = Awaited<ReturnType<typeof openDistrict>>;

/** The sample district on a Tuesday morning: what people do there, and what it took. */
async function openDistrict(worker: LocalWorker, platform: FakePlatform) {
  const started = performance.now();
  const response = await fetch(`${worker.url}/worker/clock`, {
    method: 'POST',
    headers: { authorization: `Bearer ${CLOCK_SECRET}` },
    body: JSON.stringify({ now: START.toISOString() }),
  });
  if (response.status !== 204) throw new Error(`the clock was not taken: ${response.status}`);

  async function post(envelope: Parameters<typeof bodyOf>[0]): Promise<void> {
    const body = bodyOf(envelope);
    const headers = signedHeaders(body, { at: new Date(START.getTime() + performance.now() - started) });
    const answer = await fetch(`${worker.url}/feishu/webhook`, { method: 'POST', headers, body });
    if (answer.status !== 200) throw new Error(`refused: ${answer.status}`);
    await settled(worker);
  }

  return {
    ask: (text: string) => post(messageOf({ openId: CONTACT, chatId: ENTERPRISE_CHAT, text })),
    /** Presses a button of the newest message that has it, in whatever chat. */
    async press(openId: string, chatId: string, label: string, form: Record<string, unknown>): Promise<void> {
      const message = platform.sent.findLast(({ content }) => content.includes(`"${label}"`));
      if (!message) throw new Error(`nothing has the button ${label}`);
      const value = valueBehind(JSON.parse(message.content), label);
      await post(pressOf({ openId, message: { messageId: message.messageId, to: chatId }, value, form }));
    },
    async minute(): Promise<void> {
      await worker.tick();
      await settled(worker);
    },
    /** What each of so many took, on an average. */
    async countEach(times: number, act: () => Promise<void>): Promise<Account> {
      const before = await accountOf(worker);
      for (let n = 0; n < times; n++) await act();
      const after = await accountOf(worker);
      const each = NAMES.map(([key]) => [key, (after[key] - before[key]) / times]);
      return Object.fromEntries(each) as Account;
    },
  };
}

async function handleTicket(district: District): Promise<void> {
  await district.ask('登记:鑫宏铝业 厂区变压器容量不够,要增容');
  await district.press(CONTACT, ENTERPRISE_CHAT, '提交', {});
  await district.press(HANDLER, DEPARTMENT_CHAT, '签收', {});
  await district.press(HANDLER, DEPARTMENT_CHAT, '办结', { note: '已增容' });
  await district.press(CONTACT, ENTERPRISE_CHAT, '确认解决', { satisfaction: 'satisfied', note: '' });
}

async function accountOf(worker: LocalWorker): Promise<Account & { running: number }> {
  const account = (await (await fetch(`${worker.url}/bench/account`)).json()) as Omit<Account, 'cpuMs'> & {
    running: number;
  };
  return { ...account, cpuMs: cpuOfWorkerd() };
}

/** Waits until no run is under way and nothing waits, twice in a row. */
async function settled(worker: LocalWorker): Promise<void> {
  for (let quiet = 0; quiet < 2; ) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const waiting = (await inboxDepth(worker.db)).pending + (await outboxDepth(worker.db)).pending;
    const { running } = await accountOf(worker);
    quiet = waiting === 0 && running === 0 ? quiet + 1 : 0;
  }
}

/** Milliseconds of the processor that workerd has had, by the system's account in hundredths of a second. */
function cpuOfWorkerd(): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = readStat(pid);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (stat.includes('(workerd)') && Number(fields[1]) === process.pid)
      return (Number(fields[11]) + Number(fields[12])) * 10;
  }
  return Number.NaN;
}

/** Empty where the process has ended meanwhile. */
function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}
