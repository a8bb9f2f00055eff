import { z } from 'zod';
import { INTENTS } from '#conversation/understanding/understanding.knowledge.ts';
import { understandMessage } from '#conversation/understanding/understanding.ts';
import { printTable, readRows, share, writeRows } from './tables.ts';
import { loadUnderstanding, printMisses, readOptions } from './understanding.ts';

const lineSchema = z.object({ id: z.string(), text: z.string(), intent: z.string().optional() });

/**
 * `npm run eval -- intents FILE.jsonl [--json OUT.jsonl] [--verbose]`: what the sender wants, by rules alone.
 * @returns the exit code
 */
export async function run(args: string[]): Promise<number> {
  const { file, json, verbose } = readOptions(args, 'intents');
  const { knowledge } = loadUnderstanding();
  const rows = readRows(lineSchema, file).map((line) => ({
    ...line,
    found: understandMessage(line.text, knowledge).intent,
  }));
  if (json)
    writeRows(
      json,
      rows.map(({ id, found }) => ({ id, intent: found })),
    );
  const labelled = rows.filter(({ intent }) => intent !== undefined);
  const wrong = labelled.filter(({ intent, found }) => intent !== found);
  printTable(`意图 ${rows.length} 条(不用模型)`, [
    ['合计', share(labelled.length - wrong.length, labelled.length)],
    ...INTENTS.map((intent): [string, string] => {
      const all = labelled.filter((line) => line.intent === intent).length;
      const missed = wrong.filter((line) => line.intent === intent).length;
      const taken = wrong.filter(({ found }) => found === intent).length;
      return [intent, `${share(all - missed, all)}${taken > 0 ? `,误判为此 ${taken}` : ''}`];
    }),
  ]);
  if (verbose)
    printMisses(wrong.map(({ id, intent, found, text }) => `${id}\t${intent} → ${found}\t${text}`));
  return 0;
}
