// @ts-check
import { h } from './dom.js';
import { inline } from './markdown.js';

/**
 * The fields of a card. In a form they wait for its submit button; outside of one, each change is a press.
 * @typedef {import('./types.js').CardElement} CardElement
 * @typedef {import('./card.js').CardContext} CardContext
 */

const OFFSET = ' +0800';
const PICKERS = { date_picker: 'date', picker_time: 'time', picker_datetime: 'datetime-local' };
const FIELDS = new Set([
  'input',
  'select_static',
  'multi_select_static',
  'select_person',
  'multi_select_person',
  'checker',
  ...Object.keys(PICKERS),
]);
let made = 0;

/** @param {string} tag */
export const isField = (tag) => FIELDS.has(tag);

/** Draws a field with its label. @type {import('./card-elements.js').Draw} */
export function field(data, path, context, form) {
  const alone = form === null;
  const send = (
    /** @type {Omit<import('./types.js').Press, 'path'>} */ value,
    /** @type {HTMLElement} */ at,
  ) => {
    if (alone && (data.behaviors ?? []).length > 0) void context.press({ path, ...value }, at);
  };
  if (data.tag === 'checker') return checker(data, context, send);
  if (data.tag === 'multi_select_static' || data.tag === 'multi_select_person')
    return manyOf(data, context, send);
  const control = controlFor(data, context);
  control.classList.add('control');
  control.id = `field-${++made}`;
  control.addEventListener('change', () => {
    const value = controlValue(control);
    send(data.tag === 'input' ? { input: String(value ?? '') } : { option: String(value ?? '') }, control);
  });
  return labelled(data, control);
}

/** @param {CardElement} data @param {HTMLElement} control */
function labelled(data, control) {
  // A date field of the browser shows no placeholder, so it becomes the label.
  const words = data.label?.content ?? (data.tag in PICKERS ? data.placeholder?.content : undefined);
  const star = data.required && h('span', { class: 'required', 'aria-hidden': 'true' }, '*');
  if (!words) control.setAttribute('aria-label', data.placeholder?.content ?? data.name ?? '输入');
  return h('div', { class: 'field' }, words && h('label', { for: control.id }, words, star), control);
}

/** @param {CardElement} data */
const attributes = (data) => ({
  name: data.name,
  disabled: data.disabled === true,
  'data-kind': data.tag,
  'aria-required': data.required === true && 'true',
  'data-label': data.label?.content ?? data.placeholder?.content ?? data.name,
});

/** @param {CardElement} data @param {CardContext} context @returns {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */
function controlFor(data, context) {
  const common = { ...attributes(data), placeholder: data.placeholder?.content };
  if (data.tag === 'input' && data.input_type === 'multiline_text') {
    return h(
      'textarea',
      { ...common, rows: data.rows ?? 3, maxlength: data.max_length },
      data.default_value ?? '',
    );
  }
  if (data.tag === 'input') {
    const type = data.input_type === 'password' ? 'password' : 'text';
    return h('input', { ...common, type, maxlength: data.max_length, value: data.default_value });
  }
  if (data.tag in PICKERS) {
    const type = PICKERS[/** @type {keyof typeof PICKERS} */ (data.tag)];
    const value = data.initial_date ?? data.initial_time ?? data.initial_datetime?.replace(' ', 'T');
    return h('input', { ...common, type, value });
  }
  const chosen = data.initial_option ?? optionsOf(data, context)[(data.initial_index ?? 0) - 1]?.value;
  return h(
    'select',
    attributes(data),
    h('option', { value: '' }, data.placeholder?.content ?? '请选择'),
    ...optionsOf(data, context).map((o) =>
      h('option', { value: o.value, selected: o.value === chosen }, o.text),
    ),
  );
}

/** @param {CardElement} data @param {CardContext} context @returns {{ value: string, text: string }[]} */
function optionsOf(data, context) {
  if (!data.tag.includes('person')) {
    return (data.options ?? []).map((/** @type {any} */ o) => ({ value: o.value, text: o.text.content }));
  }
  const ids = data.options?.map((/** @type {any} */ o) => o.value) ?? context.members().map((p) => p.openId);
  return ids.map((/** @type {string} */ id) => ({ value: id, text: context.nameOf(id) }));
}

/** @param {CardElement} data @param {CardContext} context @param {(value: { options: string[] }, at: HTMLElement) => void} send */
function manyOf(data, context, send) {
  const set = h(
    'fieldset',
    { class: 'field choices', ...attributes(data) },
    h(
      'legend',
      {},
      data.label?.content ?? data.placeholder?.content ?? '请选择',
      data.required && h('span', { class: 'required' }, '*'),
    ),
    ...optionsOf(data, context).map((option) =>
      h(
        'label',
        { class: 'choice' },
        h('input', {
          type: 'checkbox',
          value: option.value,
          checked: (data.selected_values ?? []).includes(option.value),
        }),
        option.text,
      ),
    ),
  );
  set.addEventListener('change', () => send({ options: /** @type {string[]} */ (controlValue(set)) }, set));
  return set;
}

/** @param {CardElement} data @param {CardContext} context @param {(value: { checked: boolean }, at: HTMLElement) => void} send */
function checker(data, context, send) {
  const box = h('input', { type: 'checkbox', ...attributes(data), checked: data.checked === true });
  box.addEventListener('change', () => send({ checked: box.checked }, box));
  const words =
    data.text?.tag === 'lark_md' ? inline(data.text.content, context.nameOf) : [data.text?.content ?? ''];
  return h('label', { class: 'choice field' }, box, h('span', {}, ...words));
}

/** The value of a field as the platform sends it; undefined for nothing. @param {Element} control @returns {unknown} */
function controlValue(control) {
  if (control instanceof HTMLFieldSetElement) {
    return [...control.querySelectorAll('input:checked')].map(
      (box) => /** @type {HTMLInputElement} */ (box).value,
    );
  }
  if (control instanceof HTMLInputElement && control.type === 'checkbox') return control.checked;
  const { value } = /** @type {HTMLInputElement} */ (control);
  const kind = control.getAttribute('data-kind') ?? '';
  if (value === '') return kind === 'input' ? '' : undefined;
  return kind in PICKERS ? value.replace('T', ' ') + OFFSET : value;
}

/** @param {HTMLFormElement} form */
const controlsOf = (form) => [...form.querySelectorAll('[data-kind]')];

/** What a form holds, by the names of its fields. @param {HTMLFormElement} form */
export function readForm(form) {
  return Object.fromEntries(
    controlsOf(form).map((control) => [control.getAttribute('name') ?? '', controlValue(control)]),
  );
}

/** Points at the first required field that is empty. @param {HTMLFormElement} form @returns {boolean} whether there is one */
export function reportMissing(form) {
  let first = null;
  for (const control of controlsOf(form)) {
    const value = controlValue(control);
    const empty = value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
    const missing = control.getAttribute('aria-required') === 'true' && empty;
    control.toggleAttribute('aria-invalid', false);
    if (missing) control.setAttribute('aria-invalid', 'true');
    const holder = control.closest('.field') ?? control;
    holder.querySelector('.field-error')?.remove();
    if (missing) {
      holder.append(
        h('p', { class: 'field-error', role: 'alert' }, `请填写${control.getAttribute('data-label')}`),
      );
      first ??= control;
    }
  }
  if (first instanceof HTMLElement) first.focus();
  return first !== null;
}
