import { type AnswererNeeds, answeringDocuments } from './policy.answer.ts';
import { cite } from './policy.cite.ts';
import { withoutSetAside } from './policy.question.ts';
import { type Evidence, evidenceOf, type Scored, scoreClauses } from './policy.scoring.ts';
import { contentWords } from './policy.tokens.ts';
import type { CitedClause } from './policy.types.ts';

/** A clause that was found, and why. */
export interface ExplainedClause {
  clause: CitedClause;
  score: number;
  /** What adds up to the score. */
  evidence: Evidence;
  /** Words of the question that stand in the clause. */
  words: string[];
  /** Concepts of the question that the clause is about. */
  concepts: string[];
}

export interface Explanation {
  /** The question in one form, dialect and typing errors mended. */
  normalised: string;
  /** What the lexicon recognised: the phrase, and what it stands for. */
  concepts: { phrase: string; name: string }[];
  /** Words that no clause, no phrasing and no entry of the lexicon knows. */
  unknownWords: string[];
  /** Subjects that need a clause of their own and have none. */
  uncovered: string[];
  /** Best first. */
  clauses: ExplainedClause[];
}

const SHOWN = 8;

/** Scores the clauses for a question as an answer does, for an asker of whom nothing is known. */
export async function explain(needs: AnswererNeeds, question: string, now: Date): Promise<Explanation> {
  const { matcher, documents } = needs;
  const normalised = matcher.lexicon.normalise(question);
  const searched = withoutSetAside(normalised);
  const ids = answeringDocuments(normalised, documents, now);
  const scored = await scoreClauses(needs, searched, ids);
  const matches = matcher.match(searched);
  const hits = matcher.lexicon.concepts(normalised);
  const words = [...new Set(contentWords(searched))];

  const explained = ({ known, score, text, meaning }: Scored): ExplainedClause => ({
    clause: cite(known),
    score,
    evidence: { ...evidenceOf(matches.get(known.key)), text, meaning },
    words: words.filter((word) => known.plain.includes(word)),
    concepts: hits.flatMap(({ concept: { name } }) => (known.concepts.has(name) ? [name] : [])),
  });
  return {
    normalised,
    concepts: hits.map(({ phrase, concept }) => ({ phrase, name: concept.name })),
    unknownWords: matcher.unknownWords(normalised),
    uncovered: matcher.uncoveredSubjects(normalised).map(({ name }) => name),
    clauses: scored.slice(0, SHOWN).map(explained),
  };
}
