// @ts-check
import { sendFile, sendText } from './api.js';
import { h } from './dom.js';
import { summary } from './message.js';
import { identityIn, lastTicketNumber, membersOf, nameOf, state } from './state.js';

const BOT_WORD = '机器人';

/**
 * The box to write in, with the sample sentences above it.
 * @param {import('./types.js').Chat} chat
 */
export function createCompose(chat) {
  /** @type {import('./types.js').Message | null} */
  let replyTo = null;
  const area = h('textarea', {
    rows: 2,
    'aria-label': '输入消息',
    placeholder: hint(chat),
    enterkeyhint: 'send',
  });
  const replying = h('div', { class: 'replying', hidden: true });
  const samples = h('div', { class: 'samples', role: 'group', 'aria-label': '示例语句,点击填入' });
  const picker = h('input', { type: 'file', hidden: true, 'aria-hidden': 'true', tabindex: '-1' });

  const send = async () => {
    const text = withMentions(area.value, chat).trim();
    if (text === '') return;
    const message = {
      openId: identityIn(chat),
      chatId: chat.chatId,
      text,
      ...(replyTo && { replyTo: replyTo.messageId }),
    };
    const written = area.value;
    area.value = '';
    reply(null);
    const sent = await sendText(message);
    if (!sent && area.value === '') area.value = written;
  };

  /** @param {import('./types.js').Message | null} message */
  const reply = (message) => {
    replyTo = message;
    replying.hidden = message === null;
    if (!message) return;
    const name = message.sender.type === 'app' ? state.bot.name : nameOf(message.sender.id);
    replying.replaceChildren(
      h('span', {}, `回复 ${name}:${summary(message)}`),
      h(
        'button',
        { type: 'button', class: 'plain-button', 'aria-label': '取消回复', onclick: () => reply(null) },
        '✕',
      ),
    );
    area.focus();
  };

  const insert = (/** @type {string} */ words) => {
    area.setRangeText(words, area.selectionStart, area.selectionEnd, 'end');
    area.focus();
  };

  area.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send();
  });
  picker.addEventListener('change', async () => {
    const file = picker.files?.[0];
    if (file) await sendFile({ openId: identityIn(chat), chatId: chat.chatId, file });
    picker.value = '';
  });

  const refreshSamples = () => {
    const ticket = lastTicketNumber(chat.chatId);
    const sentences = (state.samples[chat.chatId] ?? [])
      .filter((s) => ticket !== null || !s.includes('{工单号}'))
      .map((s) => s.replaceAll('{工单号}', ticket ?? ''));
    if (samples.dataset.shown === sentences.join('\n')) return;
    samples.dataset.shown = sentences.join('\n');
    samples.replaceChildren(
      ...sentences.map((sentence) => {
        const fill = () => {
          area.value = sentence;
          area.focus();
        };
        return h('button', { type: 'button', class: 'sample', onclick: fill }, sentence);
      }),
    );
  };
  refreshSamples();

  const element = h(
    'div',
    { class: 'compose' },
    samples,
    replying,
    h('div', { class: 'compose-box' }, area),
    h(
      'div',
      { class: 'compose-bar' },
      chat.type === 'group' &&
        h(
          'button',
          { type: 'button', class: 'plain-button', onclick: () => insert(`@${BOT_WORD} `) },
          `@${BOT_WORD}`,
        ),
      h('button', { type: 'button', class: 'plain-button', onclick: () => picker.click() }, '发送文件'),
      picker,
      h('span', { class: 'compose-hint' }, 'Enter 发送,Shift+Enter 换行'),
      h('button', { type: 'button', class: 'button button-filled', onclick: () => void send() }, '发送'),
    ),
  );
  return { element, reply, refreshSamples };
}

/** @param {import('./types.js').Chat} chat */
const hint = (chat) => (chat.type === 'p2p' ? '对机器人说点什么' : `发消息到「${chat.name}」`);

/**
 * Turns the names after an `@` into mentions: the bot, the chat's members, everyone.
 * @param {string} text
 * @param {import('./types.js').Chat} chat
 */
function withMentions(text, chat) {
  const ids = new Map([
    [BOT_WORD, state.bot.openId],
    [state.bot.name, state.bot.openId],
    ['所有人', 'all'],
    ...membersOf(chat).map((p) => /** @type {[string, string]} */ ([p.name, p.openId])),
  ]);
  const names = [...ids.keys()]
    .sort((a, b) => b.length - a.length)
    .map((n) => n.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.replace(
    new RegExp(`@(${names.join('|')})`, 'g'),
    (_whole, name) => `<at user_id="${ids.get(name)}">${name}</at>`,
  );
}
