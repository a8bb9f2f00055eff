import { z } from 'zod';
import type { Clock } from '#shared/clock.ts';
import { Forbidden, InvalidInput, NotFound } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import { openPrivateChat } from './bot-messages.ts';
import { notSent, type PressInput, type PressOutcome, readCallbackAnswer, readPress } from './card-press.ts';
import type { CardTokens } from './card-tokens.ts';
import { parseJson } from './content-check.ts';
import type { DeliveryService } from './delivery.ts';
import {
  type CardPress,
  cardEvent,
  type EventSource,
  messageEvent,
  privateChatEnteredEvent,
  recalledEvent,
} from './events.ts';
import { newFileKey, newImageKey, newMessageId } from './sandbox.ids.ts';
import type { SandboxStore } from './sandbox.store.ts';
import type { Chat, Mention, Message } from './sandbox.types.ts';

const CARD_LIFE_MS = 14 * 24 * 3_600_000;
const AT_MARKUP = /<at user_id="([^"]+)">[^<]*<\/at>|<at user_id="([^"]+)"\s*\/?>/g;

interface Said {
  openId: string;
  chatId: string;
  replyTo?: string | undefined;
}

/** What people do in the sandbox's chats; each tells the bot's server what the platform would tell it. */
export interface PeopleActions {
  /** Writes a text. A mention is the platform's own markup, `<at user_id="ou_…"></at>`, or `all` for everyone. */
  say(message: Said & { text: string; inThread?: boolean | undefined }): Message;
  /** Sends an image or a file. */
  sendFile(
    message: Said & { kind: 'image' | 'file'; name: string; mime: string; content: Uint8Array },
  ): Promise<Message>;
  /** Presses or fills in a component of a card as it stands. */
  press(press: PressInput & { openId: string; messageId: string }): Promise<PressOutcome>;
  /** Sends a callback as given, such as that of a card that has changed meanwhile. */
  pressWith(press: CardPress & { openId: string; messageId: string }): Promise<PressOutcome>;
  enterPrivateChat(openId: string): Chat;
  recall(messageId: string): Message;
  /** Sends a message's event once more, with a new event id, as happens. */
  resend(messageId: string): void;
}

export interface PeopleActionsOptions {
  store: SandboxStore;
  clock: Clock;
  source: EventSource;
  bot: { openId: string; name: string };
  delivery: DeliveryService;
  cardTokens: CardTokens;
  logger: Logger;
}

export function createPeopleActions(options: PeopleActionsOptions): PeopleActions {
  const { store, clock, source, bot, delivery, cardTokens, logger } = options;

  function member(openId: string, chatId: string): Chat {
    const chat = store.chat(chatId);
    if (!chat) throw new NotFound('sandbox.chat', '没有这个会话');
    if (!store.person(openId) || !chat.members.includes(openId)) {
      throw new Forbidden('sandbox.member', '只有会话成员可以在这里操作');
    }
    return chat;
  }

  function tell(message: Message, chat: Chat): void {
    if (chat.hasBot) delivery.emit(messageEvent(source, message, chat, bot.openId, clock.now()));
  }

  function write(said: Said, type: string, content: string, mentions: Mention[], inThread = false): Message {
    const chat = member(said.openId, said.chatId);
    const parent = said.replyTo === undefined ? undefined : store.message(said.replyTo);
    if (said.replyTo !== undefined && parent?.chatId !== chat.chatId) {
      throw new NotFound('sandbox.parent', '要回复的消息不在这个会话里');
    }
    const now = clock.now().getTime();
    const message: Message = {
      messageId: newMessageId(),
      sequence: store.nextSequence(),
      chatId: chat.chatId,
      sender: { type: 'user', id: said.openId },
      type,
      content,
      mentions,
      rootId: parent ? (parent.rootId ?? parent.messageId) : null,
      parentId: parent?.messageId ?? null,
      threadId: parent ? (inThread ? store.threadOf(parent) : parent.threadId) : null,
      createdAt: now,
      updatedAt: now,
      revision: 0,
      recalled: false,
      uuid: null,
      visibleTo: null,
    };
    store.saveMessage(message);
    tell(message, chat);
    return message;
  }

  async function callBack(press: CardPress, openId: string, message: Message): Promise<PressOutcome> {
    const person = store.person(openId);
    if (!person) throw new NotFound('sandbox.person', '没有这个人');
    const token = cardTokens.issue(message.messageId);
    const event = cardEvent(source, press, person, message, token, clock.now());
    const outcome = readCallbackAnswer(await delivery.ask(event));
    cardTokens.unlock(token);
    if (outcome.problem !== null) {
      logger.warn('sandbox.callback_answer_refused', { code: outcome.code, problem: outcome.problem });
    }
    const current = store.message(message.messageId);
    // While a card streams, what a press is answered with does not change it.
    if (outcome.card !== null && current && !isStreaming(current)) {
      store.saveMessage({
        ...current,
        content: JSON.stringify(outcome.card),
        updatedAt: clock.now().getTime(),
        revision: current.revision + 1,
      });
    }
    return outcome;
  }

  function cardMessage(openId: string, messageId: string): Message {
    const message = store.message(messageId);
    if (message?.type !== 'interactive' || message.recalled)
      throw new NotFound('sandbox.card', '没有这张卡片');
    member(openId, message.chatId);
    if (message.visibleTo !== null && message.visibleTo !== openId) {
      throw new Forbidden('sandbox.card', '这张卡片只对另一个人可见');
    }
    return message;
  }

  return {
    say(said) {
      const { text, mentions } = readMentions(said.text, store, bot);
      if (text.trim() === '') throw new InvalidInput('sandbox.text', '请输入内容');
      return write(said, 'text', JSON.stringify({ text }), mentions, said.inThread);
    },

    async sendFile(said) {
      member(said.openId, said.chatId);
      const key = said.kind === 'image' ? newImageKey() : newFileKey();
      const { kind, name, mime, content } = said;
      await store.saveResource({ key, kind, name, mime, bytes: content.byteLength }, content);
      const body = kind === 'image' ? { image_key: key } : { file_key: key, file_name: name };
      return write(said, kind, JSON.stringify(body), []);
    },

    async press({ openId, messageId, ...pressed }) {
      const message = cardMessage(openId, messageId);
      if (clock.now().getTime() - message.createdAt > CARD_LIFE_MS) {
        return notSent('卡片已超过 14 天,不能再操作');
      }
      const press = readPress(parseJson(message.content), pressed);
      if ('refused' in press) return notSent(press.refused);
      return callBack(press, openId, message);
    },

    pressWith({ openId, messageId, ...press }) {
      return callBack(press, openId, cardMessage(openId, messageId));
    },

    enterPrivateChat(openId) {
      if (!store.person(openId)) throw new NotFound('sandbox.person', '没有这个人');
      const chat = openPrivateChat(store, source.appId, openId);
      const last = store.messagesOf(chat.chatId).at(-1);
      delivery.emit(privateChatEnteredEvent(source, chat, openId, last, clock.now()));
      return chat;
    },

    recall(messageId) {
      const message = store.message(messageId);
      if (!message || message.recalled) throw new NotFound('sandbox.message', '没有这条消息');
      const recalled = { ...message, recalled: true, updatedAt: clock.now().getTime() };
      store.saveMessage(recalled);
      if (store.chat(message.chatId)?.hasBot) delivery.emit(recalledEvent(source, recalled, clock.now()));
      return recalled;
    },

    resend(messageId) {
      const message = store.message(messageId);
      const chat = message && store.chat(message.chatId);
      if (!message || !chat) throw new NotFound('sandbox.message', '没有这条消息');
      tell(message, chat);
    },
  };
}

function isStreaming({ content }: Message): boolean {
  const card = z.looseObject({ config: z.looseObject({ streaming_mode: z.literal(true) }) });
  return card.safeParse(parseJson(content)).success;
}

/** Turns mention markup into the platform's keys, `@_user_1` and on. */
function readMentions(
  text: string,
  store: SandboxStore,
  bot: { openId: string; name: string },
): { text: string; mentions: Mention[] } {
  const mentions: Mention[] = [];
  const replaced = text.replace(AT_MARKUP, (_whole, inPair?: string, alone?: string) => {
    const openId = inPair ?? alone ?? '';
    if (openId === 'all') return '@_all';
    const name = openId === bot.openId ? bot.name : store.person(openId)?.name;
    if (name === undefined) throw new NotFound('sandbox.mention', '提到的人不存在');
    const key = `@_user_${mentions.length + 1}`;
    mentions.push({ key, openId, name });
    return key;
  });
  return { text: replaced, mentions };
}
