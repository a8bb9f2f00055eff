import { pinyin } from 'pinyin-pro';

const HAN_RUN = /\p{Script=Han}+/gu;
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });
/** Terms of this length or more are also recognised with one wrong character that only looks alike. */
const LOOKALIKE_LENGTH = 4;

/** Never slips: they stand between words. */
const FUNCTION = /[是的得地了不能会在有和与也都就吗呢吧要这那我你他请问去来到把被给]/;

interface Correcting {
  known: ReadonlySet<string>;
  bySound: ReadonlyMap<string, string>;
  /** The lengths of the terms, longest first. */
  lengths: readonly number[];
  /** Terms by what is left of them without one character: `服务*员` → 服务专员. */
  byRest: ReadonlyMap<string, readonly string[]>;
  /** The lengths of those terms, longest first. */
  restLengths: readonly number[];
}

/**
 * Mends words that were typed by sound or by a look-alike: 服务专圆 is 服务专员. Sounds are compared as people here
 * type them: z and zh, n and l, in and ing are the same.
 * @param terms the words to recognise, of Chinese characters
 * @param others more words that are right as they are
 */
export function createTypoCorrector(
  terms: readonly string[],
  others: readonly string[] = [],
): (text: string) => string {
  const bySound = new Map<string, string>();
  for (const term of new Set(terms)) {
    if (term.length >= 2 && /^\p{Script=Han}+$/u.test(term)) bySound.set(sounds(term).join(' '), term);
  }
  const words = [...bySound.values()];
  const lookalikes = words.filter((word) => word.length >= LOOKALIKE_LENGTH);
  const correcting: Correcting = {
    known: new Set([...terms, ...others]),
    bySound,
    lengths: lengthsOf(words),
    byRest: indexByRest(lookalikes),
    restLengths: lengthsOf(lookalikes),
  };
  return (text) => text.replace(HAN_RUN, (run) => mendRun(run, correcting));
}

function lengthsOf(words: readonly string[]): number[] {
  return [...new Set(words.map((word) => word.length))].sort((a, b) => b - a);
}

function restOf(term: string, without: number): string {
  return `${term.slice(0, without)}*${term.slice(without + 1)}`;
}

function indexByRest(terms: readonly string[]): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const term of terms) {
    for (let i = 0; i < term.length; i++) {
      const rest = restOf(term, i);
      index.set(rest, [...(index.get(rest) ?? []), term]);
    }
  }
  return index;
}

function mendRun(run: string, correcting: Correcting): string {
  const loose = looseCharacters(run);
  // Only a character that stands alone can be a slip.
  if (loose.size === 0) return run;
  const heard = sounds(run);
  let mended = run;
  const put = (at: number, term: string) => {
    mended = mended.slice(0, at) + term + mended.slice(at + term.length);
    for (let i = 0; i < term.length; i++) loose.delete(at + i);
  };
  for (const length of correcting.lengths) {
    for (let at = 0; at + length <= run.length; at++) {
      const term = correcting.bySound.get(heard.slice(at, at + length).join(' '));
      if (term && isSlipOfSound(mended.slice(at, at + length), term, at, loose, correcting.known))
        put(at, term);
    }
  }
  for (const length of correcting.restLengths) {
    for (let at = 0; at + length <= run.length; at++) {
      const term = lookalikeOf(mended.slice(at, at + length), at, loose, correcting);
      if (term) put(at, term);
    }
  }
  return mended;
}

function isSlipOfSound(
  seen: string,
  term: string,
  at: number,
  loose: ReadonlySet<number>,
  known: ReadonlySet<string>,
): boolean {
  if (known.has(seen)) return false;
  const wrong = differing(seen, term);
  if (wrong.some((i) => FUNCTION.test(seen[i] ?? ''))) return false;
  // A short word is a slip only where both characters make no sense with their neighbours.
  if (term.length === 2) return loose.has(at) && loose.has(at + 1);
  return wrong.some((i) => loose.has(at + i));
}

/** The first term that differs from what is seen in one character only, one that can be a slip. */
function lookalikeOf(
  seen: string,
  at: number,
  loose: ReadonlySet<number>,
  { byRest, known }: Correcting,
): string | undefined {
  for (let i = 0; i < seen.length; i++) {
    if (!loose.has(at + i)) continue;
    const term = byRest.get(restOf(seen, i))?.find((t) => isLookalike(seen, t, at, loose, known));
    if (term) return term;
  }
  return undefined;
}

function isLookalike(
  seen: string,
  term: string,
  at: number,
  loose: ReadonlySet<number>,
  known: ReadonlySet<string>,
): boolean {
  const wrong = differing(seen, term);
  const [only] = wrong;
  if (wrong.length !== 1 || only === undefined || known.has(seen)) return false;
  if (!loose.has(at + only) || FUNCTION.test(seen[only] ?? '')) return false;
  // 专精特新 followed by any word is no slip of 专精特新板.
  const rest = term.slice(0, only) + term.slice(only + 1);
  return !((only === 0 || only === term.length - 1) && known.has(rest));
}

function differing(a: string, b: string): number[] {
  return [...a].flatMap((character, at) => (character === b[at] ? [] : [at]));
}

/** Where a character stands alone: one inside a dictionary word is hardly a slip. */
function looseCharacters(run: string): Set<number> {
  const loose = new Set<number>();
  for (const { segment, index } of segmenter.segment(run)) {
    if (segment.length === 1) loose.add(index);
  }
  return loose;
}

function sounds(run: string): string[] {
  return pinyin(run, { toneType: 'none', type: 'array' }).map((syllable) =>
    syllable
      .replace(/^(z|c|s)h/, '$1')
      .replace(/^n(?=[aeiouv])/, 'l')
      .replace(/ng$/, 'n'),
  );
}
