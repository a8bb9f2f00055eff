import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { proposeApplicability } from '#policy/policy.benefits.ts';
import { parsePolicyFile } from '#policy/policy.file.ts';
import { asDay, proposeFrontMatter } from '#policy/policy.propose.ts';
import type { FrontMatter, PolicyDocument } from '#policy/policy.types.ts';
import { InvalidInput } from '#shared/errors.ts';
import { readKnowledgeFile } from './knowledge-folder.ts';

/** What adding a document would write, and what was understood of it. */
export interface Addition {
  document: PolicyDocument;
  /** Keys of the front matter that were guessed. */
  unsure: readonly string[];
  /** The version that the folder holds by the same id. */
  before: PolicyDocument | undefined;
  /** Ids of clauses that the version before had and this one has not. */
  vanished: readonly string[];
  policy: { path: string; content: string };
  applicability: { path: string; content: string };
}

const REQUIRED = ['编号', '文号', '标题', '发布机构', '成文日期', '发布日期', '有效性'] as const;
/** What a person would type for what is missing. */
const EXAMPLES: Record<(typeof REQUIRED)[number], string> = {
  编号: 'moufubanfa-2025-31',
  文号: '某府办发〔2025〕31号',
  标题: '某区支持企业若干措施',
  发布机构: '某区人民政府办公室',
  成文日期: '2025-09-16',
  发布日期: '2025-09-16',
  有效性: '有效',
};
const HEAD = `# 由规则推测的适用对象和给予内容,请核对修改;可补上“问法”(企业会怎么问)让问答更准。
# 各项的含义见 applicability/ 里其他文件开头的说明。
`;

/**
 * Understands a document's text: front matter by rules and as given, clauses, applicability.
 * A text that begins with front matter keeps it.
 * @throws InvalidInput naming what has to be given by hand
 */
export function planAddition(folder: string, text: string, given: Partial<FrontMatter>): Addition {
  const { content, unsure } = withFrontMatter(text, given);
  const document = parsePolicyFile(content, '待添加的文件');
  if (document.clauses.every((clause) => clause.kind === 'meta')) {
    throw new InvalidInput(
      'document.clauses',
      '没有认出任何条款:正文没有编号(第X条、一、(一)、1.),请检查文件',
    );
  }
  const policy = `policies/${document.id}.md`;
  const before = existsSync(join(folder, policy))
    ? parsePolicyFile(readKnowledgeFile(folder, policy), policy)
    : undefined;
  const ids = new Set(document.clauses.map((clause) => clause.id));
  const vanished = (before?.clauses ?? []).map((clause) => clause.id).filter((id) => !ids.has(id));
  const applicability = `applicability/${document.id}.yaml`;
  return {
    ...{ document, unsure, before, vanished },
    policy: { path: policy, content },
    applicability: { path: applicability, content: applicabilityFor(folder, applicability, document, ids) },
  };
}

/** Writes both files, each whole or not at all; the applicability first, so that no reader finds a document without it. */
export function writeAddition(folder: string, addition: Addition): string[] {
  return [addition.applicability, addition.policy].map(({ path, content }) => {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(`${target}.new`, content);
    renameSync(`${target}.new`, target);
    return target;
  });
}

function withFrontMatter(text: string, given: Partial<FrontMatter>): { content: string; unsure: string[] } {
  if (/^\uFEFF?---\r?\n/.test(text) && Object.keys(given).length === 0) return { content: text, unsure: [] };
  const body = text.replace(/^\uFEFF?---\r?\n[\s\S]*?\r?\n---[^\S\n]*\r?\n/, '');
  const said = withDays(given);
  const proposed = proposeFrontMatter(body, said);
  const front = { ...proposed.front, ...said };
  const missing = REQUIRED.filter((key) => front[key] === undefined);
  if (missing.length > 0) {
    throw new InvalidInput(
      'document.front',
      `文件里没有写明 ${missing.join('、')}。请在命令后面补上(把例子换成实际内容):${missing
        .map((key) => `--${key} ${EXAMPLES[key]}`)
        .join(' ')}`,
    );
  }
  const unsure = proposed.unsure.filter((key) => !(key in given));
  const head = stringify(front, { lineWidth: 0 });
  return { content: `---\n${head}---\n${body}`, unsure };
}

/** Dates may be given as they stand in a document. */
function withDays(given: Partial<FrontMatter>): Partial<FrontMatter> {
  const days = (['成文日期', '发布日期', '施行日期'] as const).flatMap((key) => {
    const day = asDay(given[key]);
    return day ? [[key, day] as const] : [];
  });
  return { ...given, ...Object.fromEntries(days) };
}

/** Notes that exist are kept, without those for clauses that are gone; else they are proposed. */
function applicabilityFor(
  folder: string,
  path: string,
  document: PolicyDocument,
  ids: ReadonlySet<string>,
): string {
  const proposed = proposeApplicability(document);
  if (!existsSync(join(folder, path))) {
    const entries = Object.entries(proposed.条款).map(([id, { 对象, 给予, 条件 }]) => [
      id,
      { 对象, 给予, ...(条件 ? { 条件 } : {}), 问法: [] },
    ]);
    return HEAD + stringify({ 文件: document.id, 条款: Object.fromEntries(entries) }, { lineWidth: 0 });
  }
  const kept = parseDocument(readKnowledgeFile(folder, path));
  const noted = kept.toJS()?.条款 ?? {};
  for (const id of Object.keys(noted)) {
    if (!ids.has(id)) kept.deleteIn(['条款', id]);
  }
  return kept.toString({ lineWidth: 0 });
}
