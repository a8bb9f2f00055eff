import { z } from 'zod';
import { parseCheckedYaml } from '#shared/checked-yaml.ts';

/** A report that somebody has marked: which words state which problem, and whether it is urgent. */
export interface MarkedReport {
  /** The report without the marks. */
  text: string;
  /** In the order of the text, apart from each other; what lies outside states no problem of its own. */
  problems: MarkedProblem[];
  urgent: boolean;
}

export interface MarkedProblem {
  /** A category's code. */
  category: string;
  /** Where it lies in the text; the end is not part of it. */
  start: number;
  end: number;
}

const MARKED = /\[([a-z]+)\s+([^[\]]+)\]/g;
const URGENT = / !$/;

/**
 * Reads `knowledge/reports.yaml`: a list of lines such as `订单不愁,[labor 夜班没人上],[facilities 宿舍又漏] !`.
 * @param codes the categories that there are
 * @throws ConfigurationError naming file, line and mend
 */
export function parseReports(text: string, file: string, codes: readonly string[]): MarkedReport[] {
  return parseCheckedYaml(z.array(lineSchema(codes)), text, file).map(readLine);
}

/** A line of the file, still as it is written. */
const lineSchema = (codes: readonly string[]) =>
  z.string().superRefine((line, context) => {
    const { text, problems } = readLine(line);
    const unknown = problems.find(({ category }) => !codes.includes(category));
    if (unknown) context.addIssue(`没有「${unknown.category}」这个类别代号`);
    else if (problems.length === 0) context.addIssue('没有标出问题,写法如 [labor 夜班没人上]');
    else if (/[[\]]/.test(text)) context.addIssue('方括号没有成对,或没有写类别代号');
  });

function readLine(line: string): MarkedReport {
  const urgent = URGENT.test(line);
  const marked = line.replace(URGENT, '').trim();
  const problems: MarkedProblem[] = [];
  let text = '';
  let read = 0;
  for (const { index, 0: whole, 1: category = '', 2: words = '' } of marked.matchAll(MARKED)) {
    text += marked.slice(read, index);
    problems.push({ category, start: text.length, end: text.length + words.length });
    text += words;
    read = index + whole.length;
  }
  return { text: text + marked.slice(read), problems, urgent };
}
