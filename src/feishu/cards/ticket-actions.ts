import { z } from 'zod';
import { texts } from '#texts/zh-CN.ts';
import {
  button,
  type CallbackValue,
  datePicker,
  type Element,
  form,
  input,
  markdown,
  multiSelect,
  row,
  rule,
  select,
  submitButton,
} from './elements.ts';
import { inline } from './escape-markdown.ts';

const words = texts.cards.ticket;

const fieldSchema = z.object({
  /** The key in the callback's `form_value`; actions that share a name share the input. */
  name: z.string().min(1),
  kind: z.enum(['text', 'select', 'multi-select', 'date']),
  label: z.string().min(1),
  required: z.boolean(),
  placeholder: z.string().optional(),
  options: z.array(z.object({ value: z.string(), label: z.string() })).default([]),
});
type Field = z.output<typeof fieldSchema>;

/** Something that may be done with a ticket now. */
export const actionSchema = z.object({
  code: z.string(),
  label: z.string().min(1),
  style: z.enum(['primary', 'default', 'danger']),
  /** Without fields it is a plain button. The free text is the field `note` of kind `text`. */
  fields: z.array(fieldSchema).default([]),
});
type Action = z.output<typeof actionSchema>;

/** A field of the form, and the actions that want it, each under its own label. */
interface SharedField extends Field {
  wantedBy: { action: string; label: string; required: boolean }[];
}

/**
 * How much of the form is shown, because every option counts as a component: everything; without the choices that
 * may be left out; or with names to be typed instead of chosen.
 */
export type FormDetail = 'full' | 'required' | 'typed';

/**
 * The buttons of a ticket. A press answers `{a:'ticket.act', t, x, n}`: ticket, action, version. Those with fields
 * share one form, because a form stands at the root and people should not meet the same input twice.
 */
export function ticketActions(
  actions: readonly Action[],
  ticket: { ticketId: string; version: number },
  detail: FormDetail = 'full',
): Element[] {
  const callback = (action: Action): CallbackValue => ({
    a: 'ticket.act',
    t: ticket.ticketId,
    x: action.code,
    n: ticket.version,
  });
  const plain = actions.filter((action) => action.fields.length === 0);
  const asking = actions.filter((action) => action.fields.length > 0);
  const elements: Element[] = [];
  if (plain.length > 0) {
    elements.push(row(plain.map((action) => button(action.label, callback(action), action.style))));
  }
  if (asking.length > 0) {
    const submits = asking.map((action) =>
      submitButton(`act_${action.code}`, action.label, callback(action), action.style),
    );
    const fields = sharedFields(asking).map((field) => withDetail(field, detail));
    elements.push(
      form('ticket', [...fields.flatMap((field) => fieldElements(field, asking.length)), row(submits)]),
    );
  }
  return elements.length > 0 ? [rule(), ...elements] : [];
}

/** Each field once, the free text last. It is required where every action of the form requires it. */
function sharedFields(actions: readonly Action[]): SharedField[] {
  const fields = new Map<string, SharedField>();
  for (const action of actions) {
    for (const field of action.fields) {
      const shared = fields.get(field.name) ?? { ...field, wantedBy: [] };
      shared.wantedBy.push({ action: action.label, label: field.label, required: field.required });
      shared.required &&= field.required;
      fields.set(field.name, shared);
    }
  }
  for (const field of fields.values()) field.required &&= field.wantedBy.length === actions.length;
  return [...fields.values()].sort((a, b) => Number(a.name === 'note') - Number(b.name === 'note'));
}

/** The field as it is shown at this detail; without options, a choice is not shown. */
function withDetail(field: SharedField, detail: FormDetail): SharedField {
  const isChoice = field.kind === 'select' || field.kind === 'multi-select';
  if (!isChoice || detail === 'full') return field;
  if (!field.wantedBy.some((wanted) => wanted.required)) return { ...field, options: [] };
  return detail === 'typed' && field.kind === 'select' ? { ...field, kind: 'text' } : field;
}

/** Says what is to be filled in: 退回理由, or where buttons share the input, which of them want what in it. */
function labelOf({ label, wantedBy }: SharedField, actions: number): string {
  if (actions === 1) return label;
  const same = wantedBy.every((wanted) => wanted.label === label);
  if (!same && wantedBy.length <= 2) return words.neededAs(wantedBy);
  const general = same ? label : words.note;
  const needing = wantedBy.filter((wanted) => wanted.required).map((wanted) => wanted.action);
  return needing.length > 0 ? words.neededFor(general, needing) : words.optional(general);
}

function fieldElements(field: SharedField, actions: number): Element[] {
  const label = labelOf(field, actions);
  const { name, required } = field;
  const placeholder = field.placeholder ?? (field.kind === 'text' ? words.fillIn : words.choose);
  if (field.kind === 'text') {
    return [input({ name, required, label, placeholder, ...(name === 'note' ? { lines: 3 } : {}) })];
  }
  const heading = markdown(`**${inline(label)}**`);
  if (field.kind === 'date') return [heading, datePicker({ name, required, placeholder })];
  if (field.options.length === 0) return [];
  const options = { name, required, placeholder, options: field.options };
  return [heading, field.kind === 'select' ? select(options) : multiSelect(options)];
}
