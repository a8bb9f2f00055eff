import { cardSchema } from './card.schema.ts';

/** The platform's limits of a card. */
export const CARD_LIMITS = { bytes: 30 * 1024, elements: 200, charts: 5, tables: 5, depth: 5 } as const;

/** Why Feishu would refuse a card: its sub-code under 230099, where, and what is wrong. */
export interface CardProblem {
  code: number;
  path: string;
  message: string;
}

const PARSE_ERROR = 200621;
const LIMIT = 11310;
const GONE_IN_V2 = 200861;
const TOO_LONG = 230025;
const NO_NAME_IN_FORM = 200530;
const BAD_TABLE_ROW = 200915;

const GONE_TAGS = new Set(['note', 'action', 'actions']);
const CONTAINERS = new Set(['column_set', 'form', 'interactive_container', 'collapsible_panel']);
const INTERACTIVE = new Set([
  'button',
  'input',
  'select_static',
  'multi_select_static',
  'select_person',
  'multi_select_person',
  'date_picker',
  'picker_time',
  'picker_datetime',
  'checker',
  'overflow',
]);

interface Node {
  tag: string;
  path: string;
  value: Record<string, unknown>;
  /** The tags of the components around it, from the outside in. */
  within: readonly string[];
}

/**
 * Says what Feishu would refuse in a card of JSON 2.0, or null for a good one.
 * @param card the card as data, not as a string
 * Source: the open platform's pages on card JSON 2.0 and the sub-codes of error 230099.
 */
export function checkCard(card: unknown): CardProblem | null {
  const size = new TextEncoder().encode(JSON.stringify(card) ?? '').byteLength;
  if (size > CARD_LIMITS.bytes) {
    return {
      code: TOO_LONG,
      path: 'ROOT',
      message: `card has ${size} bytes, more than ${CARD_LIMITS.bytes}`,
    };
  }
  const nodes = nodesOf(card);
  return (
    goneTag(nodes) ??
    shape(card) ??
    limits(nodes) ??
    uniqueIds(nodes) ??
    nesting(nodes) ??
    forms(nodes) ??
    tableRows(nodes)
  );
}

/** Data of the card's own, in which a `tag` would be no component. */
const OPAQUE = new Set(['chart_spec', 'value', 'rows']);

/** Every object with a `tag`, in document order. */
function nodesOf(value: unknown, path = 'ROOT', within: readonly string[] = []): Node[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => nodesOf(item, `${path} -> [${i}]`, within));
  if (typeof value !== 'object' || value === null) return [];
  const record = value as Record<string, unknown>;
  const tag = typeof record.tag === 'string' ? record.tag : null;
  const here = tag === null ? path : `${path}(tag: ${tag})`;
  const inside = tag === null ? within : [...within, tag];
  const children = Object.entries(record)
    .filter(([key]) => !OPAQUE.has(key))
    .flatMap(([key, child]) => nodesOf(child, `${here} -> ${key}`, inside));
  return tag === null ? children : [{ tag, path: here, value: record, within }, ...children];
}

function goneTag(nodes: readonly Node[]): CardProblem | null {
  const gone = nodes.find((n) => GONE_TAGS.has(n.tag));
  if (!gone) return null;
  return {
    code: GONE_IN_V2,
    path: gone.path,
    message: `cards of schema V2 no longer support this capability; ErrorValue: unsupported tag ${gone.tag}`,
  };
}

function shape(card: unknown): CardProblem | null {
  const checked = cardSchema.safeParse(card);
  if (checked.success) return null;
  const issue = checked.error.issues[0];
  const path = [
    'ROOT',
    ...(issue?.path ?? []).map((p) => (typeof p === 'number' ? `[${p}]` : String(p))),
  ].join(' -> ');
  const unknownKeys =
    issue?.code === 'unrecognized_keys' ? `unknown property: ${issue.keys.join(', ')}` : issue?.message;
  return { code: PARSE_ERROR, path, message: `parse card json err, ${unknownKeys}` };
}

function limits(nodes: readonly Node[]): CardProblem | null {
  if (nodes.length > CARD_LIMITS.elements) {
    return { code: LIMIT, path: 'ROOT', message: `element exceeds the limit: ${nodes.length}` };
  }
  const count = (tag: string) => nodes.filter((n) => n.tag === tag).length;
  if (count('chart') > CARD_LIMITS.charts)
    return { code: LIMIT, path: 'ROOT', message: 'more than 5 charts' };
  if (count('table') > CARD_LIMITS.tables)
    return { code: LIMIT, path: 'ROOT', message: 'more than 5 tables' };
  const deep = nodes.find((n) => CONTAINERS.has(n.tag) && depthOf(n) > CARD_LIMITS.depth);
  return deep ? { code: LIMIT, path: deep.path, message: 'containers are nested more than 5 deep' } : null;
}

const depthOf = (node: Node) => 1 + node.within.filter((tag) => CONTAINERS.has(tag)).length;

function uniqueIds(nodes: readonly Node[]): CardProblem | null {
  const repeated = firstRepeated(nodes, (n) => n.value.element_id);
  return repeated ? { code: PARSE_ERROR, path: repeated.path, message: 'element_id is not unique' } : null;
}

/** Forms and tables stand at the root of the body and nowhere else. */
function nesting(nodes: readonly Node[]): CardProblem | null {
  const nested = nodes.find((n) => (n.tag === 'form' || n.tag === 'table') && n.within.length > 0);
  return nested
    ? {
        code: PARSE_ERROR,
        path: nested.path,
        message: `type of element is not supported here, tag: ${nested.tag}`,
      }
    : null;
}

function forms(nodes: readonly Node[]): CardProblem | null {
  const inForms = nodes.filter((n) => INTERACTIVE.has(n.tag) && n.within.includes('form'));
  const unnamed = inForms.find((n) => typeof n.value.name !== 'string');
  if (unnamed) {
    return { code: NO_NAME_IN_FORM, path: unnamed.path, message: 'a component in a form has no name' };
  }
  const named = nodes.filter((n) => n.tag === 'form' || INTERACTIVE.has(n.tag));
  const repeated = firstRepeated(named, (n) => n.value.name);
  if (repeated)
    return { code: NO_NAME_IN_FORM, path: repeated.path, message: 'name is not unique in the card' };
  for (const form of nodes.filter((n) => n.tag === 'form')) {
    const submits = inForms.some((n) => n.path.startsWith(form.path) && isSubmit(n.value));
    if (!submits) return { code: PARSE_ERROR, path: form.path, message: 'a form needs a submit button' };
  }
  const stray = nodes.find((n) => n.value.form_action_type !== undefined && !n.within.includes('form'));
  return stray
    ? { code: PARSE_ERROR, path: stray.path, message: 'form_action_type outside of a form' }
    : null;
}

function isSubmit(element: Record<string, unknown>): boolean {
  if (element.form_action_type === 'submit') return true;
  const behaviors = Array.isArray(element.behaviors) ? element.behaviors : [];
  return behaviors.some((b) => b?.type === 'form_action' && b?.behavior === 'submit');
}

function tableRows(nodes: readonly Node[]): CardProblem | null {
  for (const table of nodes.filter((n) => n.tag === 'table')) {
    const columns = table.value.columns as { name: string }[];
    const names = new Set(columns.map((c) => c.name));
    const rows = table.value.rows as Record<string, unknown>[];
    const unknown = rows.flatMap((row) => Object.keys(row)).find((key) => !names.has(key));
    if (unknown !== undefined) {
      return { code: BAD_TABLE_ROW, path: table.path, message: `table rows name is invalid: ${unknown}` };
    }
  }
  return null;
}

function firstRepeated(nodes: readonly Node[], key: (node: Node) => unknown): Node | undefined {
  const seen = new Set<unknown>();
  return nodes.find((node) => {
    const value = key(node);
    if (typeof value !== 'string') return false;
    if (seen.has(value)) return true;
    seen.add(value);
    return false;
  });
}
