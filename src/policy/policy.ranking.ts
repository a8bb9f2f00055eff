import type { Candidate, CorpusStatistics } from './policy.ports.ts';

/** Okapi BM25's parameters, chosen on public Chinese question sets. */
const K1 = 1.6;
const B = 0.9;

export interface Ranked<T extends Candidate> {
  candidate: T;
  score: number;
  /** The score as a share (0–1) of what a clause with all of the question's tokens could reach. */
  share: number;
}

/**
 * Scores candidates by BM25, best first; the order is the same whatever index they come from.
 * @param query each token of the question with its weight
 */
export function rankCandidates<T extends Candidate>(
  query: ReadonlyMap<string, number>,
  candidates: readonly T[],
  statistics: CorpusStatistics,
): Ranked<T>[] {
  const weights = new Map<string, number>();
  for (const [token, weight] of query) {
    const frequency = statistics.frequencies.get(token) ?? 0;
    weights.set(token, weight * inverseFrequency(frequency, statistics.clauses));
  }
  let reachable = 0;
  for (const weight of weights.values()) reachable += weight * (K1 + 1);
  return candidates
    .map((candidate) => {
      const score = bm25(weights, candidate.tokens, statistics.averageLength);
      return { candidate, score, share: score / (reachable || 1) };
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
