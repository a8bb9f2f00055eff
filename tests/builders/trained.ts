import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { basisOf, createDerivedFile } from '#adapters/derived-file/derived-file.ts';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const knowledgeFolder = join(root, 'knowledge');

/** Where the tests of one run keep what was trained, so that each test does not train for seconds anew. */
const shared = process.env.YIQI_TEST_DERIVED;

let rules: ReturnType<typeof loadRules> | undefined;

/** The rules of the knowledge folder, read once for a file of tests and trained once for a run. */
export function trainedRules(): ReturnType<typeof loadRules> {
  if (!rules) {
    const basis = shared && basisOf(knowledgeFolder, basisOf(join(root, 'src'), 'tests'));
    rules = loadRules(knowledgeFolder, basis ? createDerivedFile(join(shared, 'sources'), basis) : undefined);
  }
  return rules;
}

/** Before the product starts on a new data folder: what an earlier one of this run has trained, if any did. */
export function lendTrained(dataDir: string): void {
  const from = shared && join(shared, 'product');
  if (from && existsSync(from)) cpSync(from, join(dataDir, 'derived'), { recursive: true });
}

/** After the product ran: keeps what it trained for the next one. */
export function keepTrained(dataDir: string): void {
  const trained = join(dataDir, 'derived');
  if (!shared || existsSync(join(shared, 'product')) || !existsSync(trained)) return;
  const copy = join(shared, `product.${process.pid}`);
  mkdirSync(shared, { recursive: true });
  cpSync(trained, copy, { recursive: true });
  if (!existsSync(join(shared, 'product'))) renameSync(copy, join(shared, 'product'));
}
