import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import { answerText } from '#policy/policy.wording.ts';
import { systemClock } from '#shared/clock.ts';
import { InvalidInput } from '#shared/errors.ts';
import { readPlaces } from '../knowledge/places.ts';
import { printTable, quantile, readRows, share, writeRows } from './tables.ts';

const questionSchema = z.object({
  id: z.string(),
  q: z.string(),
  gold: z.array(z.string()).default([]),
  kind: z.string().default(''),
});

/** `answers FILE.jsonl [--json OUT] [--verbose]`: the policy answers, without a model. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'string' }, verbose: { type: 'boolean', default: false } },
  });
  const [file] = positionals;
  if (!file)
    throw new InvalidInput('eval.usage', '用法:npm run eval -- answers FILE.jsonl [--json OUT.jsonl]');
  const questions = readRows(questionSchema, file);
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-eval-'));
  const index = await openLanceIndex(folder);
  try {
    const policy = await createPolicyService({ knowledge: loadKnowledge(readPlaces().knowledge), index });
    const rows: Outcome[] = [];
    for (const question of questions) {
      const started = performance.now();
      const options = { now: systemClock.now() };
      const answer = await policy.answer(question.q, options);
      const ms = performance.now() - started;
      const answered = answer.outcome === 'answered';
      const ranked = (await policy.rank(question.q, options)).map((clause) => clause.clauseId);
      const shown = answer.clauses.map((clause) => clause.clauseId);
      const clauses = [...shown, ...ranked.filter((id) => !shown.includes(id))].slice(0, 10);
      rows.push({ ...question, clauses, shown: shown.length, answered, reply: answerText(answer), ms });
    }
    report(rows, values.verbose);
    if (values.json)
      writeRows(
        values.json,
        rows.map(({ id, clauses, answered, reply }) => ({ id, clauses, answered, reply })),
      );
    return 0;
  } finally {
    await index.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Outcome extends z.infer<typeof questionSchema> {
  clauses: string[];
  shown: number;
  answered: boolean;
  reply: string;
  ms: number;
}

function report(rows: readonly Outcome[], verbose: boolean): void {
  const answerable = rows.filter((row) => row.gold.length > 0);
  const none = rows.filter((row) => row.gold.length === 0);
  const hit = (row: Outcome, within: number) =>
    row.clauses.slice(0, within).some((id) => row.gold.includes(id));
  const times = rows.map((row) => row.ms).sort((a, b) => a - b);
  printTable(`政策问答 ${rows.length} 题(不用模型)`, [
    ['首条命中', share(answerable.filter((row) => hit(row, 1)).length, answerable.length)],
    ['前三命中', share(answerable.filter((row) => hit(row, 3)).length, answerable.length)],
    ['可答的作答', share(answerable.filter((row) => row.answered).length, answerable.length)],
    ['无依据的拒答', share(none.filter((row) => !row.answered).length, none.length)],
    [
      '平均展示条数',
      (
        rows.reduce((sum, row) => sum + row.shown, 0) / Math.max(1, rows.filter((r) => r.answered).length)
      ).toFixed(2),
    ],
    ['用时 p50 / p95', `${quantile(times, 0.5)} / ${quantile(times, 0.95)} ms`],
  ]);
  const kinds = [...new Set(answerable.map((row) => row.kind))];
  printTable(
    '首条命中,按题型',
    kinds.map((kind) => {
      const of = answerable.filter((row) => row.kind === kind);
      return [kind || '未标', share(of.filter((row) => hit(row, 1)).length, of.length)] as const;
    }),
  );
  if (!verbose) return;
  for (const row of rows) {
    const right = row.gold.length === 0 ? !row.answered : row.answered && hit(row, 1);
    if (!right)
      process.stdout.write(
        `✗ ${row.id} ${row.kind} ${row.q}\n    应为 ${row.gold.join(',') || '无'};得 ${row.answered ? '答' : '拒'} ${row.clauses.slice(0, 5).join(',')}\n`,
      );
  }
}
