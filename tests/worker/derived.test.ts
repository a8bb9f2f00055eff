import { describe, expect, it, onTestFinished } from 'vitest';
import { publishDistrict } from '#runtime/publish.ts';
import { silentLogger } from '#shared/log.ts';
import { startFakePlatform } from '#tests/builders/fake-platform.ts';
import {
  APP_ID,
  ENCRYPT_KEY,
  encryptBody,
  messageEvent,
  signedHeaders,
  TOKEN,
} from '#tests/builders/feishu-request.ts';
import { startPreparedWorker } from '#tests/builders/worker-setup.ts';

const WITHIN_MS = 60_000;
const QUESTIONS = ['建数字化车间有补助吗?', '鑫宏铝业夏季限电,生产线停了,另外招工难', '食堂几点开门?'];

async function open(options: { loseWakes?: boolean } = {}) {
  const platform = await startFakePlatform();
  let log = '';
  const worker = await startPreparedWorker({
    ...options,
    env: {
      ...{ FEISHU_APP_ID: APP_ID, FEISHU_APP_SECRET: 'app-secret-for-tests', FEISHU_DOMAIN: platform.url },
      ...{ FEISHU_ENCRYPT_KEY: ENCRYPT_KEY, FEISHU_VERIFICATION_TOKEN: TOKEN, LOG_LEVEL: 'info' },
    },
    log: (line) => {
      log += line;
    },
  });
  onTestFinished(async () => {
    await worker.stop();
    await platform.close();
  });
  let asked = 0;
  const post = async (text: string): Promise<string> => {
    const id = `om_${asked++}`;
    const over = { message_id: id, chat_id: 'oc_1', content: JSON.stringify({ text: `@_user_1 ${text}` }) };
    const body = encryptBody(messageEvent(over, { eventId: `ev_${id}` }));
    const headers = signedHeaders(body);
    const response = await fetch(`${worker.url}/feishu/webhook`, { method: 'POST', headers, body });
    expect(response.status).toBe(200);
    return id;
  };
  const ask = async (text: string): Promise<string> => {
    const id = await post(text);
    const deadline = performance.now() + WITHIN_MS;
    while (performance.now() < deadline) {
      const answer = platform.sent.find(({ to }) => to === id);
      if (answer) return answer.content;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`no answer to ${text}`);
  };
  /** For each reading of the district, how much was derived anew. */
  const readings = () => [...log.matchAll(/"derived_anew":(\d+)/g)].map(([, count]) => Number(count));
  const change = (sql: string) => worker.d1.prepare(sql).run();
  return { worker, post, ask, readings, change };
}

/** What is asked one by one; identifiers differ from run to run. */
async function answersOf(ask: (text: string) => Promise<string>): Promise<string[]> {
  const answers: string[] = [];
  for (const question of QUESTIONS) answers.push(plain(await ask(question)));
  return answers;
}

const plain = (card: string) => card.replace(/[0-9a-f]{8}-?[0-9a-f-]{12,}|[\w-]{20,}/gi, '…');

describe('what was published with the knowledge', () => {
  it('is read once instead of training, and the answers are those of an isolate that trains', async () => {
    const reading = await open();
    const answers = await answersOf(reading.ask);
    expect(reading.readings()).toEqual([0]);

    for (const damage of [
      "UPDATE published_derived SET code = 'of another code'",
      'UPDATE published_derived SET content = substr(content, 5) WHERE part = 0',
    ]) {
      const training = await open();
      await training.change(damage);
      expect(await answersOf(training.ask)).toEqual(answers);
      expect(training.readings()).toHaveLength(1);
      expect(training.readings()[0]).toBeGreaterThanOrEqual(5);
    }
  });

  it('is not read to keep an event and acknowledge it, only to handle it', async () => {
    const { worker, post, readings } = await open({ loseWakes: true });
    await post('你好');
    expect(readings()).toEqual([]);
    expect(await worker.tick()).toBe(true);
    expect(readings()).toEqual([0]);
    await post('你好');
    expect(await worker.tick()).toBe(true);
    expect(readings()).toEqual([0]);
  });

  it('is mended by publishing again, and left as it is where it is whole', async () => {
    const { worker, ask, readings, change } = await open();
    const rows = async () =>
      (await worker.d1.prepare('SELECT rowid, version, code, content FROM published_derived').all()).results;
    const config = { knowledgeDir: 'knowledge', embedding: undefined };
    const before = await rows();
    await publishDistrict(worker.db, config, silentLogger);
    expect(await rows()).toEqual(before);
    await change("UPDATE published_derived SET version = 'of other texts'");
    await publishDistrict(worker.db, config, silentLogger);
    expect(new Set((await rows()).map(({ version }) => version)).size).toBe(1);
    expect(await rows()).toEqual(before);
    await ask('你好');
    expect(readings()).toEqual([0]);
  });
});
