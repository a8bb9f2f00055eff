import { z } from 'zod';
import { box, type Element, markdown, note, text } from './elements.ts';
import { inline } from './escape-markdown.ts';

/** A clause of a document, as it is quoted. */
export const clauseSchema = z.object({
  /** Where it stands: `二(三)第13条`. */
  place: z.string(),
  /** 发文字号; null for a document without one. */
  documentNumber: z.string().nullable(),
  documentTitle: z.string(),
  /** Word for word. */
  quote: z.string().min(1),
  departments: z.array(z.string()).default([]),
  /** What it is about, where an answer is put together from several needs: 资金支持. */
  group: z.string().optional(),
});
export type QuotedClause = z.output<typeof clauseSchema>;

/** `江津府办发〔2022〕92号 二(三)第13条` */
export function sourceLine(clause: Pick<QuotedClause, 'place' | 'documentNumber' | 'documentTitle'>): string {
  return `${clause.documentNumber ?? `《${clause.documentTitle}》`} ${clause.place}`;
}

/** Each clause word for word with its source under it, and its group's heading above where that changes. */
export function quotedClauses(clauses: readonly QuotedClause[], withDepartments: string | null): Element[] {
  return clauses.flatMap((clause, i) => {
    const heading =
      clause.group && clause.group !== clauses[i - 1]?.group ? [markdown(`**${inline(clause.group)}**`)] : [];
    const own =
      withDepartments && clause.departments.length > 0
        ? [note(`${withDepartments}:${clause.departments.join('、')}`)]
        : [];
    return [...heading, box([text(clause.quote), note(sourceLine(clause)), ...own])];
  });
}
