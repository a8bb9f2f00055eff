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
  next: Map<number, TrieNode>;
  /** Literals that end here and are a whole cue. */
  whole: number[];
  /** Literals that end here and open a cue of several parts. */
  opening: number[];
  /** Literals that end here and go on with a cue: its number and the part. */
  further: { variant: number; part: number }[];
}

interface CompiledVariant {
  cue: number;
  length: number;
  atStart: boolean;
  atEnd: boolean;
}

const NUMBER_EDGE = '#'.charCodeAt(0);

/** Compiles cues into one trie: a text is read once, whatever the number of cues. */
export function createMatcher(cues: readonly Cue[]): Matcher {
  const root = createNode();
  const variants: CompiledVariant[] = [];
  for (const [cue, { pattern }] of cues.entries()) {
    for (const { parts, atStart, atEnd } of readPattern(pattern)) {
      const variant = variants.push({ cue, length: parts.length, atStart, atEnd }) - 1;
      for (const [part, literals] of parts.entries()) {
        for (const literal of literals) addLiteral(insert(root, literal), variant, part, parts.length);
      }
    }
  }

  function match(text: string): Hit[] {
    const hits: Hit[] = [];
    const chains: Chains = new Map();
    const add = (index: number, start: number, end: number) => {
      const variant = variants[index];
      if (!variant || (variant.atStart && start !== 0) || (variant.atEnd && end !== text.length)) return;
      const { group = '', weight = 0 } = cues[variant.cue] ?? {};
      const whole = variant.length === 1 && weight !== 0;
      hits.push({ cue: variant.cue, group, weight, start, end, whole });
    };
    const visit = (node: TrieNode, start: number, end: number) => {
      for (const variant of node.whole) add(variant, start, end);
      for (const variant of node.opening) remember(chains, variant, 0, start, end);
      for (const { variant, part } of node.further) {
        const first = continued(chains, variant, part, start);
        if (first === undefined) continue;
        if (part === (variants[variant]?.length ?? 0) - 1) add(variant, first, end);
        else remember(chains, variant, part, first, end);
      }
    };
    for (let start = 0; start < text.length; start++) walk(root, text, start, start, visit);
    return hits;
  }

  return { match };
}

function createNode(): TrieNode {
  return { next: new Map(), whole: [], opening: [], further: [] };
}

function addLiteral(node: TrieNode, variant: number, part: number, length: number): void {
  if (length === 1) node.whole.push(variant);
  else if (part === 0) node.opening.push(variant);
  else node.further.push({ variant, part });
}

function insert(root: TrieNode, literal: string): TrieNode {
  let node = root;
  for (let i = 0; i < literal.length; i++) {
    const code = literal.charCodeAt(i);
    let child = node.next.get(code);
    if (!child) {
      child = createNode();
      node.next.set(code, child);
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
  visit: (node: TrieNode, start: number, end: number) => void,
): void {
  if (at > start) visit(node, start, at);
  if (at >= text.length) return;
  const child = node.next.get(text.charCodeAt(at));
  if (child) walk(child, text, start, at + 1, visit);
  const number = node.next.get(NUMBER_EDGE);
  if (!number) return;
  let end = at;
  while (end < text.length && end - at < MAX_NUMBER && NUMBER.test(text.charAt(end))) {
    end++;
    walk(number, text, start, end, visit);
  }
}

/** For each begun cue and part, the last places where that part ended, with where the cue began. */
type Chains = Map<number, Chain[][]>;
interface Chain {
  first: number;
  end: number;
}
/** Places are read from left to right, so only the last few can lie within the gap. */
const KEPT = 12;

function remember(chains: Chains, variant: number, part: number, first: number, end: number): void {
  const parts = chains.get(variant) ?? [];
  chains.set(variant, parts);
  const ends = parts[part] ?? [];
  parts[part] = ends;
  ends.push({ first, end });
  if (ends.length > KEPT) ends.shift();
}

/** Where the cue began whose part before this one ended within the gap; undefined where there is none. */
function continued(chains: Chains, variant: number, part: number, start: number): number | undefined {
  const ends = chains.get(variant)?.[part - 1];
  if (!ends) return undefined;
  for (let i = ends.length - 1; i >= 0; i--) {
    const chain = ends[i];
    if (chain && chain.end <= start && start - chain.end <= GAP) return chain.first;
  }
  return undefined;
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
