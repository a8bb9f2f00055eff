import type { Line } from './policy.lines.ts';
import { chineseNumeral } from './policy.numerals.ts';
import { chain, type Tree, type TreeNode } from './policy.tree.ts';

/** Gives each node of a document an id that stays and a place for people. */
export interface Names {
  id(node: TreeNode): string;
  place(node: TreeNode): string;
}

const SAFEGUARDS = /保障|机制|组织实施|组织领导/;
const GOALS = /目标/;

/** The title of a node: its first sentence. */
export function titleOf(node: TreeNode): string {
  return (/^[^。;]*/.exec(node.body)?.[0] ?? '').trim();
}

/**
 * Items that count through the whole document, and articles, are named by their number; the goal is `goal`, safeguards
 * are `m1`…; anything else is named by its path, as `c2.3.1`. Attachments carry a prefix, as `a1-3`.
 */
export function createNames(tree: Tree): Names {
  const running = runningDivisions(tree);
  const goal = tree.nodes.find(
    (n) => n.style === '一、' && n.children.length === 0 && GOALS.test(titleOf(n)),
  );
  const safeguards = tree.nodes.find(
    (n) => n.style === '一、' && n.children.length > 0 && SAFEGUARDS.test(titleOf(n)),
  );
  const used = new Map<TreeNode, string>();
  const taken = new Set<string>();

  function propose(node: TreeNode): string {
    if (node === goal) return 'goal';
    if (safeguards && node.parent === safeguards && node.children.length === 0) return `m${node.number}`;
    const prefix = node.division > 0 ? `a${node.division}-` : '';
    if (isRunning(node)) return `${prefix}${node.number}`;
    const path = chain(node).map((n) => n.number);
    return `${prefix}c${path.join('.')}`;
  }
  function isRunning(node: TreeNode): boolean {
    return node.style === '条' || (node.style === '1.' && running.has(node.division));
  }
  return {
    id(node) {
      const known = used.get(node);
      if (known) return known;
      let id = propose(node);
      for (let again = 2; taken.has(id); again++) id = `${propose(node)}~${again}`;
      taken.add(id);
      used.set(node, id);
      return id;
    },
    place(node) {
      const nodes = chain(node);
      const whole = nodes.length === 1 && node.style === '一、';
      if (whole) return `${chineseNumeral(node.number)}、${titleOf(node)}`.slice(0, 40);
      const prefix = node.division > 0 ? `附件${node.division} ` : '';
      return prefix + nodes.map((n) => marker(n, isRunning(n))).join('');
    },
  };
}

function marker(node: TreeNode, running: boolean): string {
  const numeral = chineseNumeral(node.number);
  switch (node.style) {
    case '编':
    case '章':
    case '节':
    case '条':
      return `第${numeral}${node.style}`;
    case '一、':
      return numeral;
    case '(一)':
      return `(${numeral})`;
    default:
      return running ? `第${node.number}条` : `第${node.number}项`;
  }
}

/** The divisions whose `1.` items count on from section to section. */
function runningDivisions(tree: Tree): Set<number> {
  const last = new Map<number, number>();
  const broken = new Set<number>();
  for (const node of tree.nodes) {
    if (node.style !== '1.') continue;
    if (node.number <= (last.get(node.division) ?? 0)) broken.add(node.division);
    last.set(node.division, node.number);
  }
  return new Set([...last.keys()].filter((division) => !broken.has(division)));
}

/** Where the text of a line begins and ends, without the blanks around it. */
export function trimmed(text: string, lines: readonly Line[], first: number, last: number): [number, number] {
  const start = lines[first]?.start ?? 0;
  const end = lines[last]?.end ?? text.length;
  const raw = text.slice(start, end);
  return [start + (raw.length - raw.trimStart().length), end - (raw.length - raw.trimEnd().length)];
}
