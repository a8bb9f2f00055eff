import { createExactFinder, type Mention } from './directory.mentions.ts';
import { deriveShortName, normaliseName, normaliseWithOrigin, type SearchName } from './directory.names.ts';
import { createNearFinder } from './directory.near-names.ts';
import type { Enterprise } from './directory.types.ts';

/** How a name was found: in full, by a short name, by something near to it, by its first characters. */
export type FoundBy = 'name' | 'short-name' | 'near' | 'brand';

export interface EnterpriseMatch {
  /** The one enterprise that the text names, letter by letter; null when there is none, or more than one. */
  exact: Enterprise | null;
  /** All that may be meant, best first; `[exact]` when there is one. Show a person the first few. */
  candidates: readonly Enterprise[];
  /** How the first of them was found; null without candidates. */
  foundBy: FoundBy | null;
  /** What of the text was taken for the name, as it was written; null unless it was found letter by letter. */
  matched: string | null;
}

export interface EnterpriseMatcher {
  /** Finds the enterprise that a free text names. Deterministic; no I/O. */
  find(text: string): EnterpriseMatch;
}

const NOTHING: EnterpriseMatch = { exact: null, candidates: [], foundBy: null, matched: null };

/**
 * Builds a matcher over a district's enterprises: full names, short names (listed ones and the one that follows from
 * the name), then typos and characters of the same sound, then the first two characters of a name.
 * @param regions what may stand in front of a name: 重庆市, 重庆, 江津区 … (from departments.yaml)
 */
export function createEnterpriseMatcher(
  enterprises: readonly Enterprise[],
  regions: readonly string[],
): EnterpriseMatcher {
  const names = enterprises.flatMap((enterprise) => namesOf(enterprise, regions));
  const findExact = createExactFinder(names, regions.map(normaliseName));
  const findNear = createNearFinder(names);
  const findBrand = createExactFinder(brandsOf(names), []);

  return {
    find(raw) {
      const normalised = normaliseWithOrigin(raw);
      const { certain, doubtful } = findExact(normalised.text);
      if (certain.length > 0) return fromMentions(certain, raw, normalised.origin);
      const near = unique([...doubtful.map((m) => m.name.enterprise), ...findNear(normalised.text)]);
      if (near.length > 0) return { exact: null, candidates: near, foundBy: 'near', matched: null };
      const brands = unique(findBrand(normalised.text).certain.map((m) => m.name.enterprise));
      return brands.length > 0
        ? { exact: null, candidates: brands, foundBy: 'brand', matched: null }
        : NOTHING;
    },
  };
}

function namesOf(enterprise: Enterprise, regions: readonly string[]): SearchName[] {
  const short = new Set(enterprise.shortNames.map(normaliseName).filter((s) => s.length >= 2));
  const derived = deriveShortName(enterprise.name, regions);
  if (derived) short.add(normaliseName(derived));
  const name = normaliseName(enterprise.name);
  short.delete(name);
  return [
    { text: name, enterprise, by: 'name' },
    ...[...short].map((text) => ({ text, enterprise, by: 'short-name' as const })),
  ];
}

/** 鑫宏 of 鑫宏铝业: what people say when they know each other. A word of the language is no brand. */
function brandsOf(names: readonly SearchName[]): SearchName[] {
  const words = new Intl.Segmenter('zh', { granularity: 'word' });
  const isWord = (text: string) => [...words.segment(text)].length === 1;
  return names
    .filter((name) => name.by === 'short-name' && /^\p{Script=Han}{4,}/u.test(name.text))
    .map((name) => ({ ...name, text: name.text.slice(0, 2), by: 'brand' as const }))
    .filter((name) => !isWord(name.text));
}

function fromMentions(mentions: readonly Mention[], raw: string, origin: readonly number[]): EnterpriseMatch {
  const [first] = mentions;
  const found = unique(mentions.map((m) => m.name.enterprise));
  const [only, another] = found;
  if (!first || !only) return NOTHING;
  const last = origin[first.end - 1] ?? 0;
  const matched = raw.slice(origin[first.start] ?? 0, last + ((raw.codePointAt(last) ?? 0) > 0xffff ? 2 : 1));
  const by = first.name.by;
  if (another) return { exact: null, candidates: found, foundBy: by, matched: null };
  return { exact: only, candidates: [only], foundBy: by, matched };
}

function unique(enterprises: readonly Enterprise[]): Enterprise[] {
  return [...new Map(enterprises.map((e) => [e.id, e])).values()];
}
