import type { KnownClause } from './policy.matcher.ts';
import type { CitedClause } from './policy.types.ts';

/** The longest stretch of one clause that an answer shows; a longer clause is cut at a sentence's end. */
const LONGEST_QUOTE = 1200;

/**
 * A clause as an answer cites it.
 * @param excerpt another stretch of the same clause that answers better, verbatim
 */
export function cite(known: KnownClause, excerpt?: string): CitedClause {
  const { clause, document } = known;
  return {
    documentId: document.id,
    clauseId: clause.id,
    place: clause.place,
    documentNumber: document.front.文号,
    documentTitle: document.front.标题,
    quote: shorten(excerpt ?? clause.text),
    departments: [...clause.departments],
  };
}

function shorten(text: string): string {
  if (text.length <= LONGEST_QUOTE) return text;
  const cut = text.slice(0, LONGEST_QUOTE);
  const stop = Math.max(cut.lastIndexOf('。'), cut.lastIndexOf(';'), cut.lastIndexOf('\n'));
  return stop > 0 ? cut.slice(0, stop + 1) : cut;
}
