import type { Addition } from '#adapters/knowledge-folder/add-document.ts';

const SHOWN = 40;

/** Says what was understood of a document: its data, its clauses with place and units, what changes, what is unsure. */
export function showAddition(addition: Addition, print: (line: string) => void): void {
  const { document, unsure, before, vanished } = addition;
  print('文件信息:');
  for (const [key, value] of Object.entries(document.front)) {
    print(`  ${key}:${value}${unsure.includes(key) ? '  ← 推测,请核对' : ''}`);
  }
  const clauses = document.clauses.filter((clause) => clause.kind !== 'meta');
  print(`条款 ${clauses.length} 条:`);
  for (const clause of clauses.slice(0, SHOWN)) {
    const units =
      clause.departments.length > 0
        ? `  [${clause.departments.slice(0, 3).join('、')}${clause.departments.length > 3 ? '等' : ''}]`
        : '';
    print(`  ${clause.id}  ${clause.place}  ${clause.text.replace(/\s+/g, ' ').slice(0, 36)}…${units}`);
  }
  if (clauses.length > SHOWN) print(`  ……其余 ${clauses.length - SHOWN} 条从略`);
  const others = document.parts.filter((part) => part.kind === 'furniture' || part.kind === 'attachment');
  if (others.length > 0) print(`不作为依据的部分 ${others.length} 段(网页导航、附件标题等),原文仍完整保留。`);
  if (!before) {
    print('这是一份新文件。');
    return;
  }
  const old = new Map(before.clauses.map((clause) => [clause.id, clause.text]));
  const changed = clauses.filter((clause) => old.has(clause.id) && old.get(clause.id) !== clause.text).length;
  const added = clauses.filter((clause) => !old.has(clause.id)).length;
  print(
    `知识目录里已有 ${document.id}:改动 ${changed} 条,新增 ${added} 条,删去 ${vanished.length} 条。写入后旧版本不再作答。`,
  );
}
