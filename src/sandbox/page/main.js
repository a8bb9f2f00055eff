// @ts-check
import { enterPrivateChat, loadState } from './api.js';
import { drawChatList } from './chat-list.js';
import { showChat, showNothing, updateMessage } from './chat-view.js';
import { drawClock } from './clock.js';
import { byId } from './dom.js';
import { pickIdentity, putMessage, setNow, state, takeState } from './state.js';

const NARROW = matchMedia('(max-width: 720px)');

/** The chat that the address names. */
const chatInAddress = () => decodeURIComponent(location.hash.replace(/^#\/?/, ''));

const refreshList = () => drawChatList({ onOpen: open, onPrivate: startPrivateChat });

/** @param {string} chatId */
function open(chatId) {
  location.hash = `#/${encodeURIComponent(chatId)}`;
}

/** Shows the chat of the address; without one, the list on a phone and the first chat elsewhere. */
function route() {
  const chat = state.chats.get(chatInAddress()) ?? (NARROW.matches ? undefined : firstChat());
  state.current = chat?.chatId ?? null;
  byId('frame').classList.toggle('in-chat', chat !== undefined);
  if (chat) {
    state.unread.delete(chat.chatId);
    showChat(chat, { onBack: () => open(''), onIdentity: refreshList, onPrivate: startPrivateChat });
  } else {
    showNothing('从左边选择一个会话');
  }
  refreshList();
}

function firstChat() {
  const chats = [...state.chats.values()];
  return chats.find((chat) => chat.kind === 'enterprise') ?? chats[0];
}

/** @param {string} openId */
async function startPrivateChat(openId) {
  const answer = await enterPrivateChat(openId);
  if (!answer) return;
  state.chats.set(answer.chat.chatId, answer.chat);
  pickIdentity(answer.chat.chatId, openId);
  open(answer.chat.chatId);
}

/** @param {import('./types.js').Change} change @param {() => void} tick */
function take(change, tick) {
  if (change.type === 'clock') {
    setNow(change.now);
    tick();
    return;
  }
  if (change.type === 'person') state.people.set(change.person.openId, change.person);
  if (change.type === 'chat') state.chats.set(change.chat.chatId, change.chat);
  if (change.type === 'message') {
    const isNew = putMessage(change.message);
    const { chatId } = change.message;
    if (isNew && chatId !== state.current) state.unread.set(chatId, (state.unread.get(chatId) ?? 0) + 1);
    updateMessage(change.message);
  }
  refreshList();
}

let opened = false;

/** Reads everything anew: at the start, and after a connection that was lost. @param {() => void} tick */
async function refresh(tick) {
  const loaded = await loadState();
  if (!loaded) return;
  takeState(loaded);
  tick();
  if (!opened) {
    opened = true;
    route();
    return;
  }
  // What is being written is left alone: the open chat only takes what it missed.
  for (const message of state.messages.get(state.current ?? '') ?? []) updateMessage(message);
  refreshList();
}

function start() {
  const tick = drawClock();
  addEventListener('hashchange', route);
  NARROW.addEventListener('change', route);
  // The state is read once changes are listened to, so that nothing falls in between.
  const events = new EventSource('/sandbox/api/events');
  events.onmessage = (event) => take(JSON.parse(event.data), tick);
  events.onopen = () => void refresh(tick);
}

start();
