// @ts-check
import { h } from './dom.js';
import { dayKey } from './format.js';
import { inline, markdown, textTag } from './markdown.js';

/**
 * A table of a card, with pages.
 * @param {import('./types.js').CardElement} data
 * @param {import('./card.js').CardContext} context
 */
export function cardTable(data, context) {
  const size = data.page_size ?? 5;
  const pages = Math.max(1, Math.ceil(data.rows.length / size));
  const body = h('tbody');
  const place = h('span', { 'aria-live': 'polite' });
  let page = 0;
  const show = () => {
    const rows = data.rows.slice(page * size, (page + 1) * size);
    body.replaceChildren(
      ...rows.map((/** @type {any} */ row) =>
        h(
          'tr',
          {},
          ...data.columns.map((/** @type {any} */ column) =>
            h('td', { class: align(column) }, ...cell(row[column.name], column, context)),
          ),
        ),
      ),
    );
    place.textContent = `${page + 1} / ${pages}`;
  };
  const turn = (/** @type {number} */ by) => () => {
    page = Math.min(pages - 1, Math.max(0, page + by));
    show();
  };
  show();
  const head = data.columns.map((/** @type {any} */ c) =>
    h('th', { scope: 'col', class: align(c) }, c.display_name ?? c.name),
  );
  return h(
    'div',
    {},
    h(
      'div',
      { class: 'scroll' },
      h('table', { class: 'card-table' }, h('thead', {}, h('tr', {}, ...head)), body),
    ),
    pages > 1 &&
      h(
        'div',
        { class: 'pager' },
        h('button', { type: 'button', class: 'button button-small', onclick: turn(-1) }, '上一页'),
        place,
        h('button', { type: 'button', class: 'button button-small', onclick: turn(1) }, '下一页'),
      ),
  );
}

/** @param {any} column */
function align(column) {
  const side = column.horizontal_align ?? (column.data_type === 'number' ? 'right' : 'left');
  return `align-${side}`;
}

/** @param {any} value @param {any} column @param {import('./card.js').CardContext} context @returns {(Node | string)[]} */
function cell(value, column, context) {
  if (value === undefined || value === null) return [''];
  if (column.data_type === 'lark_md') return inline(String(value), context.nameOf);
  if (column.data_type === 'markdown') return [markdown(String(value), context.nameOf)];
  if (column.data_type === 'options')
    return [value].flat().map((o) => textTag(o?.text ?? String(o), o?.color));
  if (column.data_type === 'persons')
    return [
      [value]
        .flat()
        .map((id) => context.nameOf(String(id)))
        .join('、'),
    ];
  if (column.data_type === 'date') return [dayKey(Number(value))];
  if (column.data_type === 'number') return [number(Number(value), column.format ?? {})];
  return [String(value)];
}

/** @param {number} value @param {{ symbol?: string, precision?: number, separator?: boolean }} format */
function number(value, { symbol = '', precision, separator }) {
  const options = {
    useGrouping: separator === true,
    minimumFractionDigits: precision,
    maximumFractionDigits: precision ?? 10,
  };
  return symbol + value.toLocaleString('zh-CN', options);
}
