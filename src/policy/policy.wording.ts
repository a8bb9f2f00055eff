import type { CitedClause, PolicyAnswer } from './policy.types.ts';

/** An answer as plain text: for a message without a card, for measuring, and for logs of the sandbox. */
export function answerText(answer: PolicyAnswer): string {
  const lines: string[] = [];
  if (answer.outcome === 'answered') {
    lines.push('政策依据如下:', ...answer.clauses.flatMap(citation));
    if (answer.departments.length > 0) lines.push(`责任单位:${answer.departments.join('、')}`);
    if (answer.gap) lines.push(`关于「${answer.gap}」,现有政策中没有找到依据,可登记给区经济信息委答复。`);
  } else {
    lines.push('现有政策中没有找到能回答这个问题的依据,可登记给区经济信息委答复。');
    if (answer.related.length > 0) lines.push('可能相关:', ...answer.related.flatMap(citation));
  }
  lines.push(...answer.notices);
  return lines.join('\n');
}

/** `江津府办发〔2022〕92号 二(三)第13条` */
export function citationName(clause: CitedClause): string {
  return `${clause.documentNumber} ${clause.place}`;
}

function citation(clause: CitedClause): string[] {
  return [citationName(clause), `「${clause.quote}」`];
}
