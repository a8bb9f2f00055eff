import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  parseIntents,
  type UnderstandingKnowledge,
} from '#conversation/understanding/understanding.knowledge.ts';
import { parseReports } from '#conversation/understanding/understanding.reports.ts';
import { compileUnderstanding } from '#conversation/understanding/understanding.training.ts';
import { InvalidInput } from '#shared/errors.ts';
import { type Category, parseCategories } from '#tickets/tickets.categories.ts';
import { readPlaces } from '../knowledge/places.ts';

/** What an evaluation of the understanding is asked for. */
export interface EvalOptions {
  file: string;
  /** Where to write the replies, one JSON object a line. */
  json?: string | undefined;
  /** Whether to print what was got wrong. */
  verbose: boolean;
}

/** Reads `FILE.jsonl [--json OUT.jsonl] [--verbose]`. @throws InvalidInput that shows the usage */
export function readOptions(args: string[], name: string): EvalOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'string' }, verbose: { type: 'boolean', default: false } },
  });
  const [file] = positionals;
  if (!file) {
    throw new InvalidInput('eval.usage', `用法:npm run eval -- ${name} FILE.jsonl [--json OUT.jsonl]`);
  }
  return { file, json: values.json, verbose: values.verbose };
}

/** The rules' knowledge, from the knowledge folder. @throws ConfigurationError naming file, line and mend */
export function loadUnderstanding(): { knowledge: UnderstandingKnowledge; categories: Category[] } {
  const folder = readPlaces().knowledge;
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const categories = parseCategories(read('categories.yaml'), join(folder, 'categories.yaml'));
  const language = parseIntents(read('intents.yaml'), join(folder, 'intents.yaml'));
  const codes = categories.map(({ code }) => code);
  const reports = parseReports(read('reports.yaml'), join(folder, 'reports.yaml'), codes);
  return { knowledge: compileUnderstanding({ categories, language, reports }), categories };
}

export function printMisses(misses: readonly string[]): void {
  if (misses.length > 0) process.stdout.write(`判错的 ${misses.length} 处\n${misses.join('\n')}\n`);
}
