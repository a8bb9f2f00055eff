import type { SearchName } from './directory.names.ts';

/** A name that stands in a text, from `start` up to `end`. */
export interface Mention {
  name: SearchName;
  start: number;
  end: number;
}

export interface Mentions {
  certain: Mention[];
  /** Stands inside another company's full name: 鑫宏铝业 in 重庆金鑫宏铝业有限公司. */
  doubtful: Mention[];
}

const LEGAL_FORM_BEHIND = /^(?:集团)?(?:股份)?(?:有限|责任)*公司/u;
const LONGEST_NAME = 20;

/**
 * Builds a finder of names letter by letter; the longest name wins where several overlap, a full name over a short one.
 * @param names normalised
 * @param regions normalised names of places that begin a company's full name
 */
export function createExactFinder(
  names: readonly SearchName[],
  regions: readonly string[],
): (text: string) => Mentions {
  const byStart = new Map<string, SearchName[]>();
  for (const name of names) {
    const start = name.text.slice(0, 2);
    const bucket = byStart.get(start);
    if (bucket) bucket.push(name);
    else byStart.set(start, [name]);
  }

  return (text) => {
    const all: Mention[] = [];
    for (let at = 0; at + 1 < text.length; at++) {
      for (const name of byStart.get(text.slice(at, at + 2)) ?? []) {
        const end = at + name.text.length;
        if (text.startsWith(name.text, at) && hasEdges(text, at, end)) all.push({ name, start: at, end });
      }
    }
    const kept = all.filter((mention) => !all.some((other) => outdoes(other, mention)));
    const mentions: Mentions = { certain: [], doubtful: [] };
    for (const mention of kept) {
      const doubt = mention.name.by !== 'name' && standsInOtherName(text, mention, regions);
      mentions[doubt ? 'doubtful' : 'certain'].push(mention);
    }
    return mentions;
  };
}

/** Whether `other` makes `mention` void: it holds it and is longer, or is as long and the fuller name. */
function outdoes(other: Mention, mention: Mention): boolean {
  if (other.start > mention.start || other.end < mention.end) return false;
  const longer = other.end - other.start - (mention.end - mention.start);
  return longer > 0 || (other.name.by === 'name' && mention.name.by !== 'name');
}

const LATIN = /[a-z0-9]/;

/** A name of Latin letters must not begin or end inside a word. */
function hasEdges(text: string, start: number, end: number): boolean {
  const cut = (at: number) => LATIN.test(text.charAt(at - 1)) && LATIN.test(text.charAt(at));
  return !cut(start) && !cut(end);
}

/** Whether the text writes out a legal name around the mention that has more in it than place and mention. */
function standsInOtherName(text: string, mention: Mention, regions: readonly string[]): boolean {
  if (!LEGAL_FORM_BEHIND.test(text.slice(mention.end))) return false;
  const before = text.slice(Math.max(0, mention.start - LONGEST_NAME), mention.start);
  let nameStart = -1;
  for (const region of regions) {
    const at = region ? before.lastIndexOf(region) : -1;
    if (at >= 0) nameStart = Math.max(nameStart, at + region.length);
  }
  if (nameStart < 0) return false;
  return /^\p{Script=Han}{1,4}$/u.test(before.slice(nameStart));
}
