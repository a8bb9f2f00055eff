import { z } from 'zod';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import { texts } from '#texts/zh-CN.ts';
import {
  button,
  datePicker,
  type Element,
  form,
  input,
  markdown,
  multiSelect,
  note,
  panel,
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
  /** Whether it is folded away behind 更多操作. */
  seldom: z.boolean().default(false),
});
export const suggestionSchema = z.object({ label: z.string().min(1), index: z.number().int().nonnegative() });
type Suggestion = z.output<typeof suggestionSchema>;
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
 * The buttons of a ticket. A press answers `{a:'ticket.act', t, x, n}`: ticket, action, version; a suggestion adds
 * `c`, its index. Those with fields share one form, because a form stands at the root and people should not meet the
 * same input twice; the seldom ones and what only they need are folded away in it.
 */
export function ticketActions(
  { actions, suggestions }: { actions: readonly Action[]; suggestions: readonly Suggestion[] },
  ticket: { ticketId: string; version: number },
  detail: FormDetail = 'full',
): Element[] {
  const callback = (code: string) => ({ a: 'ticket.act', t: ticket.ticketId, x: code, n: ticket.version });
  const submit = (action: Action) =>
    submitButton(`act_${action.code}`, action.label, callback(action.code), action.style);
  const direct = actions.filter((action) => !action.seldom);
  const seldom = actions.filter((action) => action.seldom);
  const plain = [
    ...suggestions.map(({ label, index }) =>
      button(label, { ...callback('dispatch'), c: index }, index === 0 ? 'primary' : 'default'),
    ),
    ...direct
      .filter((action) => action.fields.length === 0)
      .map((action) => button(action.label, callback(action.code), action.style)),
  ];
  const asking = direct.filter((action) => action.fields.length > 0);
  const elements: Element[] = plain.length > 0 ? [row(plain)] : [];
  const inForm = [...asking, ...seldom];
  if (inForm.length > 0) {
    const fields = sharedFields(inForm).map((field) => withDetail(field, detail));
    const first = fields.filter((field) => wantedByAny(field, asking));
    const later = fields.filter((field) => !first.includes(field));
    elements.push(
      form('ticket', [
        ...first.flatMap((field) => fieldElements(onlyFor(field, asking), asking.length)),
        ...(asking.length > 0 ? [row(asking.map(submit))] : []),
        ...(seldom.length > 0
          ? [
              panel(ticketTexts.card.more, [
                ...needsOf(seldom, first),
                ...later.flatMap((field) => fieldElements(field, inForm.length)),
                row(seldom.map(submit)),
              ]),
            ]
          : []),
      ]),
    );
  }
  return elements.length > 0 ? [rule(), ...elements] : [];
}

const wantedByAny = (field: SharedField, actions: readonly Action[]) =>
  field.wantedBy.some(({ action }) => actions.some(({ label }) => label === action));

/** The field as these actions want it: the others say in their own place what they need. */
function onlyFor(field: SharedField, actions: readonly Action[]): SharedField {
  const wantedBy = field.wantedBy.filter(({ action }) => actions.some(({ label }) => label === action));
  return { ...field, wantedBy, label: wantedBy[0]?.label ?? field.label };
}

/** What the seldom actions need in the free text that stands above them. */
function needsOf(seldom: readonly Action[], shown: readonly SharedField[]): Element[] {
  if (!shown.some((field) => field.name === 'note')) return [];
  const needs = seldom.flatMap((action) =>
    action.fields
      .filter((field) => field.name === 'note' && field.required)
      .map((field) => ticketTexts.card.moreNeed(action.label, field.label)),
  );
  return needs.length > 0 ? [note(ticketTexts.card.moreNeeds(needs))] : [];
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
