import { type Line, type LineKind, NUMBERING, type Numbering } from './policy.lines.ts';

/** A numbered heading or item with what stands below it. */
export interface TreeNode {
  style: Numbering;
  number: number;
  /** The text behind the number, on its own line. */
  body: string;
  /** The index of its line. */
  line: number;
  parent: TreeNode | undefined;
  children: TreeNode[];
  /** 0 is the document itself; each attachment, and each second start of the numbering, is one more. */
  division: number;
}

/** One line, and the innermost numbered node that it stands in. */
export interface Row {
  line: number;
  kind: LineKind['kind'];
  node: TreeNode | undefined;
}

export interface Tree {
  rows: Row[];
  /** All nodes in the order of the document. */
  nodes: TreeNode[];
}

const rank = (style: Numbering) => NUMBERING.indexOf(style);

/** Puts the lines under the numbers that they belong to. */
export function buildTree(lines: readonly Line[], kinds: readonly LineKind[]): Tree {
  const rows: Row[] = [];
  const nodes: TreeNode[] = [];
  let open: TreeNode | undefined;
  let division = 0;
  let inAttachment = false;
  for (const [line] of lines.entries()) {
    const kind = kinds[line] ?? { kind: 'blank' };
    if (kind.kind === 'attachment' && isHeadOfAttachment(nodes, open)) {
      division++;
      open = undefined;
      inAttachment = true;
    }
    if (kind.kind === 'numbered' && !belongsToArticle(open, kind.style)) {
      const parent = parentFor(open, kind.style);
      if (!parent && !inAttachment && startsAgain(nodes, kind.style, kind.number, division)) division++;
      inAttachment = false;
      open = {
        style: kind.style,
        number: kind.number,
        body: kind.body,
        line,
        parent,
        children: [],
        division,
      };
      parent?.children.push(open);
      nodes.push(open);
      rows.push({ line, kind: 'numbered', node: open });
      continue;
    }
    const shown = kind.kind === 'numbered' ? 'paragraph' : kind.kind;
    rows.push({ line, kind: inAttachment && shown !== 'blank' ? 'attachment' : shown, node: open });
  }
  return { rows, nodes };
}

/** `附件` before the first clause is only the notice's list of what follows. */
function isHeadOfAttachment(nodes: readonly TreeNode[], open: TreeNode | undefined): boolean {
  return nodes.length > 0 && open !== undefined;
}

/** Below an article, `(一)` and `1.` are its own items: the article is cited whole. */
function belongsToArticle(open: TreeNode | undefined, style: Numbering): boolean {
  for (let node = open; node; node = node.parent) {
    if (node.style === '条') return rank(style) > rank('条');
  }
  return false;
}

function parentFor(open: TreeNode | undefined, style: Numbering): TreeNode | undefined {
  let node = open;
  while (node && rank(node.style) >= rank(style)) node = node.parent;
  return node;
}

function startsAgain(
  nodes: readonly TreeNode[],
  style: Numbering,
  number: number,
  division: number,
): boolean {
  if (number !== 1) return false;
  return nodes.some((node) => !node.parent && node.style === style && node.division === division);
}

/** The chain of nodes from the outermost to this one. */
export function chain(node: TreeNode): TreeNode[] {
  return node.parent ? [...chain(node.parent), node] : [node];
}
