// @ts-check
import { colorName, colorText } from './colors.js';
import { h } from './dom.js';

/**
 * The Markdown that cards know, as nodes. Nothing becomes markup that is not made here, element by element.
 * @typedef {(openId: string) => string} NameOf
 */

const INLINE = new RegExp(
  [
    '`(?<code>[^`\\n]+)`',
    '\\*\\*(?<bold>(?:[^*]|\\*(?!\\*))+?)\\*\\*',
    '~~(?<strike>[^~\\n]+)~~',
    '(?<![*\\w])\\*(?<italic>[^*\\s](?:[^*\\n]*[^*\\s])?)\\*(?![*\\w])',
    '\\[(?<label>[^\\]\\n]+)\\]\\((?<url>[^)\\s]+)\\)',
    '<font color=[\'"]?(?<color>[^\'"<>]+)[\'"]?>(?<font>[\\s\\S]*?)</font>',
    '<text_tag color=[\'"]?(?<tagColor>[^\'"<>]+)[\'"]?>(?<tag>[^<]*)</text_tag>',
    '<at id=[\'"]?(?<at>[^\'"<>\\s]+)[\'"]?\\s*>(?:[^<]*)</at>',
    '(?<br><br\\s*/?>)',
    '&(?<entity>#\\d{1,6}|lt|gt|amp|quot|nbsp|sim);',
    '\\\\(?<escaped>[\\\\`*_~\\[\\]()<>#+.!|-])',
  ].join('|'),
  'gu',
);
const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: '\u00a0', sim: '~' };

/**
 * @param {string} text
 * @param {NameOf} nameOf the name of a person who is mentioned
 * @returns {(Node | string)[]}
 */
export function inline(text, nameOf) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > last) nodes.push(...withBreaks(text.slice(last, match.index)));
    nodes.push(inlineNode(match.groups ?? {}, nameOf));
    last = match.index + match[0].length;
  }
  if (last < text.length) nodes.push(...withBreaks(text.slice(last)));
  return nodes;
}

/** @param {Record<string, string | undefined>} found @param {NameOf} nameOf @returns {Node | string} */
function inlineNode(found, nameOf) {
  if (found.code !== undefined) return h('code', {}, found.code);
  if (found.bold !== undefined) return h('strong', {}, ...inline(found.bold, nameOf));
  if (found.strike !== undefined) return h('s', {}, ...inline(found.strike, nameOf));
  if (found.italic !== undefined) return h('em', {}, ...inline(found.italic, nameOf));
  if (found.label !== undefined) return link(found.url ?? '', inline(found.label, nameOf));
  if (found.font !== undefined) {
    const element = h('span', {}, ...inline(found.font, nameOf));
    colorText(element, found.color);
    return element;
  }
  if (found.tag !== undefined) return textTag(found.tag, found.tagColor);
  if (found.at !== undefined) return mention(found.at === 'all' ? '所有人' : nameOf(found.at));
  if (found.br !== undefined) return h('br');
  if (found.entity !== undefined) return entity(found.entity);
  return found.escaped ?? '';
}

/** @param {string} name */
function entity(name) {
  if (name.startsWith('#')) return String.fromCodePoint(Math.min(Number(name.slice(1)), 0x10ffff));
  return ENTITIES[/** @type {keyof typeof ENTITIES} */ (name)] ?? '';
}

/** @param {string} text @returns {(Node | string)[]} */
function withBreaks(text) {
  return text.split('\n').flatMap((line, i) => (i === 0 ? [line] : [h('br'), line]));
}

/** A link to a web page; any other address is shown as text. @param {string} url @param {(Node | string)[]} label */
export function link(url, label) {
  if (!/^https?:\/\//i.test(url) && !url.startsWith('/')) return h('span', {}, ...label);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...label);
}

/** @param {string} text @param {unknown} color */
export function textTag(text, color) {
  return h('span', { class: ['text-tag', `tag-${colorName(color) ?? 'grey'}`] }, text);
}

/** @param {string} name */
export const mention = (name) => h('span', { class: 'mention' }, `@${name}`);

const LIST_ITEM = /^(\s*)(?:([-*+])|(\d{1,3})[.)])\s+(.*)$/;

/**
 * A whole Markdown text.
 * @param {string} text
 * @param {NameOf} nameOf
 * @returns {HTMLElement}
 */
export function markdown(text, nameOf) {
  const root = h('div', { class: 'markdown' });
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  let at = 0;
  while (at < lines.length) {
    const block = blockAt(lines, at, nameOf);
    if (block.node) root.append(block.node);
    at = block.next;
  }
  return root;
}

/** @param {string[]} lines @param {number} at @param {NameOf} nameOf @returns {{ node: Node | null, next: number }} */
function blockAt(lines, at, nameOf) {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { node: null, next: at + 1 };
  if (line.startsWith('```')) return codeBlock(lines, at);
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) {
    const level = Math.min((heading[1] ?? '').length + 2, 6);
    const tag = /** @type {'h3' | 'h4' | 'h5' | 'h6'} */ (`h${level}`);
    return { node: h(tag, {}, ...inline(heading[2] ?? '', nameOf)), next: at + 1 };
  }
  if (/^\s*(?:-{3,}|\*{3,}|<hr\s*\/?>)\s*$/.test(line)) return { node: h('hr'), next: at + 1 };
  if (line.startsWith('>')) return quote(lines, at, nameOf);
  if (LIST_ITEM.test(line)) return list(lines, at, nameOf);
  if (line.trim().startsWith('|') && /^\s*\|?[\s:|-]+\|?\s*$/.test(lines[at + 1] ?? ''))
    return table(lines, at, nameOf);
  return paragraph(lines, at, nameOf);
}

/** @param {string[]} lines @param {number} at */
function codeBlock(lines, at) {
  const end = lines.findIndex((line, i) => i > at && line.startsWith('```'));
  const stop = end < 0 ? lines.length : end;
  return { node: h('pre', {}, h('code', {}, lines.slice(at + 1, stop).join('\n'))), next: stop + 1 };
}

/** @param {string[]} lines @param {number} at @param {(line: string) => boolean} goesOn */
function run(lines, at, goesOn) {
  let end = at;
  while (end < lines.length && goesOn(lines[end] ?? '')) end += 1;
  return end;
}

/** @param {string[]} lines @param {number} at @param {NameOf} nameOf */
function quote(lines, at, nameOf) {
  const end = run(lines, at, (line) => line.startsWith('>'));
  const inner = lines.slice(at, end).map((line) => line.replace(/^>\s?/, ''));
  return { node: h('blockquote', {}, markdown(inner.join('\n'), nameOf)), next: end };
}

/** @param {string[]} lines @param {number} at @param {NameOf} nameOf */
function list(lines, at, nameOf) {
  const first = LIST_ITEM.exec(lines[at] ?? '');
  const indent = (first?.[1] ?? '').length;
  const ordered = first?.[3] !== undefined;
  const element = ordered ? h('ol', { start: first?.[3] }) : h('ul');
  let next = at;
  while (next < lines.length) {
    const item = LIST_ITEM.exec(lines[next] ?? '');
    if (!item || (item[1] ?? '').length < indent) break;
    if ((item[1] ?? '').length > indent) {
      const nested = list(lines, next, nameOf);
      (element.lastElementChild ?? element).append(nested.node);
      next = nested.next;
    } else {
      if ((item[3] !== undefined) !== ordered) break;
      element.append(h('li', {}, ...inline(item[4] ?? '', nameOf)));
      next += 1;
    }
  }
  return { node: element, next };
}

/** @param {string[]} lines @param {number} at @param {NameOf} nameOf */
function table(lines, at, nameOf) {
  const end = run(lines, at, (line) => line.trim().startsWith('|'));
  const cells = (/** @type {string} */ line) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|');
  const [head = '', , ...rows] = lines.slice(at, end);
  const row = (/** @type {string} */ line, /** @type {'th' | 'td'} */ tag) =>
    h('tr', {}, ...cells(line).map((cell) => h(tag, {}, ...inline(cell.trim(), nameOf))));
  const body = rows.map((line) => row(line, 'td'));
  return {
    node: h(
      'div',
      { class: 'scroll' },
      h('table', {}, h('thead', {}, row(head, 'th')), h('tbody', {}, ...body)),
    ),
    next: end,
  };
}

/** @param {string[]} lines @param {number} at @param {NameOf} nameOf */
function paragraph(lines, at, nameOf) {
  const starts = /^(?:```|#{1,6}\s|>|\s*(?:-{3,}|\*{3,}|<hr\s*\/?>)\s*$)/;
  const goesOn = (/** @type {string} */ line) =>
    line.trim() !== '' && !starts.test(line) && !LIST_ITEM.test(line);
  const end = Math.max(at + 1, run(lines, at, goesOn));
  return { node: h('p', {}, ...inline(lines.slice(at, end).join('\n'), nameOf)), next: end };
}
