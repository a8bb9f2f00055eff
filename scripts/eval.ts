import { ConfigurationError, InvalidInput } from '#shared/errors.ts';

const USAGE = `用法:
  npm run eval -- answers FILE.jsonl [--json OUT.jsonl]
  npm run eval -- issues FILE.jsonl [--json OUT.jsonl]
  npm run eval -- intents FILE.jsonl [--json OUT.jsonl]
  npm run eval -- retrieval --corpus C.jsonl --questions Q.jsonl [--index lancedb|fts] [--json OUT.jsonl]
  npm run eval -- export [--out FILE.jsonl] [--since 2026-11-01]`;

type Run = (args: string[]) => Promise<number>;

/** Loaded only when asked for: each brings its own part of the house. */
const measures: Record<string, () => Promise<{ run: Run }>> = {
  answers: () => import('./eval/answers.ts'),
  issues: () => import('./eval/issues.ts'),
  intents: () => import('./eval/intents.ts'),
  retrieval: () => import('./eval/retrieval.ts'),
  export: () => import('./eval/export.ts'),
};

const [name = '', ...rest] = process.argv.slice(2);
const load = measures[name];
if (!load) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 1;
} else {
  try {
    process.exitCode = await (await load()).run(rest);
  } catch (error) {
    if (!(error instanceof ConfigurationError || error instanceof InvalidInput)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
