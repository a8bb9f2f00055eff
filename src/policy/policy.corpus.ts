import type { IndexedClause, IndexedDocument } from './policy.ports.ts';
import { TOKEN_VERSION, tokenize } from './policy.tokens.ts';
import type { Clause, PolicyDocument } from './policy.types.ts';

/** A clause longer than this is indexed in parts, each of which cites the whole. */
const LONGEST = 900;
const OVERLAP = 150;

/**
 * What the index keeps of a document. Its revision changes with the text, with the way it is cut, and with the model
 * that its vectors come from.
 */
export function indexedDocument(document: PolicyDocument, model?: string): IndexedDocument {
  const revision = indexRevision(document, model);
  const clauses = document.clauses
    .filter((clause) => clause.text !== '')
    .flatMap((clause) => indexedClauses(document.id, revision, clause));
  return { documentId: document.id, revision, clauses };
}

/** @param model of the vectors; without it the document is indexed by its words alone */
export function indexRevision(document: PolicyDocument, model?: string): string {
  return `${document.revision}-${TOKEN_VERSION}${model === undefined ? '' : `-${model}`}`;
}

function indexedClauses(documentId: string, revision: string, clause: Clause): IndexedClause[] {
  const heading = clause.headings.at(-1) ?? '';
  return overlappingParts(clause.text).map((part, at) => {
    const text = clause.kind === 'responsible' ? `${heading}\n${part}` : part;
    const key = `${documentId}#${clause.id}#${at}`;
    return { key, documentId, clauseId: clause.id, revision, text, tokens: tokenize(text) };
  });
}

/** Cuts a long text into overlapping parts, at a sentence's end where there is one. */
export function overlappingParts(text: string): string[] {
  if (text.length <= LONGEST) return [text];
  const parts: string[] = [];
  let start = 0;
  while (start < text.length) {
    const limit = Math.min(text.length, start + LONGEST);
    const stop = limit === text.length ? limit : lastStop(text, start + LONGEST / 2, limit);
    parts.push(text.slice(start, stop));
    if (stop === text.length) break;
    start = stop - OVERLAP;
  }
  return parts;
}

function lastStop(text: string, from: number, to: number): number {
  for (let at = to; at > from; at--) {
    if (/[。;;\n]/.test(text[at - 1] ?? '')) return at;
  }
  return to;
}
