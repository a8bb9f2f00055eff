import type { Candidate, CorpusStatistics } from './policy.ports.ts';
import { normaliseText } from './policy.tokens.ts';

/** Okapi BM25's parameters, and what closeness and the opening add; chosen on public Chinese question sets. */
const K1 = 1.6;
const B = 0.9;
const CLOSE = 0.5;
const OPENING = 1.0;
/** The first characters of a clause mostly name what it is about. */
const OPENING_LENGTH = 60;

export interface Ranked<T extends Candidate> {
  candidate: T;
  score: number;
  /** The score as a share of what the question's tokens could reach: comparable between questions. */
  share: number;
}

/**
 * Scores candidates, best first: BM25, more where the question's words stand together in neighbouring sentences or in
 * the opening. The order is the same whatever index the candidates come from.
 * @param query each token of the question with its weight
 */
export function rankCandidates<T extends Candidate>(
  query: ReadonlyMap<string, number>,
  candidates: readonly T[],
  statistics: CorpusStatistics,
): Ranked<T>[] {
  const weights = new Map<string, number>();
  let rarity = 0;
  for (const [token, weight] of query) {
    const value = weight * inverseFrequency(statistics.frequencies.get(token) ?? 0, statistics.clauses);
    weights.set(token, value);
    rarity += value;
  }
  if (rarity === 0) return [];
  return candidates
    .map((candidate) => {
      const text = normaliseText(candidate.text);
      const close = bestNeighbours(weights, text) / rarity;
      const opening = heldBy(weights, text.slice(0, OPENING_LENGTH)) / rarity;
      const lexical = bm25(weights, candidate.tokens, statistics.averageLength);
      const score = lexical * (1 + CLOSE * close + OPENING * opening);
      return { candidate, score, share: score / (rarity * (K1 + 1)) };
    })
    .sort((a, b) => b.score - a.score || (a.candidate.clauseId < b.candidate.clauseId ? -1 : 1));
}

/** How much a token tells: rare ones more. */
export function inverseFrequency(frequency: number, clauses: number): number {
  return Math.log(1 + (Math.max(clauses, frequency) - frequency + 0.5) / (frequency + 0.5));
}

function bm25(
  weights: ReadonlyMap<string, number>,
  tokens: readonly string[],
  averageLength: number,
): number {
  const counts = new Map<string, number>();
  for (const token of tokens) {
    if (weights.has(token)) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  const norm = K1 * (1 - B + (B * tokens.length) / (averageLength || 1));
  let score = 0;
  for (const [token, count] of counts)
    score += ((weights.get(token) ?? 0) * count * (K1 + 1)) / (count + norm);
  return score;
}

/** The most that two neighbouring sentences hold of the question. */
function bestNeighbours(weights: ReadonlyMap<string, number>, text: string): number {
  const sentences = text.split(/(?<=[。!?;\n])/).filter((sentence) => sentence.trim() !== '');
  let best = 0;
  for (const [at, sentence] of sentences.entries()) {
    best = Math.max(best, heldBy(weights, sentence + (sentences[at + 1] ?? '')));
  }
  return best;
}

function heldBy(weights: ReadonlyMap<string, number>, text: string): number {
  let held = 0;
  for (const [token, weight] of weights) {
    if (text.includes(token)) held += weight;
  }
  return held;
}
