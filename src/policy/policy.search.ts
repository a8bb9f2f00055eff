import type { Candidate, Embedder, PolicyIndex } from './policy.ports.ts';
import { inverseFrequency, type Ranked, rankCandidates } from './policy.ranking.ts';
import { questionTokens } from './policy.tokens.ts';

/** How many candidates are ranked for one question, and by how many of its tokens they are looked up. */
const CANDIDATES = 60;
const LOOKUP_TOKENS = 20;

export interface SearchOptions {
  limit: number;
  documentIds?: readonly string[];
  /** More tokens to look for, with weights. */
  expansions?: ReadonlyMap<string, number>;
}

/** Searches an index and ranks what it finds. A clause that is indexed in parts comes once, by its best part. */
export async function searchClauses(
  index: PolicyIndex,
  question: string,
  options: SearchOptions,
  embedder?: Embedder,
): Promise<Ranked<Candidate>[]> {
  const query = questionTokens(question);
  for (const [token, weight] of options.expansions ?? [])
    query.set(token, Math.max(weight, query.get(token) ?? 0));
  const tokens = [...query.keys()];
  if (tokens.length === 0) return [];
  const statistics = await index.statistics(tokens);
  const vector = embedder ? (await embedder.embed([question]))[0] : undefined;
  const telling = tokens
    .filter((token) => (statistics.frequencies.get(token) ?? 0) > 0)
    .map((token) => ({
      token,
      worth:
        (query.get(token) ?? 0) *
        inverseFrequency(statistics.frequencies.get(token) ?? 0, statistics.clauses),
    }))
    .sort((a, b) => b.worth - a.worth)
    .slice(0, LOOKUP_TOKENS)
    .map(({ token }) => token);
  const candidates = await index.candidates({
    tokens: telling,
    limit: CANDIDATES,
    ...(options.documentIds ? { documentIds: options.documentIds } : {}),
    ...(vector ? { vector } : {}),
  });
  return bestPerClause(rankCandidates(query, candidates, statistics)).slice(0, options.limit);
}

function bestPerClause<T extends Candidate>(ranked: readonly Ranked<T>[]): Ranked<T>[] {
  const seen = new Set<string>();
  return ranked.filter(({ candidate }) => {
    const key = `${candidate.documentId}#${candidate.clauseId}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
