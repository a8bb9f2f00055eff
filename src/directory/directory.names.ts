import type { Enterprise } from './directory.types.ts';

/** A name under which an enterprise is looked for. */
export interface SearchName {
  /** Normalised. */
  text: string;
  enterprise: Enterprise;
  by: 'name' | 'short-name' | 'brand';
}

/** A text as names are compared in, with the way back: `origin[i]` is where `text[i]` stood. */
export interface NormalisedText {
  text: string;
  origin: readonly number[];
}

const IGNORED = /[\s"'“”‘’「」『』《》·•・]/u;

/**
 * Makes texts comparable: full width to half width, small letters, without spaces and quotation marks.
 * Every element of `text` is one UTF-16 unit, so that positions can be counted in it.
 */
export function normaliseWithOrigin(text: string): NormalisedText {
  let result = '';
  const origin: number[] = [];
  let at = 0;
  for (const character of text) {
    if (!IGNORED.test(character)) {
      const plain = character.normalize('NFKC').toLowerCase();
      result += plain;
      for (let i = 0; i < plain.length; i++) origin.push(at);
    }
    at += character.length;
  }
  return { text: result, origin };
}

/** A name as it is compared: see normaliseWithOrigin. */
export function normaliseName(name: string): string {
  return normaliseWithOrigin(name).text;
}

/** The legal form at the end of a company's name. */
const LEGAL_FORM = /(?:集团)?(?:股份)?(?:有限责任公司|有限公司|股份公司|公司|有限合伙|合伙企业|厂)$/u;
const BRACKETS = /[((][^()()]*[))]/gu;

/** A derived short name is taken only from this length on: 发展 or 机械 would be found in any message. */
const SHORTEST_DERIVED = 3;

/**
 * The short name that follows from a legal name: without place in front and legal form behind.
 * 重庆市江津区云岭食品有限公司 → 云岭食品. null when nothing distinctive is left.
 * @param regions names of the places that may stand in front, such as 重庆市, 重庆, 江津区
 */
export function deriveShortName(name: string, regions: readonly string[]): string | null {
  const plain = name.replace(BRACKETS, '').trim();
  const core = withoutRegions(plain, regions).replace(LEGAL_FORM, '');
  return core.length >= SHORTEST_DERIVED && core !== name ? core : null;
}

/** A text without the names of places at its beginning. */
export function withoutRegions(text: string, regions: readonly string[]): string {
  let rest = text;
  for (;;) {
    const region = longestPrefix(rest, regions);
    if (region === null || region.length === rest.length) return rest;
    rest = rest.slice(region.length);
  }
}

function longestPrefix(text: string, prefixes: readonly string[]): string | null {
  let best: string | null = null;
  for (const prefix of prefixes) {
    if (prefix && text.startsWith(prefix) && prefix.length > (best?.length ?? 0)) best = prefix;
  }
  return best;
}
