import type { Line } from './policy.lines.ts';
import { createNames, type Names, titleOf, trimmed } from './policy.naming.ts';
import { responsibleUnits } from './policy.responsible.ts';
import { chain, type Row, type Tree, type TreeNode } from './policy.tree.ts';
import type { Clause, Part, PartKind } from './policy.types.ts';

interface Source {
  text: string;
  frontText: string;
}

interface Draft {
  node: TreeNode;
  /** The rows of its text, in order: its own line or, below a bare title, what follows it. */
  rows: Row[];
}

const TEXT_ROWS: ReadonlySet<Row['kind']> = new Set(['numbered', 'paragraph', 'responsible']);

/** Cuts the tree into clauses and parts. */
export function cutClauses(
  source: Source,
  lines: readonly Line[],
  tree: Tree,
): { parts: Part[]; clauses: Clause[] } {
  const names = createNames(tree);
  const standing = standingResponsible(tree);
  const drafts = tree.nodes.flatMap((node) => draftOf(node, tree, standing));
  const owner = new Map<number, string>();
  const clauses: Clause[] = [];
  for (const draft of drafts) {
    const clause = clauseOf(draft, source, lines, names);
    for (const row of draft.rows) owner.set(row.line, clause.id);
    clauses.push(clause);
  }
  const withUnits = addResponsible(clauses, drafts, standing, source, lines, names, owner);
  const meta = metaClause(source, lines, tree, owner);
  return { parts: cutParts(lines, tree, owner, source.text.length), clauses: [...withUnits, meta] };
}

function draftOf(node: TreeNode, tree: Tree, standing: ReadonlyMap<Row, TreeNode>): Draft[] {
  const own = tree.rows.filter((row) => row.node === node && TEXT_ROWS.has(row.kind) && !standing.has(row));
  const [head, ...below] = own;
  if (!head) return [];
  const bare = isBareTitle(node) && node.style !== '条';
  if (bare && below.length > 0) return [{ node, rows: below }];
  // A title with items below it is only a heading.
  if (node.children.length > 0 && bare) return [];
  if (node.body === '' && below.length === 0) return [];
  return [{ node, rows: own }];
}

/** Whether the line is a title: one sentence, and short. */
function isBareTitle(node: TreeNode): boolean {
  const rest = node.body.slice(titleOf(node).length).replace(/^[。;]/, '');
  return rest.trim() === '' && (node.children.length > 0 || node.body.length <= 40);
}

function clauseOf(draft: Draft, source: Source, lines: readonly Line[], names: Names): Clause {
  const { node, rows } = draft;
  const first = rows[0]?.line ?? node.line;
  const last = rows.at(-1)?.line ?? node.line;
  let [start, end] = trimmed(source.text, lines, first, last);
  if (first === node.line && node.style !== '条' && node.body !== '') {
    start = source.text.indexOf(node.body, start);
  }
  if (end < start) end = start;
  const text = source.text.slice(start, end);
  const headings = chain(node).filter((n) => n !== node || first !== node.line);
  return {
    id: names.id(node),
    kind: node.style === '条' ? 'article' : node.style === '1.' ? 'item' : 'section',
    place: names.place(node),
    headings: headings.map(titleOf).filter((title) => title !== '' && title !== text),
    text,
    start,
    end,
    departments: responsibleUnits(text),
    excerpts: [],
  };
}

/** The responsible-unit lines that speak for several clauses, each with the section that it closes. */
function standingResponsible(tree: Tree): Map<Row, TreeNode> {
  const standing = new Map<Row, TreeNode>();
  for (const row of tree.rows) {
    const section = row.node?.parent;
    if (row.kind !== 'responsible' || !row.node || !section) continue;
    const previous = tree.rows.findLast((r) => r.kind === 'responsible' && r.line < row.line);
    const covered = section.children.filter((n) => n.line < row.line && n.line > (previous?.line ?? -1));
    if (covered.length > 1 || section.children.length === 1) standing.set(row, section);
  }
  return standing;
}

function addResponsible(
  clauses: readonly Clause[],
  drafts: readonly Draft[],
  standing: ReadonlyMap<Row, TreeNode>,
  source: Source,
  lines: readonly Line[],
  names: Names,
  owner: Map<number, string>,
): Clause[] {
  const all = [...clauses];
  let number = 0;
  let from = -1;
  for (const [row, section] of standing) {
    const id = `s${++number}`;
    const [start, end] = trimmed(source.text, lines, row.line, row.line);
    const text = source.text.slice(start, end);
    const departments = responsibleUnits(text);
    const covered = drafts.filter(
      (d) => d.node.line < row.line && d.node.line > from && d.node.parent === section,
    );
    from = row.line;
    for (const draft of covered) {
      const at = all.findIndex((c) => c.id === names.id(draft.node));
      const clause = all[at];
      if (clause) {
        const own = clause.departments.length > 0 ? clause.departments : departments;
        all[at] = { ...clause, departments: own, responsibleId: id };
      }
    }
    owner.set(row.line, id);
    all.push({
      id,
      kind: 'responsible',
      place: `${names.place(section).replace(/、.*$/, '')}责任单位`,
      headings: chain(section).map(titleOf),
      text,
      start,
      end,
      departments,
      excerpts: [],
    });
  }
  return all.sort((a, b) => a.start - b.start);
}

/** The document's own data: its head, or the front matter where the text has none. */
function metaClause(source: Source, lines: readonly Line[], tree: Tree, owner: Map<number, string>): Clause {
  const data = tree.rows.filter((row) => row.kind === 'data');
  const first = data[0];
  const last = data.at(-1);
  const base = { id: 'meta', kind: 'meta', place: '公文信息', headings: [], departments: [] } as const;
  if (!first || !last) {
    return {
      ...base,
      text: source.frontText.trim(),
      start: 0,
      end: 0,
      excerpts: adoption(source, lines, tree),
    };
  }
  for (const row of data) owner.set(row.line, 'meta');
  const title = tree.rows.find((row) => row.line === last.line + 1 && row.kind === 'title');
  const [start, end] = trimmed(source.text, lines, first.line, title?.line ?? last.line);
  return {
    ...base,
    text: source.text.slice(start, end),
    start,
    end,
    excerpts: adoption(source, lines, tree),
  };
}

/** The sentence that says who adopted the document, and the signature. */
function adoption(source: Source, lines: readonly Line[], tree: Tree): string[] {
  const passed = tree.rows.find(
    (row) => !row.node && /审议通过|印发给你们/.test(lines[row.line]?.text ?? ''),
  );
  const signed = tree.rows.filter((row) => row.kind === 'signature');
  const spans = [passed ? [passed, passed] : [], signed.length > 0 ? [signed[0], signed.at(-1)] : []];
  return spans.flatMap(([first, last]) => {
    if (!first || !last) return [];
    const [start, end] = trimmed(source.text, lines, first.line, last.line);
    return [source.text.slice(start, end)];
  });
}

const PART_OF_ROW: Partial<Record<Row['kind'], PartKind>> = {
  data: 'data',
  title: 'title',
  note: 'note',
  signature: 'signature',
  attachment: 'attachment',
  furniture: 'furniture',
  responsible: 'responsible',
  numbered: 'heading',
};

function cutParts(
  lines: readonly Line[],
  tree: Tree,
  owner: ReadonlyMap<number, string>,
  length: number,
): Part[] {
  const parts: Part[] = [];
  for (const row of tree.rows) {
    const line = lines[row.line];
    if (!line) continue;
    const clauseId = owner.get(row.line);
    const previous = parts.at(-1);
    const kind = partKind(row, clauseId);
    const continues = row.kind === 'blank' || (previous?.kind === kind && previous.clauseId === clauseId);
    if (previous && continues) {
      previous.end = line.end;
    } else {
      parts.push(
        clauseId
          ? { kind, start: line.start, end: line.end, clauseId }
          : { kind, start: line.start, end: line.end },
      );
    }
  }
  if (parts.length === 0 && length > 0) parts.push({ kind: 'preamble', start: 0, end: length });
  return parts;
}

function partKind(row: Row, clauseId: string | undefined): PartKind {
  if (clauseId === 'meta') return 'data';
  if (row.kind === 'responsible') return clauseId?.startsWith('s') ? 'responsible' : 'clause';
  if (clauseId) return 'clause';
  return PART_OF_ROW[row.kind] ?? 'preamble';
}
