import { cutClauses } from './policy.clauses.ts';
import { classifyLine, isOrganisation, type Line, type LineKind, splitLines } from './policy.lines.ts';
import { buildTree } from './policy.tree.ts';
import type { FrontMatter, PolicyDocument } from './policy.types.ts';

export interface DocumentSource {
  front: FrontMatter;
  frontText: string;
  /** The document's text as it is. */
  text: string;
  /** Changes whenever anything in the file does. */
  revision: string;
}

/**
 * Parses a Chinese official document into clauses. Nothing is lost: the parts, joined, are the text.
 * It knows 编/章/节/条, `一、` `(一)` `1.`, 责任单位 lines, attachments, the signature and a web page's furniture.
 */
export function parsePolicy(source: DocumentSource): PolicyDocument {
  const lines = splitLines(source.text);
  const tree = buildTree(lines, classifyAll(lines));
  const { parts, clauses } = cutClauses(source, lines, tree);
  return {
    id: source.front.编号,
    front: source.front,
    frontText: source.frontText,
    text: source.text,
    parts,
    clauses,
    revision: source.revision,
  };
}

/** Kinds that only the head of a document has. */
const HEAD_ONLY: ReadonlySet<LineKind['kind']> = new Set(['data', 'title', 'furniture']);

/** Says what each line is, seen with its neighbours. */
function classifyAll(lines: readonly Line[]): LineKind[] {
  const kinds = lines.map((line) => classifyLine(line.text));
  const firstNumbered = kinds.findIndex((kind) => kind.kind === 'numbered');
  const lastNumbered = kinds.findLastIndex((kind) => kind.kind === 'numbered');
  let inFurniture = false;
  return kinds.map((kind, at) => {
    if (kind.kind === 'blank' || kind.kind === 'numbered') return kind;
    const inHead = firstNumbered < 0 || at < firstNumbered;
    if (kind.kind === 'attachment') inFurniture = false;
    // Behind the last clause a page's own links follow the document, and nothing of it comes after them.
    if (kind.kind === 'furniture' && !inHead && at > lastNumbered) inFurniture = true;
    if (inFurniture) return { kind: 'furniture' };
    if (!inHead && HEAD_ONLY.has(kind.kind)) return { kind: 'paragraph' };
    return kind.kind === 'paragraph' && signsBelow(lines, kinds, at) ? { kind: 'signature' } : kind;
  });
}

/** Whether the line is the office whose date stands on the next line that is not blank. */
function signsBelow(lines: readonly Line[], kinds: readonly LineKind[], at: number): boolean {
  if (!isOrganisation(lines[at]?.text ?? '')) return false;
  const next = kinds.slice(at + 1).find((kind) => kind.kind !== 'blank');
  return next?.kind === 'signature';
}
