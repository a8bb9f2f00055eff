/** A clause, or a part of a long one, as an index keeps it. Keys are unique over all documents. */
export interface IndexedClause {
  key: string;
  documentId: string;
  clauseId: string;
  /** The document's revision that the clause comes from. */
  revision: string;
  /** What is searched. */
  text: string;
  /** The text's tokens, pre-cut. */
  tokens: readonly string[];
  vector?: readonly number[];
}

export interface IndexedDocument {
  documentId: string;
  revision: string;
  clauses: readonly IndexedClause[];
}

export interface IndexChange {
  /** Documents that are new or changed; what the index held of them is replaced. */
  put: readonly IndexedDocument[];
  /** Ids of documents that are gone. */
  remove: readonly string[];
}

export interface ClauseName {
  documentId: string;
  clauseId: string;
}

export interface CandidateQuery {
  /** Distinct tokens; a clause that holds any of them is a candidate. */
  tokens: readonly string[];
  /** At most so many candidates, the likeliest by the index's own measure. */
  limit: number;
  /** Only clauses of these documents; all without it. The filter acts before the ranking. */
  documentIds?: readonly string[];
  /** Clauses to pass over. The filter acts before the ranking. */
  except?: readonly ClauseName[];
  /** The question's vector, where the index holds vectors: its nearest clauses are candidates as well. */
  vector?: readonly number[];
}

export interface Candidate {
  documentId: string;
  clauseId: string;
  revision: string;
  text: string;
  /** All tokens of the clause, as they were put in. */
  tokens: readonly string[];
  /** Cosine similarity (−1…1) to the question's vector, where there is one. */
  similarity?: number;
}

/** What the ranking must know of all clauses. */
export interface CorpusStatistics {
  clauses: number;
  averageLength: number;
  /** In how many clauses each of the question's tokens occurs; a token that occurs nowhere may be missing. */
  frequencies: ReadonlyMap<string, number>;
}

/**
 * Finds candidate clauses. It does not rank: the ranking is one, in this feature, whatever the index.
 * `apply` is one step: a search sees all of a change or nothing of it.
 */
export interface PolicyIndex {
  /** The revision of each document that the index holds, also where another process put it there. */
  revisions(): Promise<Map<string, string>>;
  /** Changes the index; from then on searches see as well what other processes changed. */
  apply(change: IndexChange): Promise<void>;
  candidates(query: CandidateQuery): Promise<Candidate[]>;
  statistics(tokens: readonly string[]): Promise<CorpusStatistics>;
  close(): Promise<void>;
}

/** Turns texts into vectors of one length. Optional: without one, and where it gives nothing, retrieval is lexical. */
export interface Embedder {
  /** Names the model: vectors of different models are never compared. */
  model: string;
  /** One vector a text, in order; none at all where the endpoint fails or is late. */
  embed(texts: readonly string[]): Promise<number[][]>;
}
