import { z } from 'zod';
import { checkCard } from './card-check.ts';
import { parseJson } from './content-check.ts';
import type { WebhookAnswer } from './delivery.ts';
import type { CardPress } from './events.ts';

/** What a person's client shows after a press. */
export interface Toast {
  type: 'info' | 'success' | 'error' | 'warning';
  content: string;
}

/** What a person did on a drawn card: where, and what was filled in or chosen. */
export interface PressInput {
  /** The place of the component in the card: `body.elements.2.columns.0.elements.1`. */
  path: string;
  form?: Record<string, unknown> | undefined;
  input?: string | undefined;
  option?: string | undefined;
  options?: string[] | undefined;
  checked?: boolean | undefined;
}

type Element = Record<string, unknown>;

const FIELDS = new Set([
  'input',
  'select_static',
  'multi_select_static',
  'select_person',
  'multi_select_person',
  'date_picker',
  'picker_time',
  'picker_datetime',
  'checker',
]);

/**
 * Makes the callback of a press from the card as it stands, as the client does.
 * @returns the press, or the sentence that the client shows instead
 */
export function readPress(card: unknown, pressed: PressInput): CardPress | { refused: string } {
  const trail = elementsOn(card, pressed.path);
  const element = trail.at(-1);
  if (!element || typeof element.tag !== 'string') return { refused: '卡片内容已更新,请按最新内容操作' };
  if (element.disabled === true) return { refused: '该操作暂不可用' };
  const form = trail.find((e) => e.tag === 'form');
  const submits = form !== undefined && isSubmit(element);
  const values = submits ? formValues(form, pressed.form ?? {}) : null;
  if (values && 'missing' in values) return { refused: `请填写必填项:${values.missing}` };
  const callback = list(element.behaviors).find((b) => b.type === 'callback');
  if (!callback && !submits) return { refused: '该组件没有配置回传交互' };
  return {
    tag: element.tag,
    name: typeof element.name === 'string' ? element.name : null,
    value: callback?.value,
    form: values?.values ?? null,
    ...(pressed.input !== undefined && { input: pressed.input }),
    ...(pressed.option !== undefined && { option: pressed.option }),
    ...(pressed.options !== undefined && { options: pressed.options }),
    ...(pressed.checked !== undefined && { checked: pressed.checked }),
  };
}

function isSubmit(element: Element): boolean {
  if (element.form_action_type === 'submit') return true;
  return list(element.behaviors).some((b) => b.type === 'form_action' && b.behavior === 'submit');
}

/** What the client sends for a form: every field that has a value, by its name. */
function formValues(
  form: Element,
  filled: Record<string, unknown>,
): { values: Record<string, unknown> } | { missing: string } {
  const values: Record<string, unknown> = {};
  for (const field of fieldsIn(form)) {
    const name = String(field.name);
    const value = filled[name];
    const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    if (empty && field.required === true) return { missing: labelOf(field) };
    if (!empty) values[name] = value;
    else if (field.tag === 'input') values[name] = '';
  }
  return { values };
}

function labelOf(field: Element): string {
  for (const text of [field.label, field.placeholder]) {
    if (isElement(text) && typeof text.content === 'string') return text.content;
  }
  return String(field.name);
}

function fieldsIn(value: unknown): Element[] {
  if (Array.isArray(value)) return value.flatMap(fieldsIn);
  if (!isElement(value)) return [];
  const inner = Object.entries(value).flatMap(([key, child]) => (key === 'options' ? [] : fieldsIn(child)));
  return typeof value.tag === 'string' && FIELDS.has(value.tag) ? [value, ...inner] : inner;
}

/** The components on the way to a place, the outermost first; empty when the place does not exist. */
function elementsOn(card: unknown, path: string): Element[] {
  const trail: Element[] = [];
  let at: unknown = card;
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return [];
    at = (at as Record<string, unknown>)[step];
    if (isElement(at) && typeof at.tag === 'string') trail.push(at);
  }
  return isElement(at) ? trail : [];
}

function list(value: unknown): Element[] {
  return Array.isArray(value) ? value.filter(isElement) : [];
}

function isElement(value: unknown): value is Element {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const callbackAnswerSchema = z.strictObject({
  toast: z
    .strictObject({
      type: z.enum(['info', 'success', 'error', 'warning']).optional(),
      content: z.string().optional(),
      i18n: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  card: z.strictObject({ type: z.enum(['raw', 'template']), data: z.looseObject({}) }).optional(),
});

/** What the client makes of the bot's answer. `code` is the client's error code for an answer that is none. */
export interface PressOutcome {
  toast: Toast | null;
  card: Record<string, unknown> | null;
  code: number | null;
  /** What is wrong with the answer, for the log. */
  problem: string | null;
}

/** Reads the answer to a callback as the platform does, with its client-side error codes. */
export function readCallbackAnswer(answer: WebhookAnswer): PressOutcome {
  if (answer.type === 'no-address') return failed(200340, 'no address');
  if (answer.type === 'timeout') return failed(200341, 'no answer in time');
  if (answer.type === 'unreachable') return failed(200342, 'no connection');
  if (answer.status !== 200) return failed(200671, `status ${answer.status}`);
  const parsed = callbackAnswerSchema.safeParse(parseJson(answer.body));
  if (!parsed.success) return failed(200672, parsed.error.issues[0]?.message ?? 'bad body');
  const { toast, card } = parsed.data;
  if (card) {
    if (card.type === 'template') return failed(200673, 'templates are unknown here');
    if (card.data.schema !== '2.0') return failed(200830, 'card of another version');
    const problem = checkCard(card.data);
    if (problem) return failed(200673, `${problem.code} at ${problem.path}: ${problem.message}`);
  }
  const content = toast?.content ?? toast?.i18n?.zh_cn;
  return {
    toast: content ? { type: toast?.type ?? 'info', content } : null,
    card: card?.data ?? null,
    code: null,
    problem: null,
  };
}

function failed(code: number, problem: string): PressOutcome {
  const toast: Toast = { type: 'error', content: `出错了,请稍后重试 code: ${code}` };
  return { toast, card: null, code, problem };
}

/** What the client itself says to a press that it does not send on. */
export function notSent(content: string): PressOutcome {
  return { toast: { type: 'warning', content }, card: null, code: null, problem: null };
}
