import { parseArgs } from 'node:util';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { parseConfig } from '#config/parse-config.ts';
import { type Answer, answersToLabel } from '#conversation/conversation.store.ts';
import { atBeijing } from '#shared/beijing.ts';
import { InvalidInput } from '#shared/errors.ts';
import { maskPhones } from '#shared/masking.ts';
import { texts } from '#texts/zh-CN.ts';
import { readDotEnv } from '../shared/dot-env.ts';
import { writeRows } from './tables.ts';

const USAGE = '用法:npm run eval -- export [--out FILE.jsonl] [--since 2026-11-01]';

/** A question to label: `gold` and `kind` are filled in by a person, as in the files of `answers`. */
export interface ToLabel {
  id: string;
  q: string;
  gold: [];
  kind: '';
  /** The clauses that were shown; the nearest ones where there was no basis. */
  shown: string[];
  /** `gap`: a part of the question had no basis, which the reason names. */
  outcome: 'answered' | 'no-basis' | 'gap';
  reason: string;
}

/**
 * `export [--out FILE] [--since DAY]`: the badly judged and the unanswered questions as JSON lines to label, each
 * question once, phone numbers masked; without a file to standard output.
 */
export async function run(args: string[]): Promise<number> {
  const { out, since } = readOptions(args);
  const config = parseConfig({ ...readDotEnv(), ...process.env });
  const { db, close } = await openDatabase(config.databaseUrl, config.databaseAuthToken);
  try {
    const rows = toLabel(await answersToLabel(db, since));
    if (out === undefined) for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
    else {
      writeRows(out, rows);
      process.stdout.write(`已导出 ${rows.length} 个待标注的问题到 ${out}\n`);
    }
    return 0;
  } finally {
    close();
  }
}

function readOptions(args: string[]): { out: string | undefined; since: Date } {
  const { values } = parsed(args);
  if (values.since === undefined) return { out: values.out, since: new Date(0) };
  const since = /^\d{4}-\d{2}-\d{2}$/.test(values.since) ? atBeijing(values.since) : undefined;
  if (!since || Number.isNaN(since.getTime())) {
    throw new InvalidInput('eval.since', `--since 要写成 2026-11-01 的样子,收到的是 ${values.since}`);
  }
  return { out: values.out, since };
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: { out: { type: 'string' }, since: { type: 'string' } } });
  } catch {
    throw new InvalidInput('eval.usage', USAGE);
  }
}

/** Each question once, as it was last answered. */
export function toLabel(answers: readonly Answer[]): ToLabel[] {
  const byQuestion = new Map(answers.map((answer) => [maskPhones(answer.question).trim(), answer]));
  return [...byQuestion].map(([q, answer]) => ({
    id: answer.id,
    q,
    gold: [],
    kind: '',
    shown: answer.clauses.map(({ clauseId }) => clauseId),
    outcome: outcomeOf(answer),
    reason: maskPhones(reasonOf(answer)),
  }));
}

function outcomeOf({ outcome, gap }: Answer): ToLabel['outcome'] {
  if (outcome === 'no-basis') return 'no-basis';
  return gap === null ? 'answered' : 'gap';
}

function reasonOf({ feedback, feedbackReason, gap }: Answer): string {
  const { unhelpful, unsolved } = texts.cards.policy;
  const judged = feedback === 'unhelpful' ? unhelpful : feedback === 'unsolved' ? unsolved : '';
  return [judged, feedbackReason, gap].filter(Boolean).join(';');
}
