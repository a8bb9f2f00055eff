// @ts-check
import { element } from './card-elements.js';
import { colorName } from './colors.js';
import { h } from './dom.js';
import { inline, textTag } from './markdown.js';

/**
 * What a card needs to know of its surroundings.
 * @typedef {{
 *   press: (press: import('./types.js').Press, pressed: HTMLElement) => Promise<void>,
 *   nameOf: (openId: string) => string,
 *   members: () => import('./types.js').Person[],
 * }} CardContext
 */

/** Draws a card of JSON 2.0. @param {Record<string, any>} card @param {CardContext} context */
export function drawCard(card, context) {
  const body = h('div', { class: ['card-body', card.body?.direction === 'horizontal' && 'horizontal'] });
  (card.body?.elements ?? []).forEach((/** @type {any} */ item, /** @type {number} */ i) => {
    body.append(element(item, `body.elements.${i}`, context, null));
  });
  return h(
    'section',
    {
      class: [
        'card',
        card.config?.width_mode === 'fill' && 'card-fill',
        card.config?.streaming_mode === true && 'card-growing',
      ],
      'aria-label': card.header?.title?.content ?? '卡片',
    },
    card.header && header(card.header, context),
    body,
  );
}

/** @param {Record<string, any>} data @param {CardContext} context */
function header(data, context) {
  return h(
    'header',
    { class: ['card-header', `header-${colorName(data.template) ?? 'default'}`] },
    h(
      'div',
      { class: 'card-title' },
      h('h3', {}, ...text(data.title, context)),
      ...(data.text_tag_list ?? []).map((/** @type {any} */ tag) =>
        textTag(tag.text?.content ?? '', tag.color),
      ),
    ),
    data.subtitle?.content && h('p', { class: 'card-subtitle' }, ...text(data.subtitle, context)),
  );
}

/** A text of a card: plain, or with inline Markdown. @param {any} data @param {CardContext} context */
export function text(data, context) {
  if (!data) return [];
  return data.tag === 'plain_text' ? [data.content] : inline(data.content, context.nameOf);
}
