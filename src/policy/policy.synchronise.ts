import { indexedDocument, indexRevision } from './policy.corpus.ts';
import type { PolicyKnowledge } from './policy.knowledge.ts';
import type { Embedder, IndexedDocument, PolicyIndex } from './policy.ports.ts';
import type { PolicyDocument } from './policy.types.ts';

/** Counts of documents. */
export interface RefreshCounts {
  indexed: number;
  removed: number;
  /** Indexed by their words alone, because the embedding endpoint gave no vectors: to be tried again. */
  withoutVectors: number;
}

/**
 * Puts into the index what is new or changed, and takes out what is gone, in one step. A document whose vectors are of
 * another model, or that has none where there is a model, is a changed one.
 * @param commit runs the step; all that takes long is done before
 */
export async function synchronise(
  { index, embedder }: { index: PolicyIndex; embedder?: Embedder },
  knowledge: PolicyKnowledge,
  commit: (apply: () => Promise<void>) => Promise<void>,
): Promise<RefreshCounts> {
  const held = await index.revisions();
  const wanted = await Promise.all(
    knowledge.documents
      .filter((document) => held.get(document.id) !== indexRevision(document, embedder?.model))
      .map((document) => prepare(document, embedder)),
  );
  // Where no vectors came, a document that is already held without them stays as it is.
  const put = wanted.filter(({ document }) => held.get(document.documentId) !== document.revision);
  const present = new Set(knowledge.documents.map((document) => document.id));
  const remove = [...held.keys()].filter((id) => !present.has(id));
  await commit(() => index.apply({ put: put.map(({ document }) => document), remove }));
  return {
    indexed: put.length,
    removed: remove.length,
    withoutVectors: wanted.filter(({ lacksVectors }) => lacksVectors).length,
  };
}

interface Prepared {
  document: IndexedDocument;
  lacksVectors: boolean;
}

async function prepare(document: PolicyDocument, embedder: Embedder | undefined): Promise<Prepared> {
  if (!embedder) return { document: indexedDocument(document), lacksVectors: false };
  const indexed = indexedDocument(document, embedder.model);
  const vectors = await embedder.embed(indexed.clauses.map((clause) => clause.text));
  if (vectors.length !== indexed.clauses.length)
    return { document: indexedDocument(document), lacksVectors: true };
  const clauses = indexed.clauses.map((clause, at) => ({ ...clause, vector: vectors[at] ?? [] }));
  return { document: { ...indexed, clauses }, lacksVectors: false };
}
