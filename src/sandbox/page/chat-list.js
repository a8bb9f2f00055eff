// @ts-check
import { byId, h } from './dom.js';
import { chatInitials, initials, listTime } from './format.js';
import { avatar, summary } from './message.js';
import { identityIn, now, state, visibleMessages } from './state.js';

const GROUPS = /** @type {const} */ ([
  ['企业服务群', ['enterprise']],
  ['责任单位群', ['department']],
  ['领导与派单', ['leaders', 'dispatch']],
  ['单聊', ['private']],
]);

/**
 * Draws the list of chats. A department's group appears once something was said in it.
 * @param {{ onOpen: (chatId: string) => void, onPrivate: (openId: string) => void }} actions
 */
export function drawChatList({ onOpen, onPrivate }) {
  const chats = [...state.chats.values()];
  const sections = GROUPS.map(([title, kinds]) => {
    const shown = chats
      .filter((chat) => kinds.some((kind) => kind === chat.kind) && isListed(chat))
      .sort(byLastMessage);
    if (shown.length === 0) return null;
    return h(
      'section',
      {},
      h('h2', {}, title),
      h('ul', {}, ...shown.map((chat) => h('li', {}, entry(chat, onOpen)))),
    );
  });
  byId('chat-list').replaceChildren(...sections.filter((s) => s !== null), privateChatPicker(onPrivate));
}

/** @param {import('./types.js').Chat} chat */
const isListed = (chat) => chat.kind !== 'department' || (state.messages.get(chat.chatId) ?? []).length > 0;

/** @param {import('./types.js').Chat} a @param {import('./types.js').Chat} b */
function byLastMessage(a, b) {
  const last = (/** @type {import('./types.js').Chat} */ chat) =>
    state.messages.get(chat.chatId)?.at(-1)?.sequence ?? 0;
  return last(b) - last(a);
}

/** @param {import('./types.js').Chat} chat @param {(chatId: string) => void} onOpen */
function entry(chat, onOpen) {
  const last = visibleMessages(chat.chatId, identityIn(chat)).at(-1);
  const unread = state.unread.get(chat.chatId) ?? 0;
  const open = chat.chatId === state.current;
  return h(
    'button',
    {
      type: 'button',
      class: ['chat-entry', open && 'open'],
      'aria-current': open && 'true',
      onclick: () => onOpen(chat.chatId),
    },
    avatar(chat.chatId, chat.type === 'p2p' ? initials(chat.name) : chatInitials(chat.name), false),
    h(
      'span',
      { class: 'chat-entry-text' },
      h('span', { class: 'chat-entry-name' }, chat.name),
      h('span', { class: 'chat-entry-last' }, last ? summary(last) : '还没有消息'),
    ),
    h(
      'span',
      { class: 'chat-entry-side' },
      last && h('time', {}, listTime(last.createdAt, now())),
      unread > 0 &&
        h(
          'span',
          { class: 'unread', 'aria-label': `${unread} 条新消息` },
          unread > 99 ? '99+' : String(unread),
        ),
    ),
  );
}

/** @param {(openId: string) => void} onPrivate */
function privateChatPicker(onPrivate) {
  const select = h(
    'select',
    { class: 'control', 'aria-label': '选择一个人,与机器人单聊' },
    h('option', { value: '' }, '选择一个人,与机器人单聊…'),
    ...[...state.people.values()].map((p) => h('option', { value: p.openId }, `${p.name} · ${p.title}`)),
  );
  select.addEventListener('change', () => {
    if (select.value !== '') onPrivate(select.value);
  });
  return h('div', { class: 'private-picker' }, select);
}
