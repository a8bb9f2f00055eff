import { clauseKey, type KnownClause, type Match, type Matcher } from './policy.matcher.ts';
import type { ClauseName, Embedder, PolicyIndex } from './policy.ports.ts';
import { searchClauses } from './policy.search.ts';

/** How much each kind of evidence counts. Chosen on our own paraphrases, not on any measured line. */
const WEIGHTS = { text: 1, concept: 0.6, asked: 0.6, familiar: 1.5, subject: 0.8, meaning: 0.6 };

function weigh({ concept, asked, familiar, subject }: Match): number {
  return (
    WEIGHTS.concept * concept +
    WEIGHTS.asked * asked +
    WEIGHTS.familiar * familiar +
    WEIGHTS.subject * subject
  );
}

/** What each kind of evidence adds to a score. */
export type Evidence = Record<keyof typeof WEIGHTS, number>;

/** The evidence of a match beside the words of the text, as it counts. */
export function evidenceOf(match: Match | undefined): Evidence {
  const { concept = 0, asked = 0, familiar = 0, subject = 0 } = match ?? {};
  return {
    text: 0,
    meaning: 0,
    concept: WEIGHTS.concept * concept,
    asked: WEIGHTS.asked * asked,
    familiar: WEIGHTS.familiar * familiar,
    subject: WEIGHTS.subject * subject,
  };
}

export interface Scored {
  known: KnownClause;
  score: number;
  /** How much of the score the words of the text and nearness in meaning make up. */
  text: number;
  meaning: number;
}

export interface ScoringNeeds {
  index: PolicyIndex;
  matcher: Matcher;
  embedder?: Embedder;
  /** Clauses that are not for the asker: passed over before the ranking. */
  except?: readonly ClauseName[];
}

/**
 * Scores the clauses of some documents for a normalised question, best first. The score adds what the text says (BM25,
 * as a share of the best possible), the concepts of the lexicon, and how near the question is to the phrasings that the
 * district noted: to one, and to all together.
 */
export async function scoreClauses(
  needs: ScoringNeeds,
  normalised: string,
  documentIds: readonly string[],
): Promise<Scored[]> {
  const { index, matcher, embedder, except = [] } = needs;
  const matches = matcher.match(normalised);
  const found = await searchClauses(index, normalised, { limit: 60, documentIds, except }, embedder);
  const allowed = new Set(documentIds);
  const passedOver = new Set(except.map(({ documentId, clauseId }) => clauseKey(documentId, clauseId)));
  const scores = new Map<string, Omit<Scored, 'known'>>();
  for (const [key, match] of matches) {
    scores.set(key, { score: weigh(match), text: 0, meaning: 0 });
  }
  for (const { candidate, share, meaning } of found) {
    const key = `${candidate.documentId}#${candidate.clauseId}`;
    // The index only finds: while it is a version ahead or behind, what is said still comes from one version.
    if (!matcher.clauses.has(key)) continue;
    const found = { text: WEIGHTS.text * share, meaning: WEIGHTS.meaning * meaning };
    scores.set(key, { ...found, score: (scores.get(key)?.score ?? 0) + found.text + found.meaning });
  }
  return [...scores]
    .flatMap(([key, scored]) => {
      const known = matcher.clauses.get(key);
      return known && allowed.has(known.document.id) && !passedOver.has(key) ? [{ known, ...scored }] : [];
    })
    .sort((a, b) => b.score - a.score || a.known.clause.start - b.known.clause.start);
}
