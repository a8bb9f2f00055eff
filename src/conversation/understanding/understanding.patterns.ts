/**
 * The cue language of the knowledge files, read into parts: `厂房…(漏|裂)` is two parts, each a set of literals.
 * A group that holds a gap is spread into one variant for each of its alternatives.
 */
export interface Variant {
  /** Each part's literals; between two parts lies a gap. */
  parts: string[][];
  atStart: boolean;
  atEnd: boolean;
}

type Node = { literal: string } | { gap: true } | { group: Node[][]; optional: boolean };

/** How many literals one part may grow to: a longer one is a slip in the file. */
const MAX_LITERALS = 4_000;

/** Reads one cue. Text that is no cue (an unpaired bracket) is taken literally as far as it goes. */
export function readPattern(source: string): Variant[] {
  const atStart = source.startsWith('^');
  const body = source.slice(atStart ? 1 : 0);
  const atEnd = body.endsWith('$');
  const nodes = readSequence({ text: atEnd ? body.slice(0, -1) : body, at: 0 });
  return spread(nodes)
    .map((sequence) => ({ parts: toParts(sequence), atStart, atEnd }))
    .filter(({ parts }) => parts.length > 0);
}

interface Cursor {
  text: string;
  at: number;
}

function readSequence(cursor: Cursor): Node[] {
  const nodes: Node[] = [];
  while (cursor.at < cursor.text.length) {
    const character = cursor.text.charAt(cursor.at);
    if (character === '|' || character === ')') break;
    cursor.at++;
    if (character === '(') nodes.push(readGroup(cursor));
    else if (character === '…') nodes.push({ gap: true });
    else nodes.push({ literal: character });
  }
  return nodes;
}

function readGroup(cursor: Cursor): Node {
  const alternatives = [readSequence(cursor)];
  while (cursor.text.charAt(cursor.at) === '|') {
    cursor.at++;
    alternatives.push(readSequence(cursor));
  }
  if (cursor.text.charAt(cursor.at) === ')') cursor.at++;
  const optional = cursor.text.charAt(cursor.at) === '?';
  if (optional) cursor.at++;
  return { group: alternatives, optional };
}

/** Groups that hold a gap become alternatives of the whole. */
function spread(nodes: Node[]): Node[][] {
  let results: Node[][] = [[]];
  for (const node of nodes) {
    const choices: Node[][] =
      'group' in node && node.group.some(holdsGap)
        ? [...node.group.flatMap(spread), ...(node.optional ? [[]] : [])]
        : [[node]];
    results = results.flatMap((head) => choices.map((tail) => [...head, ...tail]));
  }
  return results;
}

function holdsGap(nodes: Node[]): boolean {
  return nodes.some((node) => 'gap' in node || ('group' in node && node.group.some(holdsGap)));
}

function toParts(nodes: Node[]): string[][] {
  const parts: string[][] = [];
  let current: Node[] = [];
  for (const node of [...nodes, { gap: true } as const]) {
    if (!('gap' in node)) {
      current.push(node);
      continue;
    }
    const literals = literalsOf(current).filter((literal) => literal !== '');
    if (literals.length > 0) parts.push([...new Set(literals)]);
    current = [];
  }
  return parts;
}

function literalsOf(nodes: Node[]): string[] {
  let results = [''];
  for (const node of nodes) {
    const choices = 'literal' in node ? [node.literal] : 'group' in node ? groupLiterals(node) : [''];
    results = results.flatMap((head) => choices.map((tail) => head + tail)).slice(0, MAX_LITERALS);
  }
  return results;
}

function groupLiterals(node: { group: Node[][]; optional: boolean }): string[] {
  return [...node.group.flatMap(literalsOf), ...(node.optional ? [''] : [])];
}
