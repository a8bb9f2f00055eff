import type { CitedClause, PolicyAnswer, PolicyDocument } from './policy.types.ts';

/** Whether a quote stands word for word in its document: in its text, or in the data at its head. */
export function isVerbatim(quote: string, document: PolicyDocument): boolean {
  return quote.trim() !== '' && (document.text.includes(quote) || document.frontText.includes(quote));
}

/**
 * Whether everything that an answer claims is in the knowledge: clauses that exist, their place and number, quotes word
 * for word, and units that the clauses name.
 */
export function isGrounded(answer: PolicyAnswer, find: (id: string) => PolicyDocument | undefined): boolean {
  if (answer.outcome === 'answered' ? answer.clauses.length === 0 : answer.clauses.length > 0) return false;
  const cited = [...answer.clauses, ...answer.related];
  const units = new Set(answer.clauses.flatMap((clause) => clause.departments));
  return (
    cited.every((clause) => isCitedRightly(clause, find)) &&
    answer.departments.every((unit) => units.has(unit))
  );
}

function isCitedRightly(cited: CitedClause, find: (id: string) => PolicyDocument | undefined): boolean {
  const document = find(cited.documentId);
  const clause = document?.clauses.find((c) => c.id === cited.clauseId);
  if (!document || !clause) return false;
  return (
    isVerbatim(cited.quote, document) &&
    cited.place === clause.place &&
    cited.documentNumber === document.front.文号 &&
    cited.documentTitle === document.front.标题 &&
    cited.departments.every((unit) => clause.departments.includes(unit))
  );
}
