import type { Clock } from '#shared/clock.ts';
import type { CardEntities } from './card-entities.ts';
import { checkContent, isShared, parseJson } from './content-check.ts';
import { createRateLimit } from './limits.ts';
import { overChatLimit, refusals } from './refusal.ts';
import { newMessageId, privateChatId, unionIdOf, userIdOf } from './sandbox.ids.ts';
import type { SandboxStore } from './sandbox.store.ts';
import type { Chat, Message } from './sandbox.types.ts';

const HOUR_MS = 3_600_000;
const UPDATE_WINDOW_MS = 14 * 24 * HOUR_MS;
const UUID_WINDOW_MS = HOUR_MS;

export interface Outgoing {
  type: string;
  content: string;
  uuid: string | null;
}

/** What the bot does in chats through the platform. Every function throws a `Refusal` where the platform refuses. */
export interface BotMessages {
  send(receiver: { idType: string; id: string }, outgoing: Outgoing): Message;
  reply(messageId: string, outgoing: Outgoing, inThread: boolean): Message;
  updateCard(messageId: string, content: string): Message;
  recall(messageId: string): Message;
  /** Sends a card that one member of a group sees. */
  sendEphemeral(chatId: string, openId: string, content: string): Message;
  /** A message of a chat that the bot is in. */
  find(messageId: string): Message;
}

export interface BotMessagesDeps {
  store: SandboxStore;
  clock: Clock;
  appId: string;
  /** Messages a second to one chat, and updates a second of one message; null for none. */
  limits: { perChat: number; perMessage: number } | null;
  cards: Pick<CardEntities, 'named' | 'shown'>;
}

export function createBotMessages({ store, clock, appId, limits, cards }: BotMessagesDeps): BotMessages {
  const chatLimit = limits && createRateLimit(clock, limits.perChat, 1000);
  const updateLimit = limits && createRateLimit(clock, limits.perMessage, 1000);
  const now = () => clock.now().getTime();

  function create(chat: Chat, outgoing: Outgoing, extra: Partial<Message> = {}): Message {
    const entity = outgoing.type === 'interactive' ? cards.named(outgoing.content) : null;
    const content = entity?.content ?? outgoing.content;
    checkContent(store, outgoing.type, content);
    const twin =
      outgoing.uuid === null ? undefined : store.messageByUuid(outgoing.uuid, now() - UUID_WINDOW_MS);
    if (twin) return twin;
    if (entity?.messageId) throw refusals.badCard('a card entity is sent once');
    const wait = chatLimit?.take(chat.chatId) ?? null;
    if (limits && wait !== null) throw overChatLimit(limits.perChat, wait);
    const message: Message = {
      messageId: newMessageId(),
      sequence: store.nextSequence(),
      chatId: chat.chatId,
      sender: { type: 'app', id: appId },
      type: outgoing.type,
      content,
      mentions: [],
      rootId: null,
      parentId: null,
      threadId: null,
      createdAt: now(),
      updatedAt: now(),
      revision: 0,
      recalled: false,
      uuid: outgoing.uuid,
      visibleTo: null,
      ...extra,
    };
    store.saveMessage(message);
    if (entity) cards.shown(entity, message.messageId);
    return message;
  }

  /** The chat that a receiver id names; a person's private chat is opened by writing to it. */
  function chatOf({ idType, id }: { idType: string; id: string }): Chat {
    if (idType === 'chat_id') {
      if (!id.startsWith('oc_')) throw refusals.badReceiver();
      return joined(store.chat(id));
    }
    const person = store.people().find((p) => {
      if (idType === 'open_id') return p.openId === id;
      if (idType === 'union_id') return unionIdOf(p.openId) === id;
      return idType === 'user_id' && userIdOf(p.openId) === id;
    });
    if (!person)
      throw idType === 'open_id' && !id.startsWith('ou_')
        ? refusals.badReceiver()
        : refusals.noAvailability();
    return openPrivateChat(store, appId, person.openId);
  }

  function joined(chat: Chat | undefined): Chat {
    if (!chat?.hasBot) throw refusals.botNotInChat();
    return chat;
  }

  function find(messageId: string): Message {
    const message = store.message(messageId);
    if (!message) throw refusals.badRequest('invalid message_id');
    joined(store.chat(message.chatId));
    return message;
  }

  function findLive(messageId: string): Message {
    const message = find(messageId);
    if (message.recalled) throw refusals.recalled();
    return message;
  }

  return {
    send: (receiver, outgoing) => create(chatOf(receiver), outgoing),

    reply(messageId, outgoing, inThread) {
      const parent = findLive(messageId);
      const threadId = inThread ? store.threadOf(parent) : parent.threadId;
      return create(joined(store.chat(parent.chatId)), outgoing, {
        parentId: parent.messageId,
        rootId: parent.rootId ?? parent.messageId,
        threadId,
        visibleTo: parent.visibleTo,
      });
    },

    updateCard(messageId, content) {
      const message = findLive(messageId);
      if (message.sender.type !== 'app') throw refusals.noPermission('not a message of this app');
      if (message.type !== 'interactive' || message.visibleTo !== null) {
        throw refusals.badRequest('This message is NOT a card that can be updated.');
      }
      if (now() - message.createdAt > UPDATE_WINDOW_MS) throw refusals.tooOld();
      checkContent(store, 'interactive', content);
      if (!isShared(parseJson(message.content)) || !isShared(parseJson(content))) {
        throw refusals.badRequest('config.update_multi must be true before and after');
      }
      const wait = updateLimit?.take(messageId) ?? null;
      if (limits && wait !== null) throw overChatLimit(limits.perMessage, wait);
      const updated = { ...message, content, updatedAt: now(), revision: message.revision + 1 };
      store.saveMessage(updated);
      return updated;
    },

    recall(messageId) {
      const message = findLive(messageId);
      if (message.sender.type !== 'app') throw refusals.noPermission('not a message of this app');
      const recalled = { ...message, recalled: true, updatedAt: now() };
      store.saveMessage(recalled);
      return recalled;
    },

    sendEphemeral(chatId, openId, content) {
      const chat = joined(store.chat(chatId));
      if (chat.type !== 'group') throw refusals.badRequest('only ordinary groups');
      if (!chat.members.includes(openId)) throw refusals.noAvailability();
      return create(chat, { type: 'interactive', content, uuid: null }, { visibleTo: openId });
    },

    find,
  };
}

/** A person's private chat with the bot, made when there is none yet. */
export function openPrivateChat(store: SandboxStore, appId: string, openId: string): Chat {
  const chatId = privateChatId(appId, openId);
  const known = store.chat(chatId);
  if (known) return known;
  const chat: Chat = {
    chatId,
    name: store.person(openId)?.name ?? openId,
    kind: 'private',
    type: 'p2p',
    members: [openId],
    hasBot: true,
  };
  store.saveChat(chat);
  return chat;
}
