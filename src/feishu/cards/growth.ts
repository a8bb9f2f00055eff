import { type QuotedClause, sourceLine } from './clauses.ts';
import { escapeMarkdown } from './escape-markdown.ts';

/** After these a sentence is over; closing quotation marks and brackets belong to it. */
const SENTENCE = /[^。!?!?;;]*[。!?!?;;]+[”’」』)》)]*|[^。!?!?;;]+$/g;

/**
 * What a growing card shows on its way to an answer: the sentence that answers, a sentence at a time, then each clause
 * word for word. Each text begins with the one before it, so that only what is new is typed out.
 */
export function growthOf(lead: string, clauses: readonly QuotedClause[]): string[] {
  const sentences = (lead.match(SENTENCE) ?? [lead]).map(escapeMarkdown);
  const quotes = clauses.map((c) => `\n\n${escapeMarkdown(c.quote)}\n${escapeMarkdown(sourceLine(c))}`);
  let text = '';
  return [...sentences, ...quotes].map((part) => {
    text += part;
    return text;
  });
}
