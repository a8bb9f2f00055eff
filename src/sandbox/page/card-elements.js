// @ts-check
import { button } from './card-buttons.js';
import { field, isField } from './card-fields.js';
import { cardTable } from './card-table.js';
import { chart } from './chart.js';
import { colorBackground, colorText } from './colors.js';
import { h } from './dom.js';
import { inline, markdown } from './markdown.js';

/**
 * @typedef {import('./card.js').CardContext} CardContext
 * @typedef {import('./types.js').CardElement} CardElement
 * @typedef {(data: CardElement, path: string, context: CardContext, form: HTMLFormElement | null) => HTMLElement} Draw
 */

/** @type {Record<string, Draw>} */
const drawers = {
  markdown: (data, _path, context) => aligned(markdown(data.content, context.nameOf), data),
  div: (data, _path, context) => aligned(divElement(data, context), data.text ?? {}),
  hr: () => h('hr'),
  img: (data) => image(data.img_key, data.alt?.content ?? ''),
  img_combination: (data) =>
    h('div', { class: 'image-grid' }, ...data.img_list.map((/** @type {any} */ i) => image(i.img_key, ''))),
  person: (data, _path, context) => h('span', { class: 'person' }, context.nameOf(data.user_id)),
  person_list: (data, _path, context) =>
    h(
      'div',
      { class: 'persons' },
      ...data.persons.map((/** @type {any} */ p) => h('span', { class: 'person' }, context.nameOf(p.id))),
    ),
  chart: (data) => chart(data.chart_spec),
  table: (data, _path, context) => cardTable(data, context),
  button,
  overflow: (data, path, context) =>
    h(
      'div',
      { class: 'overflow' },
      ...data.options.map((/** @type {any} */ option) => {
        const item = h('button', { type: 'button', class: 'button button-text' }, option.text.content);
        item.addEventListener('click', () => void context.press({ path, option: option.value }, item));
        return item;
      }),
    ),
  column_set: columnSet,
  form,
  interactive_container: interactiveContainer,
  collapsible_panel: panel,
};

/** Draws one component. `form` is the form around it. @type {Draw} */
export function element(data, path, context, form) {
  const draw = drawers[data.tag];
  const drawn = draw
    ? draw(data, path, context, form)
    : isField(data.tag)
      ? field(data, path, context, form)
      : unknown(data);
  if (typeof data.margin === 'string') drawn.style.margin = data.margin;
  return drawn;
}

/** @param {CardElement} data */
const unknown = (data) => h('p', { class: 'notation' }, `沙盒不支持显示「${data.tag}」组件`);

/** @param {HTMLElement} drawn @param {CardElement} data */
function aligned(drawn, data) {
  if (data.text_align === 'center' || data.text_align === 'right')
    drawn.classList.add(`align-${data.text_align}`);
  const size = String(data.text_size ?? '');
  if (size === 'notation' || size === 'small' || size === 'x-small') drawn.classList.add('notation');
  else if (/^heading|large$/.test(size)) drawn.classList.add('heading');
  return drawn;
}

/** @param {CardElement} data @param {CardContext} context */
function divElement(data, context) {
  const words = (/** @type {any} */ text) => {
    const drawn = h(
      'div',
      {},
      ...(text.tag === 'plain_text' ? [text.content] : inline(text.content, context.nameOf)),
    );
    colorText(drawn, text.text_color);
    return drawn;
  };
  const fields = (data.fields ?? []).map((/** @type {any} */ f) => {
    const drawn = words(f.text);
    drawn.classList.add(f.is_short ? 'field-short' : 'field-wide');
    return drawn;
  });
  return h(
    'div',
    { class: 'plain' },
    data.text && words(data.text),
    fields.length > 0 && h('div', { class: 'field-grid' }, ...fields),
  );
}

/** @param {string} key @param {string} alt */
function image(key, alt) {
  const img = h('img', { src: `/sandbox/api/resources/${encodeURIComponent(key)}`, alt, loading: 'lazy' });
  img.addEventListener(
    'error',
    () => img.replaceWith(h('p', { class: 'notation' }, `图片无法显示:${alt || key}`)),
    { once: true },
  );
  return img;
}

/** @param {CardElement[]} items @param {string} path @param {CardContext} context @param {HTMLFormElement | null} form */
const children = (items, path, context, form) =>
  items.map((item, i) => element(item, `${path}.${i}`, context, form));

/** @type {Draw} */
function columnSet(data, path, context, form) {
  const columns = data.columns.map((/** @type {any} */ column, /** @type {number} */ i) => {
    const drawn = h(
      'div',
      { class: 'column' },
      ...children(column.elements, `${path}.columns.${i}.elements`, context, form),
    );
    if (/^\d+px$/.test(column.width ?? '')) drawn.style.flex = `0 0 ${column.width}`;
    else if (column.width === 'weighted') drawn.style.flex = `${column.weight ?? 1} 1 0`;
    else if (!['bisect', 'trisect', 'stretch'].includes(data.flex_mode)) drawn.style.flex = '0 1 auto';
    if (column.vertical_align === 'center' || column.vertical_align === 'bottom')
      drawn.classList.add(`v-${column.vertical_align}`);
    if (typeof column.padding === 'string') drawn.style.padding = column.padding;
    colorBackground(drawn, column.background_style);
    return drawn;
  });
  const set = h('div', { class: ['columns', `flex-${data.flex_mode ?? 'none'}`] }, ...columns);
  colorBackground(set, data.background_style);
  return set;
}

/** @type {Draw} */
function form(data, path, context) {
  const drawn = h('form', { class: 'card-form', novalidate: true });
  drawn.addEventListener('submit', (event) => event.preventDefault());
  drawn.append(...children(data.elements, `${path}.elements`, context, drawn));
  return drawn;
}

/** @type {Draw} */
function interactiveContainer(data, path, context, form) {
  const active = (data.behaviors ?? []).length > 0 && !data.disabled;
  const drawn = h(
    'div',
    {
      class: ['container', data.has_border && 'bordered', active && 'clickable'],
      role: active && 'button',
      tabindex: active && '0',
    },
    ...children(data.elements, `${path}.elements`, context, form),
  );
  colorBackground(drawn, data.background_style);
  if (active) {
    drawn.addEventListener('click', () => void context.press({ path }, drawn));
    drawn.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && event.target === drawn) void context.press({ path }, drawn);
    });
  }
  return drawn;
}

/** @type {Draw} */
function panel(data, path, context, form) {
  const { title, background_color: background } = data.header;
  const summary = h(
    'summary',
    {},
    ...(title.tag === 'plain_text' ? [title.content] : inline(title.content, context.nameOf)),
  );
  colorBackground(summary, background);
  const drawn = h(
    'details',
    { class: ['panel', data.border && 'bordered'], open: data.expanded === true },
    summary,
    h('div', { class: 'panel-body' }, ...children(data.elements, `${path}.elements`, context, form)),
  );
  colorBackground(drawn, data.background_color);
  return drawn;
}
