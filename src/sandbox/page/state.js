// @ts-check

/**
 * What the page knows, and who wants to hear of changes.
 * @typedef {import('./types.js').Chat} Chat
 * @typedef {import('./types.js').Message} Message
 * @typedef {import('./types.js').Person} Person
 */

const IDENTITY_KEY = 'sandbox.identity';

export const state = {
  bot: { openId: '', name: '机器人' },
  /** @type {Map<string, Person>} */
  people: new Map(),
  /** @type {Map<string, Chat>} */
  chats: new Map(),
  /** @type {Map<string, Message[]>} by chat, oldest first */
  messages: new Map(),
  /** @type {Record<string, string[]>} by chat */
  samples: {},
  /** @type {Map<string, number>} by chat */
  unread: new Map(),
  /** @type {string | null} the chat that is open */
  current: null,
  /** The sandbox's clock minus this machine's, in milliseconds. */
  clockOffset: 0,
};

/** @type {Record<string, string>} who the visitor is, by chat */
let identities = readIdentities();

/** @returns {Record<string, string>} */
function readIdentities() {
  try {
    return JSON.parse(localStorage.getItem(IDENTITY_KEY) ?? '{}') ?? {};
  } catch {
    return {};
  }
}

/** The sandbox's time. */
export const now = () => Date.now() + state.clockOffset;

/** @param {string} iso */
export function setNow(iso) {
  state.clockOffset = Date.parse(iso) - Date.now();
}

/** @param {any} loaded the answer of `api/state` */
export function takeState(loaded) {
  state.bot = loaded.bot;
  state.samples = loaded.samples;
  state.people = new Map(loaded.people.map((/** @type {Person} */ p) => [p.openId, p]));
  state.chats = new Map(loaded.chats.map((/** @type {Chat} */ c) => [c.chatId, c]));
  for (const message of loaded.messages) putMessage(message);
  setNow(loaded.now);
}

/** @param {Message} message @returns {boolean} whether it is new */
export function putMessage(message) {
  const list = state.messages.get(message.chatId) ?? [];
  state.messages.set(message.chatId, list);
  const at = list.findIndex((m) => m.messageId === message.messageId);
  const known = at >= 0 ? list[at] : undefined;
  if (!known) {
    list.push(message);
    list.sort((a, b) => a.sequence - b.sequence);
  } else if (message.revision >= known.revision) list[at] = message;
  return !known;
}

/** A chat's messages as one person sees them. @param {string} chatId @param {string} openId */
export function visibleMessages(chatId, openId) {
  return (state.messages.get(chatId) ?? []).filter((m) => m.visibleTo === null || m.visibleTo === openId);
}

/** @param {string} messageId @returns {Message | undefined} */
export function findMessage(messageId) {
  for (const list of state.messages.values()) {
    const found = list.find((m) => m.messageId === messageId);
    if (found) return found;
  }
  return undefined;
}

/** @param {string} openId */
export function nameOf(openId) {
  return openId === state.bot.openId ? state.bot.name : (state.people.get(openId)?.name ?? '未知成员');
}

/** The members of a chat, as people. @param {Chat} chat @returns {Person[]} */
export function membersOf(chat) {
  return chat.members.flatMap((openId) => state.people.get(openId) ?? []);
}

/** Who the visitor is in a chat: whom they picked, else its first member. @param {Chat} chat */
export function identityIn(chat) {
  const picked = identities[chat.chatId];
  return picked !== undefined && chat.members.includes(picked) ? picked : (chat.members[0] ?? '');
}

/** @param {string} chatId @param {string} openId */
export function pickIdentity(chatId, openId) {
  identities = { ...identities, [chatId]: openId };
  localStorage.setItem(IDENTITY_KEY, JSON.stringify(identities));
}

/** The last ticket number that was shown in a chat, else in any. @param {string} chatId */
export function lastTicketNumber(chatId) {
  const here = (state.messages.get(chatId) ?? []).toReversed();
  const anywhere = [...state.messages.values()].flat().toSorted((a, b) => b.sequence - a.sequence);
  for (const message of [...here, ...anywhere]) {
    const found = /T\d{8}-\d{4}/.exec(message.content);
    if (found) return found[0];
  }
  return null;
}
