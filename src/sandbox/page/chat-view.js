// @ts-check
import { createCompose } from './compose.js';
import { byId, h } from './dom.js';
import { dayKey, fullDayText } from './format.js';
import { drawMessage } from './message.js';
import { identityIn, membersOf, pickIdentity, putMessage, state, visibleMessages } from './state.js';

/** @typedef {import('./types.js').Message} Message */

/** @type {{ chatId: string, update: (message: Message) => void } | null} */
let shown = null;

/** @param {string} words */
export function showNothing(words) {
  shown = null;
  byId('chat').replaceChildren(h('p', { class: 'empty' }, words));
}

/** Tells the open chat of a new or changed message. @param {Message} message */
export function updateMessage(message) {
  if (shown?.chatId === message.chatId) shown.update(message);
}

/**
 * Opens a chat.
 * @param {import('./types.js').Chat} chat
 * @param {{ onBack: () => void, onIdentity: () => void, onPrivate: (openId: string) => void }} actions
 */
export function showChat(chat, actions) {
  const compose = createCompose(chat);
  const stream = h('ol', { class: 'stream', role: 'log', 'aria-label': `${chat.name}的消息`, tabindex: '0' });
  const context = {
    chat,
    onReply: compose.reply,
    onChanged: (/** @type {Message} */ message) => {
      putMessage(message);
      updateMessage(message);
    },
  };

  const redraw = () => {
    stream.replaceChildren();
    let day = '';
    for (const message of visibleMessages(chat.chatId, identityIn(chat))) day = append(message, day);
    if (!stream.hasChildNodes())
      stream.append(h('li', { class: 'note' }, '还没有消息,从下面的示例语句开始吧'));
    toEnd();
  };

  /** Adds a message, with its day where that is a new one. @param {Message} message @param {string} day */
  const append = (message, day) => {
    const key = dayKey(message.createdAt);
    if (key !== day)
      stream.append(h('li', { class: 'note day', 'data-day': key }, fullDayText(message.createdAt)));
    stream.append(drawMessage(message, context));
    return key;
  };

  const toEnd = () => {
    stream.scrollTop = stream.scrollHeight;
  };

  /** @param {Message} message */
  const update = (message) => {
    if (message.visibleTo !== null && message.visibleTo !== identityIn(chat)) return;
    const atEnd = stream.scrollHeight - stream.scrollTop - stream.clientHeight < 80;
    const known = stream.querySelector(`[data-id="${CSS.escape(message.messageId)}"]`);
    if (known) {
      const same = known.getAttribute('data-revision') === String(message.revision) && !message.recalled;
      if (!same) known.replaceWith(drawMessage(message, context));
    } else {
      const days = stream.querySelectorAll('[data-day]');
      if (days.length === 0) stream.replaceChildren();
      append(message, days[days.length - 1]?.getAttribute('data-day') ?? '');
    }
    if (atEnd || !known) toEnd();
    compose.refreshSamples();
  };

  byId('chat').replaceChildren(head(chat, actions, redraw), stream, compose.element);
  shown = { chatId: chat.chatId, update };
  redraw();
}

/**
 * @param {import('./types.js').Chat} chat
 * @param {{ onBack: () => void, onIdentity: () => void, onPrivate: (openId: string) => void }} actions
 * @param {() => void} redraw
 */
function head(chat, { onBack, onIdentity, onPrivate }, redraw) {
  const members = membersOf(chat);
  const select = h(
    'select',
    { class: 'control', id: 'identity' },
    ...members.map((p) =>
      h('option', { value: p.openId, selected: p.openId === identityIn(chat) }, `${p.name} · ${p.title}`),
    ),
  );
  select.addEventListener('change', () => {
    pickIdentity(chat.chatId, select.value);
    redraw();
    onIdentity();
  });
  const names = [...members.map((p) => p.name), ...(chat.hasBot ? [state.bot.name] : [])];
  return h(
    'header',
    { class: 'chat-head' },
    h(
      'button',
      { type: 'button', class: 'plain-button back', 'aria-label': '返回会话列表', onclick: onBack },
      '‹',
    ),
    h(
      'div',
      { class: 'chat-head-text' },
      h('h1', {}, chat.type === 'p2p' ? `${chat.name}与机器人` : chat.name),
      h('p', {}, `${names.length} 人:${names.join('、')}`),
    ),
    h('div', { class: 'identity' }, h('label', { for: 'identity' }, '我是'), select),
    chat.type === 'group' &&
      h(
        'button',
        { type: 'button', class: 'button button-small', onclick: () => onPrivate(identityIn(chat)) },
        '单聊机器人',
      ),
  );
}
