// @ts-check
import { readForm, reportMissing } from './card-fields.js';
import { askToConfirm, h } from './dom.js';

const CLASSES = {
  primary: 'button-primary',
  danger: 'button-danger',
  text: 'button-text',
  primary_text: 'button-text button-primary',
  danger_text: 'button-text button-danger',
  primary_filled: 'button-filled',
  danger_filled: 'button-filled button-danger',
  laser: 'button-filled',
};

/** A button of a card. @type {import('./card-elements.js').Draw} */
export function button(data, path, context, form) {
  const type = /** @type {keyof typeof CLASSES} */ (data.type);
  const drawn = h(
    'button',
    {
      type: 'button',
      class: [
        'button',
        CLASSES[type],
        data.size && `button-${data.size}`,
        data.width === 'fill' && 'button-wide',
      ],
      disabled: data.disabled === true,
      title: (data.disabled ? data.disabled_tips : data.hover_tips)?.content,
    },
    data.text?.content ?? '',
  );
  drawn.addEventListener('click', async () => {
    const role = formRole(data);
    if (role === 'reset') {
      form?.reset();
      return;
    }
    if (role === 'submit' && form && reportMissing(form)) return;
    if (
      data.confirm &&
      !(await askToConfirm({ title: data.confirm.title.content, text: data.confirm.text.content }))
    )
      return;
    openAddress(data);
    if (role === 'submit' && form) await context.press({ path, form: readForm(form) }, drawn);
    else if (hasCallback(data)) await context.press({ path }, drawn);
  });
  return drawn;
}

/** @param {import('./types.js').CardElement} data @returns {string | undefined} */
function formRole(data) {
  const action = (data.behaviors ?? []).find((/** @type {any} */ b) => b.type === 'form_action');
  return data.form_action_type ?? action?.behavior;
}

/** @param {import('./types.js').CardElement} data */
const hasCallback = (data) => (data.behaviors ?? []).some((/** @type {any} */ b) => b.type === 'callback');

/** @param {import('./types.js').CardElement} data */
function openAddress(data) {
  const behavior = (data.behaviors ?? []).find((/** @type {any} */ b) => b.type === 'open_url');
  const url = behavior?.pc_url || behavior?.default_url;
  if (url && /^(?:https?:\/\/|\/)/i.test(url)) window.open(url, '_blank', 'noopener');
}
