import type { PolicyKnowledge } from './policy.knowledge.ts';
import type { PolicyDocument } from './policy.types.ts';
import { noticesFor, periodOf, validityOf } from './policy.validity.ts';

export interface CheckFinding {
  level: 'error' | 'notice';
  document: string;
  message: string;
}

/** Looks through the documents for what a district should know or mend. */
export function checkDocuments(knowledge: PolicyKnowledge, now: Date): CheckFinding[] {
  const { documents } = knowledge;
  return documents.flatMap((document) => [
    ...brokenIn(document, documents),
    ...noticesFor(document, documents, now).map((message) => notice(document, message)),
    ...overlapping(document, documents, now),
    ...withoutNotes(document, knowledge),
    ...alteredConditions(document, knowledge),
    ...unknownConcepts(document, knowledge),
  ]);
}

const error = (document: PolicyDocument, message: string): CheckFinding => ({
  level: 'error',
  document: document.id,
  message,
});
const notice = (document: PolicyDocument, message: string): CheckFinding => ({
  level: 'notice',
  document: document.id,
  message,
});

function brokenIn(document: PolicyDocument, documents: readonly PolicyDocument[]): CheckFinding[] {
  const { front } = document;
  const findings: CheckFinding[] = [];
  const period = periodOf(document);
  if (period && period.end < period.start)
    findings.push(error(document, `期限 ${front.期限} 的终点早于起点,请改正`));
  if (front.发布日期 < front.成文日期) findings.push(error(document, '发布日期早于成文日期,请核对'));
  for (const [key, value] of [
    ['替代', front.替代],
    ['被替代', front.被替代],
  ] as const) {
    const known = documents.some(({ id, front: other }) => value === id || value === other.文号);
    if (value && !known) findings.push(notice(document, `${key}的文件「${value}」不在知识目录里`));
  }
  if (document.clauses.filter((clause) => clause.kind !== 'meta').length === 0) {
    findings.push(error(document, '没有识别出任何条款,请检查正文是否完整、是否带编号'));
  }
  const twin = documents.find((other) => other.id < document.id && other.front.文号 === front.文号);
  if (twin)
    findings.push(error(document, `文号 ${front.文号} 与 ${twin.id} 相同;新版本请用原编号覆盖,或写明替代`));
  return findings;
}

/** Two documents in force with the same title are likely two versions of one. */
function overlapping(
  document: PolicyDocument,
  documents: readonly PolicyDocument[],
  now: Date,
): CheckFinding[] {
  const plain = (title: string) => title.replace(/[\d\s()()年—–-]|修订|试行|暂行/g, '');
  if (validityOf(document, documents, now) !== '有效') return [];
  return documents
    .filter((other) => other.id < document.id && validityOf(other, documents, now) === '有效')
    .filter((other) => plain(other.front.标题) === plain(document.front.标题))
    .map((other) => notice(document, `与 ${other.id} 标题相近且同时有效,请确认是否应写明替代`));
}

function withoutNotes(document: PolicyDocument, knowledge: PolicyKnowledge): CheckFinding[] {
  const noted = knowledge.applicability.some((file) => file.文件 === document.id);
  return noted
    ? []
    : [notice(document, `还没有 applicability/${document.id}.yaml,问法和适用对象只能按原文匹配`)];
}

/** A condition is shown as the clause's own words, so it has to be that. */
function alteredConditions(document: PolicyDocument, knowledge: PolicyKnowledge): CheckFinding[] {
  const notes = knowledge.applicability.find((file) => file.文件 === document.id)?.条款 ?? {};
  return document.clauses.flatMap((clause) => {
    const condition = notes[clause.id]?.条件;
    if (!condition || clause.text.includes(condition)) return [];
    return [
      error(document, `applicability 中条款「${clause.id}」的条件不是原文:「${condition}」,请照抄原文`),
    ];
  });
}

function unknownConcepts(document: PolicyDocument, knowledge: PolicyKnowledge): CheckFinding[] {
  const known = new Set(knowledge.lexicon.概念.map((concept) => concept.名称));
  const notes = knowledge.applicability.find((file) => file.文件 === document.id)?.条款 ?? {};
  return Object.entries(notes).flatMap(([id, note]) =>
    Object.keys(note.概念)
      .filter((name) => !known.has(name))
      .map((name) =>
        error(document, `applicability 中条款「${id}」的概念「${name}」不在 lexicon.yaml 里,请改正或补上`),
      ),
  );
}
