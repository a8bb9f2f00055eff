// @ts-check
import { byId, h } from './dom.js';

const SHOWN_MS = 3500;
const MARKS = { success: '✓', error: '!', warning: '!', info: 'i' };

/** @param {import('./types.js').Toast} toast */
export function showToast({ type, content }) {
  const element = h(
    'div',
    { class: ['toast', `toast-${type}`] },
    h('span', { class: 'toast-mark', 'aria-hidden': 'true' }, MARKS[type] ?? 'i'),
    content,
  );
  byId('toasts').append(element);
  setTimeout(() => element.remove(), SHOWN_MS);
}
