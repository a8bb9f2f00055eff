import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { openFtsIndex } from '#adapters/sqlite-fts/sqlite-fts-index.ts';
import type { IndexedDocument, PolicyIndex } from '#policy/policy.ports.ts';
import { searchClauses } from '#policy/policy.search.ts';
import { tokenize } from '#policy/policy.tokens.ts';
import { InvalidInput } from '#shared/errors.ts';
import { printTable, quantile, readRows, share, writeRows } from './tables.ts';

const passageSchema = z.object({ id: z.string(), text: z.string() });
const questionSchema = z.object({
  id: z.string(),
  q: z.string(),
  gold: z.union([z.string(), z.array(z.string())]).optional(),
});

/** `retrieval --corpus C --questions Q [--index lancedb|fts] [--json OUT]`: the production index over any corpus. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      corpus: { type: 'string' },
      questions: { type: 'string' },
      index: { type: 'string', default: 'lancedb' },
      json: { type: 'string' },
    },
  });
  if (!values.corpus || !values.questions) {
    throw new InvalidInput(
      'eval.usage',
      '用法:npm run eval -- retrieval --corpus C.jsonl --questions Q.jsonl [--index lancedb|fts]',
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'yiqi-eval-'));
  const index = await openIndex(values.index, folder);
  try {
    const passages = readRows(passageSchema, values.corpus);
    const started = performance.now();
    await index.apply({ put: passages.map(asDocument), remove: [] });
    const built = performance.now() - started;
    const rows = await ask(index, readRows(questionSchema, values.questions));
    report(values.index, passages.length, built, rows);
    if (values.json)
      writeRows(
        values.json,
        rows.map(({ id, hits, ms }) => ({ id, hits, ms })),
      );
    return 0;
  } finally {
    await index.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function openIndex(kind: string, folder: string): Promise<PolicyIndex> {
  if (kind === 'lancedb') return openLanceIndex(folder);
  if (kind === 'fts') {
    const { db, close } = await openDatabase(`file:${join(folder, 'index.db')}`);
    return { ...(await openFtsIndex(db)), close: async () => close() };
  }
  throw new InvalidInput('eval.index', `没有这种索引:${kind},可用 lancedb 或 fts`);
}

/** Each passage is a document of one clause. */
function asDocument({ id, text }: z.infer<typeof passageSchema>): IndexedDocument {
  const clause = { key: id, documentId: id, clauseId: id, revision: '1', text, tokens: tokenize(text) };
  return { documentId: id, revision: '1', clauses: [clause] };
}

interface Row {
  id: string;
  gold: string[];
  hits: string[];
  ms: number;
}

async function ask(index: PolicyIndex, questions: z.infer<typeof questionSchema>[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { id, q, gold = [] } of questions) {
    const started = performance.now();
    const found = await searchClauses(index, q, { limit: 10 });
    const ms = performance.now() - started;
    rows.push({ id, gold: [gold].flat(), hits: found.map(({ candidate }) => candidate.clauseId), ms });
  }
  return rows;
}

function report(kind: string, passages: number, built: number, rows: readonly Row[]): void {
  const within = (k: number) =>
    rows.filter((row) => row.hits.slice(0, k).some((id) => row.gold.includes(id))).length;
  const times = rows.map((row) => row.ms).sort((a, b) => a - b);
  printTable(`检索 ${kind}:${passages} 段,${rows.length} 问`, [
    ['R@1', share(within(1), rows.length)],
    ['R@5', share(within(5), rows.length)],
    ['建索引', `${(built / 1000).toFixed(1)} s`],
    [
      '用时 p50 / p95 / p99',
      `${quantile(times, 0.5)} / ${quantile(times, 0.95)} / ${quantile(times, 0.99)} ms`,
    ],
  ]);
}
