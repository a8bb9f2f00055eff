import { createAnswerer } from './policy.answer.ts';
import { type ApplicableClause, applicableTo } from './policy.benefits.ts';
import { cite } from './policy.cite.ts';
import { indexedDocument, indexRevision } from './policy.corpus.ts';
import type { PolicyKnowledge } from './policy.knowledge.ts';
import { clauseKey, createMatcher, type Matcher } from './policy.matcher.ts';
import type { Embedder, IndexedDocument, PolicyIndex } from './policy.ports.ts';
import type { CitedClause, EnterpriseProfile, PolicyAnswer, PolicyDocument } from './policy.types.ts';
import { answersToday, noticesFor, type ValidityState, validityOf } from './policy.validity.ts';

export interface PolicyNeeds {
  knowledge: PolicyKnowledge;
  index: PolicyIndex;
  embedder?: Embedder;
}

export interface AnswerOptions {
  now: Date;
  profile?: EnterpriseProfile;
  /** How many clauses are shown at most; 4 without it. */
  limit?: number;
}

export interface DocumentSummary {
  id: string;
  number: string;
  title: string;
  state: ValidityState;
  clauses: number;
}

export interface PolicyService {
  /** The extractive answer: clauses word for word, or that there is no basis. */
  answer(question: string, options: AnswerOptions): Promise<PolicyAnswer>;
  /** The clauses in order of fit, whether shown or not: for measuring, and for a model's tools. */
  rank(question: string, options: AnswerOptions): Promise<CitedClause[]>;
  clause(documentId: string, clauseId: string): CitedClause | undefined;
  /** What an enterprise can have of the documents that stand, by what it gives, with conditions and reservations. */
  applicable(profile: EnterpriseProfile, now: Date): ApplicableClause[];
  documents(now: Date): DocumentSummary[];
  /** What a reader of a document must be told of its standing today. */
  notices(documentId: string, now: Date): string[];
  document(id: string): PolicyDocument | undefined;
  /** Takes over new knowledge in one step; only what changed is indexed again. */
  refresh(knowledge: PolicyKnowledge): Promise<{ indexed: number; removed: number }>;
}

interface Snapshot {
  knowledge: PolicyKnowledge;
  matcher: Matcher;
}

/** Brings the index up to date with the knowledge and answers from it. */
export async function createPolicyService(needs: PolicyNeeds): Promise<PolicyService> {
  let current: Snapshot = { knowledge: needs.knowledge, matcher: createMatcher(needs.knowledge) };
  await synchronise(needs, needs.knowledge);

  const answerer = () =>
    createAnswerer({
      index: needs.index,
      matcher: current.matcher,
      documents: current.knowledge.documents,
      ...(needs.embedder ? { embedder: needs.embedder } : {}),
    });
  const find = (id: string) => current.knowledge.documents.find((document) => document.id === id);
  return {
    answer: (question, options) => answerer().answer(question, options),
    rank: (question, options) => answerer().rank(question, options),
    clause(documentId, clauseId) {
      const known = current.matcher.clauses.get(clauseKey(documentId, clauseId));
      return known && cite(known);
    },
    applicable(profile, now) {
      const { documents } = current.knowledge;
      const standing = new Set(documents.filter((d) => answersToday(validityOf(d, documents, now))));
      const clauses = [...current.matcher.clauses.values()].filter(({ document }) => standing.has(document));
      const noted = new Set(current.knowledge.applicability.map((file) => file.文件));
      return applicableTo(clauses, profile, noted);
    },
    documents: (now) =>
      current.knowledge.documents.map((document) => ({
        id: document.id,
        number: document.front.文号,
        title: document.front.标题,
        state: validityOf(document, current.knowledge.documents, now),
        clauses: document.clauses.length,
      })),
    document: find,
    notices(id, now) {
      const document = find(id);
      return document ? noticesFor(document, current.knowledge.documents, now) : [];
    },
    async refresh(knowledge) {
      const next = { knowledge, matcher: createMatcher(knowledge) };
      const done = await synchronise(needs, knowledge);
      current = next;
      return done;
    },
  };
}

/** Puts into the index what is new or changed, and takes out what is gone, in one step. */
async function synchronise(
  needs: PolicyNeeds,
  knowledge: PolicyKnowledge,
): Promise<{ indexed: number; removed: number }> {
  const held = await needs.index.revisions();
  const wanted = await Promise.all(
    knowledge.documents
      .filter((document) => held.get(document.id) !== indexRevision(document, needs.embedder !== undefined))
      .map((document) => prepare(document, needs.embedder)),
  );
  // Where no vectors came, a document that is already held without them stays as it is.
  const put = wanted.filter((document) => held.get(document.documentId) !== document.revision);
  const present = new Set(knowledge.documents.map((document) => document.id));
  const remove = [...held.keys()].filter((id) => !present.has(id));
  if (put.length > 0 || remove.length > 0) await needs.index.apply({ put, remove });
  return { indexed: put.length, removed: remove.length };
}

async function prepare(document: PolicyDocument, embedder: Embedder | undefined): Promise<IndexedDocument> {
  if (!embedder) return indexedDocument(document);
  const indexed = indexedDocument(document, true);
  const vectors = await embedder.embed(indexed.clauses.map((clause) => clause.text));
  if (vectors.length !== indexed.clauses.length) return indexedDocument(document);
  return {
    ...indexed,
    clauses: indexed.clauses.map((clause, at) => ({ ...clause, vector: vectors[at] ?? [] })),
  };
}
