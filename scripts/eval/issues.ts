import { z } from 'zod';
import { understandReport } from '#conversation/understanding/understanding.ts';
import { routeCategory } from '#tickets/tickets.routing.ts';
import { printTable, readRows, share, writeRows } from './tables.ts';
import { loadUnderstanding, printMisses, readOptions } from './understanding.ts';

const issueSchema = z.object({ category: z.string(), lead: z.string() });
const lineSchema = z.object({
  id: z.string(),
  text: z.string(),
  issues: z.array(issueSchema).optional(),
  urgent: z.boolean().optional(),
  enterprise: z.string().nullable().optional(),
});

type Issue = z.output<typeof issueSchema>;
interface Reply {
  id: string;
  issues: Issue[];
  urgent: boolean;
  enterprise: string | null;
}
/** A line with the reply to it. */
type Row = { line: z.output<typeof lineSchema>; reply: Reply };

/**
 * `npm run eval -- issues FILE.jsonl [--json OUT.jsonl] [--verbose]`: reads reports by rules alone and scores them.
 * @returns the exit code
 */
export async function run(args: string[]): Promise<number> {
  const { file, json, verbose } = readOptions(args, 'issues');
  const { knowledge, categories } = loadUnderstanding();
  const rows = readRows(lineSchema, file).map((line): Row => {
    const { problems, urgent, enterpriseText } = understandReport(line.text, knowledge);
    const issues = problems.map(({ category }) => ({
      category,
      lead: routeCategory(categories, category).lead,
    }));
    return { line, reply: { id: line.id, issues, urgent, enterprise: enterpriseText } };
  });
  if (json)
    writeRows(
      json,
      rows.map(({ reply }) => reply),
    );
  const scores = [scoreIssues(rows), scoreUrgency(rows), scoreEnterprises(rows)];
  printTable(
    `诉求理解 ${rows.length} 条(不用模型)`,
    scores.flatMap(({ table }) => table),
  );
  if (verbose) printMisses(scores.flatMap(({ misses }) => misses));
  return 0;
}

interface Score {
  table: [string, string][];
  misses: string[];
}

const key = (issues: readonly Issue[]) =>
  issues
    .map(({ category, lead }) => `${category}/${lead}`)
    .sort()
    .join(' ');
const codes = (issues: readonly Issue[]) => issues.map(({ category }) => category).join('+');

function scoreIssues(rows: readonly Row[]): Score {
  const labelled = rows.flatMap(({ line, reply }) =>
    line.issues ? [{ ...line, issues: line.issues, found: reply.issues }] : [],
  );
  const right = labelled.filter(({ issues, found }) => key(issues) === key(found));
  const rate = (several: boolean) => {
    const of = (all: typeof labelled) => all.filter(({ issues }) => issues.length > 1 === several).length;
    return share(of(right), of(labelled));
  };
  return {
    table: [
      ['单个问题:类别与主办', rate(false)],
      ['多个问题:全部正确', rate(true)],
    ],
    misses: labelled
      .filter((one) => !right.includes(one))
      .map(({ id, issues, found, text }) => `${id}\t${codes(issues)} → ${codes(found)}\t${text}`),
  };
}

function scoreUrgency(rows: readonly Row[]): Score {
  const labelled = rows.filter(({ line }) => line.urgent !== undefined);
  const hit = labelled.filter(({ line, reply }) => line.urgent && reply.urgent).length;
  const wrong = labelled.filter(({ line, reply }) => line.urgent !== reply.urgent);
  const f1 = (2 * hit) / Math.max(1, 2 * hit + wrong.length);
  const falseAlarms = wrong.filter(({ reply }) => reply.urgent).length;
  return {
    table: [
      ['紧急 F1', `${f1.toFixed(3)}  (对 ${hit},误报 ${falseAlarms},漏报 ${wrong.length - falseAlarms})`],
    ],
    misses: wrong.map(({ line }) => `${line.id}\t急 ${line.urgent} → ${!line.urgent}\t${line.text}`),
  };
}

function scoreEnterprises(rows: readonly Row[]): Score {
  const labelled = rows.filter(({ line }) => line.enterprise !== undefined);
  const wrong = labelled.filter(({ line, reply }) => line.enterprise !== reply.enterprise);
  return {
    table: [['企业名称', share(labelled.length - wrong.length, labelled.length)]],
    misses: wrong.map(
      ({ line, reply }) =>
        `${line.id}\t企业 ${line.enterprise ?? '无'} → ${reply.enterprise ?? '无'}\t${line.text}`,
    ),
  };
}
