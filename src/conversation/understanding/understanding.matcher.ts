import { readPattern } from './understanding.patterns.ts';

/** A cue with the group that it speaks for and how strongly. */
export interface Cue {
  group: string;
  weight: number;
  pattern: string;
}

/** Where a cue was found: positions in the text, end exclusive. */
export interface Hit {
  cue: number;
  group: string;
  weight: number;
  start: number;
  end: number;
  /** Whether the hit is one unbroken literal of a cue that counts by itself. */
  whole: boolean;
}

export interface Matcher {
  /** Every place where a cue stands, in one walk over the text. */
  match(text: string): Hit[];
}

/** How far the two sides of `…` may lie apart. */
export const GAP = 8;
const NUMBER = /[0-9〇零一二两三四五六七八九十百千万几多半数来双.]/;
const MAX_NUMBER = 8;

interface TrieNode {
  next: Map<string, TrieNode>;
  ends: { variant: number; part: number }[];
}

interface CompiledVariant {
  cue: number;
  length: number;
  atStart: boolean;
  atEnd: boolean;
}

/** Compiles cues into one trie: a text is read once, whatever the number of cues. */
export function createMatcher(cues: readonly Cue[]): Matcher {
  const root: TrieNode = { next: new Map(), ends: [] };
  const variants: CompiledVariant[] = [];
  for (const [cue, { pattern }] of cues.entries()) {
    for (const { parts, atStart, atEnd } of readPattern(pattern)) {
      const variant = variants.push({ cue, length: parts.length, atStart, atEnd }) - 1;
      for (const [part, literals] of parts.entries()) {
        for (const literal of literals) insert(root, literal).ends.push({ variant, part });
      }
    }
  }

  function match(text: string): Hit[] {
    const hits: Hit[] = [];
    const partial = new Map<number, [number, number][][]>();
    const add = (variant: CompiledVariant, start: number, end: number) => {
      if ((variant.atStart && start !== 0) || (variant.atEnd && end !== text.length)) return;
      const { group = '', weight = 0 } = cues[variant.cue] ?? {};
      hits.push({ cue: variant.cue, group, weight, start, end, whole: variant.length === 1 && weight !== 0 });
    };
    for (let start = 0; start < text.length; start++) {
      walk(root, text, start, start, (ends, end) => {
        for (const { variant: index, part } of ends) {
          const variant = variants[index];
          if (!variant) continue;
          if (variant.length === 1) add(variant, start, end);
          else partsOf(partial, index, variant.length)[part]?.push([start, end]);
        }
      });
    }
    for (const [index, parts] of partial) {
      const variant = variants[index];
      if (variant) for (const [start, end] of join(parts, variant.atStart)) add(variant, start, end);
    }
    return hits;
  }

  return { match };
}

function insert(root: TrieNode, literal: string): TrieNode {
  let node = root;
  for (const character of literal) {
    let child = node.next.get(character);
    if (!child) {
      child = { next: new Map(), ends: [] };
      node.next.set(character, child);
    }
    node = child;
  }
  return node;
}

/** Follows the trie from one place; `#` swallows a number. */
function walk(
  node: TrieNode,
  text: string,
  start: number,
  at: number,
  found: (ends: TrieNode['ends'], end: number) => void,
): void {
  if (node.ends.length > 0) found(node.ends, at);
  const child = node.next.get(text.charAt(at));
  if (child) walk(child, text, start, at + 1, found);
  const number = node.next.get('#');
  if (!number) return;
  let end = at;
  while (end < text.length && end - at < MAX_NUMBER && NUMBER.test(text.charAt(end))) {
    end++;
    walk(number, text, start, end, found);
  }
}

function partsOf(partial: Map<number, [number, number][][]>, index: number, length: number) {
  let parts = partial.get(index);
  if (!parts) {
    parts = Array.from({ length }, () => []);
    partial.set(index, parts);
  }
  return parts;
}

/** Chains the parts of a gapped cue, each within the gap of the one before; at most one chain for each last part. */
function join(parts: [number, number][][], atStart: boolean): [number, number][] {
  let reached = new Map<number, number>();
  for (const [start, end] of parts[0] ?? []) if (!atStart || start === 0) reached.set(end, start);
  let chains: [number, number][] = [];
  for (const hits of parts.slice(1)) {
    chains = [];
    const next = new Map<number, number>();
    for (const [start, end] of hits) {
      for (let gap = 0; gap <= GAP; gap++) {
        const first = reached.get(start - gap);
        if (first === undefined) continue;
        next.set(end, first);
        chains.push([first, end]);
        break;
      }
    }
    reached = next;
  }
  return chains;
}

/** Drops the hits that lie inside a longer literal of another cue: `退税` speaks, the `税` in it does not. */
export function withoutContained(hits: readonly Hit[], length: number): Hit[] {
  const reach = new Array<number>(length + 1).fill(0);
  for (const hit of hits) if (hit.whole) reach[hit.start] = Math.max(reach[hit.start] ?? 0, hit.end);
  /** The furthest end of any literal that starts before the place. */
  const before = new Array<number>(length + 1).fill(0);
  for (let i = 1; i <= length; i++) before[i] = Math.max(before[i - 1] ?? 0, reach[i - 1] ?? 0);
  return hits.filter(
    ({ whole, start, end }) => !whole || ((before[start] ?? 0) < end && (reach[start] ?? 0) <= end),
  );
}
