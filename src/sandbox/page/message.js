// @ts-check
import { pressCard } from './api.js';
import { drawCard } from './card.js';
import { h } from './dom.js';
import { avatarHue, dayText, initials, timeText } from './format.js';
import { inline, link, mention } from './markdown.js';
import { findMessage, identityIn, membersOf, nameOf, state } from './state.js';
import { showToast } from './toast.js';

/**
 * @typedef {import('./types.js').Message} Message
 * @typedef {{ chat: import('./types.js').Chat, onReply: (message: Message) => void, onChanged: (message: Message) => void }} MessageContext
 */

/** One message of the stream. @param {Message} message @param {MessageContext} context */
export function drawMessage(message, context) {
  if (message.recalled) return h('li', { class: 'note', 'data-id': message.messageId }, '一条消息已撤回');
  const own = message.sender.id === identityIn(context.chat);
  const isBot = message.sender.type === 'app';
  const name = isBot ? state.bot.name : nameOf(message.sender.id);
  const title = isBot ? '' : (state.people.get(message.sender.id)?.title ?? '');
  return h(
    'li',
    {
      class: ['message', own && 'own', isBot && 'from-bot'],
      'data-id': message.messageId,
      'data-revision': message.revision,
    },
    avatar(message.sender.id, initials(name), isBot),
    h(
      'div',
      { class: 'message-main' },
      h(
        'div',
        { class: 'message-head' },
        h('span', { class: 'sender' }, name),
        isBot && name !== '机器人' && h('span', { class: 'bot-tag' }, '机器人'),
        title && h('span', { class: 'sender-title' }, title),
        h(
          'time',
          { datetime: new Date(message.createdAt).toISOString(), title: dayText(message.createdAt) },
          timeText(message.createdAt),
        ),
        message.visibleTo !== null && h('span', { class: 'bot-tag' }, '仅对你可见'),
      ),
      message.parentId && quoteOf(message.parentId),
      content(message, context),
      h(
        'button',
        {
          type: 'button',
          class: 'reply',
          'aria-label': `回复${name}的消息`,
          onclick: () => context.onReply(message),
        },
        '回复',
      ),
    ),
  );
}

/** @param {string} id @param {string} letters @param {boolean} isBot */
export function avatar(id, letters, isBot) {
  return h(
    'span',
    { class: ['avatar', isBot ? 'avatar-bot' : avatarHue(id)], 'aria-hidden': 'true' },
    isBot ? '企' : letters,
  );
}

/** @param {string} messageId */
function quoteOf(messageId) {
  const quoted = findMessage(messageId);
  if (!quoted) return h('p', { class: 'quoted' }, '回复的消息已不在');
  const name = quoted.sender.type === 'app' ? state.bot.name : nameOf(quoted.sender.id);
  return h('p', { class: 'quoted' }, `回复 ${name}:${summary(quoted)}`);
}

/** A message in one line, for the list and for quotes. @param {Message} message @returns {string} */
export function summary(message) {
  if (message.recalled) return '消息已撤回';
  const data = JSON.parse(message.content);
  if (message.type === 'text') return plainText(data.text, message);
  if (message.type === 'interactive')
    return `[卡片] ${data.config?.summary?.content ?? data.header?.title?.content ?? ''}`;
  if (message.type === 'image') return '[图片]';
  return message.type === 'file' ? `[文件] ${data.file_name ?? ''}` : '[消息]';
}

/** @param {string} text @param {Message} message */
function plainText(text, message) {
  return splitText(text, message)
    .map((part) => (typeof part === 'string' ? part : `@${part.name}`))
    .join('');
}

/** @param {string} text @param {Message} message @returns {(string | { name: string, openId: string })[]} */
function splitText(text, message) {
  return text.split(/(@_user_\d+|@_all|<at user_id="[^"]+">[^<]*<\/at>)/).map((part) => {
    if (part === '@_all') return { name: '所有人', openId: 'all' };
    const mentioned = message.mentions.find((m) => m.key === part);
    if (mentioned) return { name: mentioned.name, openId: mentioned.openId };
    const id = /^<at user_id="([^"]+)"/.exec(part)?.[1];
    if (id !== undefined) return { name: id === 'all' ? '所有人' : nameOf(id), openId: id };
    return part;
  });
}

/** @param {Message} message @param {MessageContext} context */
function content(message, context) {
  const data = JSON.parse(message.content);
  if (message.type === 'interactive') return drawCard(data, cardContext(message, context));
  if (message.type === 'text') return h('div', { class: 'bubble' }, ...textNodes(data.text, message));
  if (message.type === 'post') return h('div', { class: 'bubble' }, ...postNodes(data));
  if (message.type === 'image') {
    return h(
      'div',
      { class: 'bubble' },
      h('img', { src: resource(data.image_key), alt: '图片', class: 'picture' }),
    );
  }
  if (message.type === 'file')
    return h('div', { class: 'bubble' }, link(resource(data.file_key), [data.file_name ?? '文件']));
  return h('div', { class: 'bubble' }, '沙盒不支持显示这种消息');
}

/** @param {string} key */
const resource = (key) => `/sandbox/api/resources/${encodeURIComponent(key)}`;

/** @param {string} text @param {Message} message */
function textNodes(text, message) {
  return splitText(text, message).flatMap((part) => {
    if (typeof part !== 'string') return [mention(part.name)];
    return part
      .split(/(https?:\/\/[^\s,。;)]+)/)
      .map((bit) => (/^https?:/.test(bit) ? link(bit, [bit]) : bit));
  });
}

/** @param {Record<string, any>} data */
function postNodes(data) {
  const post = data.zh_cn ?? Object.values(data)[0] ?? { content: [] };
  const paragraphs = post.content.map((/** @type {any[]} */ line) =>
    h(
      'p',
      {},
      ...line.map((item) =>
        item.tag === 'a' ? link(item.href, [item.text]) : inline(item.text ?? '', nameOf)[0],
      ),
    ),
  );
  return [post.title && h('strong', {}, post.title), ...paragraphs];
}

/** @param {Message} message @param {MessageContext} context @returns {import('./card.js').CardContext} */
function cardContext(message, context) {
  return {
    nameOf,
    members: () => membersOf(context.chat),
    async press(press, pressed) {
      const card = pressed.closest('.card');
      if (card?.getAttribute('aria-busy') === 'true') return;
      card?.setAttribute('aria-busy', 'true');
      pressed.classList.add('loading');
      const answer = await pressCard({
        ...press,
        openId: identityIn(context.chat),
        messageId: message.messageId,
      });
      card?.removeAttribute('aria-busy');
      pressed.classList.remove('loading');
      if (answer?.toast) showToast(answer.toast);
      if (answer?.message) context.onChanged(answer.message);
    },
  };
}
