import { InvalidInput } from '#shared/errors.ts';
import { cardSchema } from './check-card.schema.ts';

/** Feishu's limits of a card. It says 30 KB without saying of how many bytes: the smaller reading. */
export const CARD_LIMITS = { bytes: 30_000, elements: 200, charts: 5, tables: 5, depth: 5 } as const;

/** A card that Feishu would refuse. The problems name places and properties, never what is written there. */
export class CardRefused extends InvalidInput {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super('card.refused', `卡片不符合飞书的要求:${problems.join(';')}`);
    this.problems = problems;
  }
}

interface Node {
  tag: string;
  path: string;
  value: Record<string, unknown>;
  /** The tags around it, from the outside in. */
  within: readonly string[];
}

/** In these, a `tag` is data and no component. */
const DATA_KEYS = new Set(['chart_spec', 'value', 'rows']);
const CONTAINERS = new Set(['column_set', 'form', 'collapsible_panel']);
const FIELDS = new Set(['input', 'select_static', 'multi_select_static', 'date_picker']);
const isInteractive = (tag: string) => tag === 'button' || FIELDS.has(tag);

/**
 * Checks what Feishu would check, from its pages on card JSON 2.0: known components with known properties, the
 * limits, and what may stand where.
 * @throws CardRefused with everything that is wrong
 */
export function checkCard(card: unknown): void {
  const shape = cardSchema.safeParse(card);
  if (!shape.success) {
    throw new CardRefused(shape.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  }
  const nodes = nodesOf(card);
  const problems = [...limitProblems(card, nodes), ...placeProblems(nodes), ...formProblems(nodes)];
  problems.push(...rowProblems(nodes), ...repeated(nodes, 'element_id', () => true));
  if (problems.length > 0) throw new CardRefused(problems);
}

/** How large a card is: bytes of its JSON, components (texts and options count, too), and whether both fit. */
export function measure(
  card: unknown,
  elements = nodesOf(card).length,
): { bytes: number; elements: number; fits: boolean } {
  const bytes = new TextEncoder().encode(JSON.stringify(card)).byteLength;
  return { bytes, elements, fits: bytes <= CARD_LIMITS.bytes && elements <= CARD_LIMITS.elements };
}

/** Every object with a tag, in the order of the document. */
function nodesOf(card: unknown): Node[] {
  const nodes: Node[] = [];
  collect(card, 'card', [], nodes);
  return nodes;
}

function collect(value: unknown, path: string, within: readonly string[], nodes: Node[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) collect(value[i], `${path}.${i}`, within, nodes);
    return;
  }
  const record = value as Record<string, unknown>;
  const tag = typeof record.tag === 'string' ? record.tag : null;
  if (tag !== null) nodes.push({ tag, path, value: record, within });
  const inside = tag === null ? within : [...within, tag];
  for (const key in record) {
    const child = record[key];
    if (typeof child === 'object' && !DATA_KEYS.has(key)) collect(child, `${path}.${key}`, inside, nodes);
  }
}

function limitProblems(card: unknown, nodes: readonly Node[]): string[] {
  const { bytes, elements } = measure(card, nodes.length);
  const count = (tag: string) => nodes.filter((node) => node.tag === tag).length;
  return [
    ...over('字节', bytes, CARD_LIMITS.bytes),
    ...over('组件', elements, CARD_LIMITS.elements),
    ...over('图表', count('chart'), CARD_LIMITS.charts),
    ...over('表格', count('table'), CARD_LIMITS.tables),
  ];
}

const over = (what: string, found: number, limit: number) =>
  found > limit ? [`${what}共 ${found},最多 ${limit}`] : [];

function placeProblems(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) => {
    const depth = node.within.filter((tag) => CONTAINERS.has(tag)).length;
    if ((node.tag === 'form' || node.tag === 'table') && node.within.length > 0) {
      return [`${node.path} ${node.tag} 只能放在根节点下`];
    }
    return CONTAINERS.has(node.tag) && depth >= CARD_LIMITS.depth ? [`${node.path} 嵌套超过 5 层`] : [];
  });
}

function formProblems(nodes: readonly Node[]): string[] {
  const inForm = (node: Node) => node.within.includes('form');
  const problems = nodes.flatMap((node) => {
    if (!isInteractive(node.tag)) return [];
    const submits = node.value.form_action_type !== undefined;
    if (inForm(node)) return node.value.name === undefined ? [`${node.path} 表单内的组件缺少 name`] : [];
    if (submits) return [`${node.path} 提交按钮必须在表单内`];
    return node.value.required === undefined ? [] : [`${node.path} required 只能用于表单内`];
  });
  for (const form of nodes.filter((node) => node.tag === 'form')) {
    const own = nodes.filter((node) => node.path.startsWith(`${form.path}.`));
    if (!own.some((node) => node.value.form_action_type === 'submit')) {
      problems.push(`${form.path} 表单缺少提交按钮`);
    }
  }
  return [...problems, ...repeated(nodes, 'name', (node) => isInteractive(node.tag) || node.tag === 'form')];
}

function rowProblems(nodes: readonly Node[]): string[] {
  return nodes
    .filter((node) => node.tag === 'table')
    .flatMap(({ path, value }) => {
      const names = new Set((value.columns as { name: string }[]).map((column) => column.name));
      const rows = value.rows as Record<string, unknown>[];
      return rows.some((row) => Object.keys(row).some((key) => !names.has(key)))
        ? [`${path} 表格的行有未定义的列`]
        : [];
    });
}

function repeated(nodes: readonly Node[], key: string, matters: (node: Node) => boolean): string[] {
  const values = nodes.filter(matters).flatMap((node) => {
    const value = node.value[key];
    return typeof value === 'string' ? [value] : [];
  });
  return values.filter((value, i) => values.indexOf(value) < i).map((value) => `${key}「${value}」重复`);
}
