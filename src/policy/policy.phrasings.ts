import { type Derive, deriveAnew } from '#shared/derive.ts';
import type { ConceptHit, Lexicon } from './policy.lexicon.ts';
import { inverseFrequency } from './policy.ranking.ts';
import { tokenize } from './policy.tokens.ts';

/** How like a question is to what people ask about a clause, each 0–1. */
export interface Likeness {
  /** To the nearest single phrasing: 1 is the same words. */
  asked: number;
  /** To all phrasings together: words that come in many of them count more. */
  familiar: number;
}

/** The worth of a word that no phrasing has, of a shared concept, of a single character. */
const UNHEARD = 3;
const CONCEPT_FEATURE = 1.5;
const SINGLE_CHARACTER = 0.3;
/** BM25 over all phrasings of a clause; an unheard word still lowers the share a little. */
const K1 = 2;
const B = 0.5;
const UNHEARD_TOGETHER = 0.5;

/**
 * Compiles the phrasings that a district noted.
 * @param noted for each clause's key the ways people ask about it
 */
export function createPhrasings(
  noted: readonly (readonly [key: string, phrases: readonly string[]])[],
  lexicon: Lexicon,
  derive: Derive = deriveAnew,
): (normalised: string, hits: readonly ConceptHit[]) => Map<string, Likeness> {
  const single = derive('policy phrasings', () =>
    noted.flatMap(([key, phrases]) =>
      phrases.map((phrase) => {
        const plain = lexicon.normalise(phrase);
        return { key, features: features(plain, lexicon.concepts(plain)) };
      }),
    ),
  );
  const nearest = createNearest(single);
  const together = createTogether(single);
  return (normalised, hits) => {
    const own = features(normalised, hits);
    const likeness = new Map<string, Likeness>();
    for (const [key, asked] of nearest(own)) likeness.set(key, { asked, familiar: 0 });
    for (const [key, familiar] of together(own)) {
      likeness.set(key, { asked: likeness.get(key)?.asked ?? 0, familiar });
    }
    return likeness;
  };
}

interface Phrasing {
  key: string;
  features: ReadonlySet<string>;
}

/** The weighted overlap with the nearest phrasing of each clause. */
function createNearest(phrasings: readonly Phrasing[]) {
  const postings = postingsOf(phrasings.map(({ features: set }) => set));
  const weight = (feature: string) => {
    const known = postings.get(feature)?.length ?? 0;
    const rarity = known === 0 ? UNHEARD : Math.log(1 + (phrasings.length + 1) / (known + 0.5));
    if (feature.startsWith('#')) return CONCEPT_FEATURE * rarity;
    return feature.length === 1 ? SINGLE_CHARACTER * rarity : rarity;
  };
  const totals = phrasings.map(({ features: set }) => sum(set, weight));
  return (own: ReadonlySet<string>): Map<string, number> => {
    const total = sum(own, weight);
    const shared = new Map<number, number>();
    for (const feature of own) {
      const value = weight(feature);
      for (const at of postings.get(feature) ?? []) shared.set(at, (shared.get(at) ?? 0) + value);
    }
    const best = new Map<string, number>();
    for (const [at, value] of shared) {
      const key = phrasings[at]?.key ?? '';
      best.set(key, Math.max(best.get(key) ?? 0, value / Math.sqrt(total * (totals[at] ?? 1))));
    }
    return best;
  };
}

/** BM25 of the question over each clause's phrasings taken as one text, as a share of what could be reached. */
function createTogether(phrasings: readonly Phrasing[]) {
  const counts = new Map<string, Map<string, number>>();
  for (const { key, features: set } of phrasings) {
    const of = counts.get(key) ?? new Map<string, number>();
    for (const feature of set) of.set(feature, (of.get(feature) ?? 0) + 1);
    counts.set(key, of);
  }
  const texts = [...counts].map(([key, of]) => ({ key, of, length: sum(of.keys(), (f) => of.get(f) ?? 0) }));
  const average = texts.reduce((total, text) => total + text.length, 0) / Math.max(1, texts.length);
  const postings = postingsOf(texts.map(({ of }) => of.keys()));
  const rarity = (feature: string) => {
    const known = postings.get(feature)?.length ?? 0;
    return known === 0 ? UNHEARD_TOGETHER : inverseFrequency(known, texts.length);
  };
  return (own: ReadonlySet<string>): Map<string, number> => {
    const reachable = sum(own, rarity) * (K1 + 1);
    const scores = new Map<string, number>();
    for (const feature of own) {
      for (const at of postings.get(feature) ?? []) {
        const text = texts[at];
        const count = text?.of.get(feature) ?? 0;
        const norm = K1 * (1 - B + (B * (text?.length ?? 0)) / average);
        const part = (rarity(feature) * count * (K1 + 1)) / (count + norm);
        if (text) scores.set(text.key, (scores.get(text.key) ?? 0) + part / reachable);
      }
    }
    return scores;
  };
}

function postingsOf(sets: readonly Iterable<string>[]): Map<string, number[]> {
  const postings = new Map<string, number[]>();
  for (const [at, set] of sets.entries()) {
    for (const feature of set) {
      const list = postings.get(feature);
      if (list) list.push(at);
      else postings.set(feature, [at]);
    }
  }
  return postings;
}

function features(normalised: string, hits: readonly ConceptHit[]): Set<string> {
  const set = new Set(tokenize(normalised));
  for (const hit of hits) set.add(`#${hit.concept.name}`);
  return set;
}

function sum(features: Iterable<string>, weight: (feature: string) => number): number {
  let total = 0;
  for (const feature of features) total += weight(feature);
  return total;
}
