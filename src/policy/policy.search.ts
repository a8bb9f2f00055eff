import type { Candidate, CorpusStatistics, Embedder, PolicyIndex } from './policy.ports.ts';
import { inverseFrequency, type Ranked, rankCandidates } from './policy.ranking.ts';
import { questionTokens } from './policy.tokens.ts';

/**
 * How many candidates are ranked for one question, and by how many of its tokens they are looked up: fewer, where the
 * tokens are so common that looking them all up would take long.
 */
const CANDIDATES = 50;
const LOOKUP_TOKENS = 20;
const LEAST_LOOKUP_TOKENS = 6;
const MOST_POSTINGS = 150_000;

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
  const telling = tellingTokens(query, statistics);
  const candidates = await index.candidates({
    tokens: telling,
    limit: CANDIDATES,
    ...(options.documentIds ? { documentIds: options.documentIds } : {}),
    ...(vector ? { vector } : {}),
  });
  return bestPerClause(rankCandidates(query, candidates, statistics)).slice(0, options.limit);
}

/** The tokens that tell most, the rarest first. */
function tellingTokens(query: ReadonlyMap<string, number>, statistics: CorpusStatistics): string[] {
  const frequency = (token: string) => statistics.frequencies.get(token) ?? 0;
  const worth = (token: string) =>
    (query.get(token) ?? 0) * inverseFrequency(frequency(token), statistics.clauses);
  const known = [...query.keys()].filter((token) => frequency(token) > 0).sort((a, b) => worth(b) - worth(a));
  let postings = 0;
  return known.slice(0, LOOKUP_TOKENS).filter((token, at) => {
    postings += frequency(token);
    return at < LEAST_LOOKUP_TOKENS || postings <= MOST_POSTINGS;
  });
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
