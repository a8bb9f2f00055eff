import type { IndexedClause, IndexedDocument } from './policy.ports.ts';
import { TOKEN_VERSION, tokenize } from './policy.tokens.ts';
import type { Clause, PolicyDocument } from './policy.types.ts';

/** A clause longer than this is indexed in parts, each of which cites the whole. */
const LONGEST = 900;
const OVERLAP = 150;

/** What the index keeps of a document. Its revision changes with the text and with the way it is cut. */
export function indexedDocument(document: PolicyDocument, withVectors = false): IndexedDocument {
  const revision = indexRevision(document, withVectors);
  const clauses = document.clauses
    .filter((clause) => clause.text !== '')
    .flatMap((clause) => indexedClauses(document.id, revision, clause));
  return { documentId: document.id, revision, clauses };
}

export function indexRevision(document: PolicyDocument, withVectors = false): string {
  return `${document.revision}-${TOKEN_VERSION}${withVectors ? '-v' : ''}`;
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
