import { readFileSync } from 'node:fs';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { searchClauses } from '#policy/policy.search.ts';

/** What `retrieval-questions.ts FOLDER FILE COUNT` prints: it runs alone, so that its memory is the search's. */
export interface QuestionTimes {
  /** Of opening the index, in ms. */
  opened: number;
  /** Of each question, in ms, sorted. */
  times: number[];
  /** Resident memory after the last question, in bytes. */
  memory: number;
}

const [folder = '', file = '', count = '0'] = process.argv.slice(2);
const questions = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line): string => JSON.parse(line).q);
const opening = performance.now();
const index = await openLanceIndex(folder);
const opened = performance.now() - opening;
const times: number[] = [];
/** Never the same question twice: two of them together, with a number that only some clauses have. */
function question(at: number): string {
  const [one = '', other = ''] = [
    questions[at % questions.length],
    questions[(at * 7 + 3) % questions.length],
  ];
  return `${one}${at < questions.length ? '' : `,${other.slice(0, 8)}${at}`}`;
}

// The first round warms the caches and is not counted.
for (let at = -questions.length; at < Number(count); at++) {
  const started = performance.now();
  await searchClauses(index, question(at + questions.length), { limit: 10 });
  if (at >= 0) times.push(performance.now() - started);
}
const result: QuestionTimes = {
  opened,
  times: times.sort((a, b) => a - b),
  memory: process.memoryUsage().rss,
};
await index.close();
process.stdout.write(JSON.stringify(result));
