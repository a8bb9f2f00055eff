import type { Candidate, ClauseName, CorpusStatistics, Embedder, PolicyIndex } from './policy.ports.ts';
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
  /** Clauses that are passed over before the ranking. */
  except?: readonly ClauseName[];
  /** More tokens to look for, with weights. */
  expansions?: ReadonlyMap<string, number>;
}

export interface Found extends Ranked<Candidate> {
  /** 0–1: how much nearer in meaning than others the clause is; 0 without vectors. */
  meaning: number;
}

/** What nearness in meaning counts beside the share of words. */
const MEANING = 0.6;
/** Fewer similarities than this say nothing of what is usual; then this one is taken for usual. */
const FEW = 5;
const USUAL = 0.5;

/**
 * Searches an index and ranks what it finds, by words and, where there are vectors, by meaning: the index looks for
 * either apart, and both scores are added here. A clause that is indexed in parts comes once, by its best part.
 */
export async function searchClauses(
  index: PolicyIndex,
  question: string,
  options: SearchOptions,
  embedder?: Embedder,
): Promise<Found[]> {
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
    ...(options.except?.length ? { except: options.except } : {}),
    ...(vector ? { vector } : {}),
  });
  const ranked = withMeaning(rankCandidates(query, candidates, statistics));
  return bestPerClause(ranked).slice(0, options.limit);
}

/**
 * Models differ in how alike they find any two texts, so a similarity counts by what it has over the usual one. Else
 * every question would be near to something, and none would be refused.
 */
function withMeaning(ranked: readonly Ranked<Candidate>[]): Found[] {
  const similarities = ranked
    .flatMap(({ candidate: { similarity } }) => (similarity === undefined ? [] : [similarity]))
    .sort((a, b) => a - b);
  const middle = similarities[Math.floor(similarities.length / 2)] ?? USUAL;
  const usual = Math.min(0.99, similarities.length < FEW ? USUAL : middle);
  const found = ranked.map((one): Found => {
    const similarity = one.candidate.similarity ?? 0;
    return { ...one, meaning: Math.max(0, (similarity - usual) / (1 - usual)) };
  });
  if (similarities.length === 0) return found;
  const fused = ({ share, meaning }: Found) => share + MEANING * meaning;
  return found.sort((a, b) => fused(b) - fused(a));
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

function bestPerClause(ranked: readonly Found[]): Found[] {
  const seen = new Set<string>();
  return ranked.filter(({ candidate }) => {
    const key = `${candidate.documentId}#${candidate.clauseId}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
