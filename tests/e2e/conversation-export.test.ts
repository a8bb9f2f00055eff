import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import {
  type NewAnswer,
  saveAnswer,
  saveFeedback,
  saveFeedbackReason,
} from '#conversation/conversation.store.ts';
import { runBatch } from '#database/database.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const at = (time: string) => new Date(`${time}+08:00`);
const PLAN = (clauseId: string) => ({ documentId: 'jiangjin-plan-2022', clauseId });

const answer = (id: string, over: Partial<NewAnswer>): NewAnswer => ({
  id,
  chatId: 'oc_1',
  openId: 'ou_1',
  question: `问题 ${id}`,
  outcome: 'answered',
  clauses: [PLAN('30')],
  version: 'rules',
  at: at('2026-11-24T10:00:00'),
  ...over,
});

/** Runs the command on a database that holds these answers. */
async function exported(folder: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, DATABASE_URL: `file:${join(folder, 'yiqi.db')}`, DATA_DIR: folder };
  const command = [join(root, 'scripts/run.mjs'), 'eval', 'export', ...args];
  return (await promisify(execFile)(process.execPath, command, { cwd: root, env })).stdout;
}

async function keepSome(): Promise<string> {
  const folder = temporaryFolder();
  const { db, close } = await openDatabase(`file:${join(folder, 'yiqi.db')}`);
  onTestFinished(close);
  const judge = (id: string, value: 'helpful' | 'unhelpful' | 'unsolved') =>
    saveFeedback(db, id, { value, by: 'ou_1', at: at('2026-11-24T11:00:00') });
  await runBatch(db, [
    saveAnswer(db, answer('good', {})),
    judge('good', 'helpful'),
    saveAnswer(db, answer('silent', {})),
    saveAnswer(
      db,
      answer('bad', { question: '上市奖励有没有,回我13912345678', clauses: [PLAN('30'), PLAN('18')] }),
    ),
    judge('bad', 'unhelpful'),
    saveFeedbackReason(db, 'bad', '其他:打 138 1234 5678 说'),
    saveAnswer(db, answer('none', { outcome: 'no-basis', clauses: [PLAN('8')] })),
    saveAnswer(db, answer('again', { outcome: 'no-basis', question: '问题 none', clauses: [PLAN('9')] })),
    saveAnswer(db, answer('mixed', { gap: '子女入学', at: at('2026-11-23T23:59:59') })),
    judge('mixed', 'unsolved'),
    saveAnswer(db, answer('asked', { outcome: 'asked', clauses: [] })),
  ]);
  return folder;
}

test('the badly judged and the unanswered questions, each once, phone numbers masked', async () => {
  const folder = await keepSome();
  const out = join(folder, 'label.jsonl');
  expect(await exported(folder, '--out', out)).toContain('3 个待标注的问题');
  const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      id: 'mixed',
      q: '问题 mixed',
      gold: [],
      kind: '',
      shown: ['30'],
      outcome: 'gap',
      reason: '没解决,登记问题;子女入学',
    },
    {
      id: 'bad',
      q: '上市奖励有没有,回我139****5678',
      gold: [],
      kind: '',
      shown: ['30', '18'],
      outcome: 'answered',
      reason: '没帮助;其他:打 138****5678 说',
    },
    { id: 'again', q: '问题 none', gold: [], kind: '', shown: ['9'], outcome: 'no-basis', reason: '' },
  ]);
});

test('a day is one in Beijing; what is no day is refused in a sentence', async () => {
  const folder = await keepSome();
  const since = async (day: string) => (await exported(folder, '--since', day)).trim().split('\n');
  expect((await since('2026-11-24')).map((line) => JSON.parse(line).id)).toEqual(['bad', 'again']);
  expect(await since('2026-11-25')).toEqual(['']);
  await expect(exported(folder, '--since', '昨天')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--since 要写成 2026-11-01 的样子'),
  });
});
