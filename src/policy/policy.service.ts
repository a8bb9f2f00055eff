import { atBeijing, beijingDay } from '#shared/beijing.ts';
import { remember } from '#shared/remember.ts';
import { type AnswererNeeds, createAnswerer } from './policy.answer.ts';
import { type ApplicableClause, applicableTo } from './policy.benefits.ts';
import { cite } from './policy.cite.ts';
import { type Explanation, explain } from './policy.explain.ts';
import type { PolicyKnowledge } from './policy.knowledge.ts';
import { clauseKey, createMatcher, type Matcher } from './policy.matcher.ts';
import type { Embedder, PolicyIndex } from './policy.ports.ts';
import { createSwitch } from './policy.switch.ts';
import { type RefreshCounts, synchronise } from './policy.synchronise.ts';
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
  /** How a question was understood, and the clauses by score with what makes it up: for the people who keep the files. */
  explain(question: string, now: Date): Promise<Explanation>;
  clause(documentId: string, clauseId: string): CitedClause | undefined;
  /** What an enterprise can have of the documents that stand, by what it gives, with conditions and reservations. */
  applicable(profile: EnterpriseProfile, now: Date): ApplicableClause[];
  documents(now: Date): DocumentSummary[];
  /** What a reader of a document must be told of its standing today. */
  notices(documentId: string, now: Date): string[];
  document(id: string): PolicyDocument | undefined;
  /**
   * Takes over new knowledge in one step: every answer rests on the old or on the new, never on both or neither.
   * Only what changed is indexed again. One refresh at a time: another waits for it.
   */
  refresh(knowledge: PolicyKnowledge): Promise<RefreshCounts>;
}

interface Snapshot {
  knowledge: PolicyKnowledge;
  matcher: Matcher;
  /** Answers from it; the last ones are kept, for many ask the same. */
  answer(asked: Asked): Promise<PolicyAnswer>;
}

/** Of the moment an answer depends on the day alone. */
type Asked = Omit<AnswerOptions, 'now'> & { question: string; day: string };

/** Some megabytes. */
const KEPT_ANSWERS = 1_000;

/** Brings the index up to date with the knowledge and answers from it. */
export async function createPolicyService(needs: PolicyNeeds): Promise<PolicyService> {
  let current = snapshotOf(needs, needs.knowledge);
  const switching = createSwitch();
  await synchronise(needs, needs.knowledge, (apply) => apply());

  const answererNeeds = () => answererNeedsOf(needs, current);
  const answerer = () => createAnswerer(answererNeeds());
  const find = (id: string) => current.knowledge.documents.find((document) => document.id === id);
  return {
    answer: (question, { now, ...asker }) =>
      switching.beside(() => current.answer({ question, day: beijingDay(now), ...asker })),
    rank: (question, options) => switching.beside(() => answerer().rank(question, options)),
    explain: (question, now) => switching.beside(() => explain(answererNeeds(), question, now)),
    clause(documentId, clauseId) {
      const known = current.matcher.clauses.get(clauseKey(documentId, clauseId));
      return known && cite(known);
    },
    applicable(profile, now) {
      const { documents, applicability } = current.knowledge;
      const standing = new Set(documents.filter((d) => answersToday(validityOf(d, documents, now))));
      const clauses = [...current.matcher.clauses.values()].filter(({ document }) => standing.has(document));
      return applicableTo(clauses, profile, new Set(applicability.map((file) => file.文件)));
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
    refresh: (knowledge) =>
      switching.inTurn(async () => {
        const next = snapshotOf(needs, knowledge);
        return synchronise(needs, knowledge, (apply) =>
          switching.to(async () => {
            await apply();
            current = next;
          }),
        );
      }),
  };
}

function snapshotOf(needs: PolicyNeeds, knowledge: PolicyKnowledge): Snapshot {
  const snapshot = { knowledge, matcher: createMatcher(knowledge) };
  const answer = ({ question, day, ...asker }: Asked) =>
    createAnswerer(answererNeedsOf(needs, snapshot)).answer(question, { now: atBeijing(day), ...asker });
  // Vectors may fail to come for a while, and what was answered without them must not stay.
  return { ...snapshot, answer: needs.embedder ? answer : remember(answer, KEPT_ANSWERS) };
}

function answererNeedsOf(
  { index, embedder }: PolicyNeeds,
  { matcher, knowledge }: Omit<Snapshot, 'answer'>,
): AnswererNeeds {
  return { index, matcher, documents: knowledge.documents, ...(embedder ? { embedder } : {}) };
}
