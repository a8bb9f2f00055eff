import { newEventId, tenantKeyOf, unionIdOf, userIdOf } from './sandbox.ids.ts';
import type { Chat, Message, Person } from './sandbox.types.ts';

/** The app that events are for. */
export interface EventSource {
  appId: string;
}

export interface BuiltEvent {
  eventId: string;
  eventType: string;
  /** The event as JSON, before encryption and without the token, which may be another when it is sent again. */
  body: string;
}

const userIds = (openId: string) => ({
  open_id: openId,
  union_id: unionIdOf(openId),
  user_id: userIdOf(openId),
});

/** Card callbacks count in microseconds, everything else in milliseconds. */
function build(source: EventSource, eventType: string, createTime: string, event: unknown): BuiltEvent {
  const eventId = newEventId();
  const header = {
    event_id: eventId,
    event_type: eventType,
    create_time: createTime,
    app_id: source.appId,
    tenant_key: tenantKeyOf(source.appId),
  };
  return { eventId, eventType, body: JSON.stringify({ schema: '2.0', header, event }) };
}

/** `im.message.receive_v1` for a message that a person wrote. */
export function messageEvent(
  source: EventSource,
  message: Message,
  chat: Chat,
  botOpenId: string,
  at: Date,
): BuiltEvent {
  const tenantKey = tenantKeyOf(source.appId);
  const optional = {
    ...(message.rootId !== null && { root_id: message.rootId }),
    ...(message.parentId !== null && { parent_id: message.parentId }),
    ...(message.threadId !== null && { thread_id: message.threadId }),
    ...(message.mentions.length > 0 && {
      mentions: message.mentions.map((m) => ({
        key: m.key,
        id: m.key === '@_all' ? { open_id: '', union_id: '', user_id: '' } : userIds(m.openId),
        mentioned_type: m.openId === botOpenId ? 'bot' : 'user',
        name: m.name,
        tenant_key: tenantKey,
      })),
    }),
  };
  return build(source, 'im.message.receive_v1', String(at.getTime()), {
    sender: {
      sender_id: userIds(message.sender.id),
      sender_type: 'user',
      tenant_key: tenantKey,
    },
    message: {
      message_id: message.messageId,
      create_time: String(message.createdAt),
      update_time: String(message.updatedAt),
      chat_id: message.chatId,
      chat_type: chat.type,
      message_type: message.type,
      content: message.content,
      ...optional,
    },
  });
}

/** What a person did to a card. */
export interface CardPress {
  tag: string;
  name: string | null;
  value: unknown;
  form: Record<string, unknown> | null;
  /** For a component outside of a form. */
  input?: string;
  option?: string;
  options?: string[];
  checked?: boolean;
}

/** `card.action.trigger`. */
export function cardEvent(
  source: EventSource,
  press: CardPress,
  person: Person,
  message: Message,
  token: string,
  at: Date,
): BuiltEvent {
  return build(source, 'card.action.trigger', `${at.getTime()}000`, {
    operator: { tenant_key: tenantKeyOf(source.appId), ...userIds(person.openId) },
    token,
    action: {
      tag: press.tag,
      timezone: 'Asia/Shanghai',
      ...(press.value !== undefined && { value: press.value }),
      ...(press.name !== null && { name: press.name }),
      ...(press.form !== null && { form_value: press.form }),
      ...(press.input !== undefined && { input_value: press.input }),
      ...(press.option !== undefined && { option: press.option }),
      ...(press.options !== undefined && { options: press.options }),
      ...(press.checked !== undefined && { checked: press.checked }),
    },
    host: 'im_message',
    context: { open_message_id: message.messageId, open_chat_id: message.chatId },
  });
}

/** `im.chat.access_event.bot_p2p_chat_entered_v1`. */
export function privateChatEnteredEvent(
  source: EventSource,
  chat: Chat,
  openId: string,
  last: Message | undefined,
  at: Date,
): BuiltEvent {
  return build(source, 'im.chat.access_event.bot_p2p_chat_entered_v1', String(at.getTime()), {
    chat_id: chat.chatId,
    operator_id: userIds(openId),
    ...(last && { last_message_id: last.messageId, last_message_create_time: String(last.createdAt) }),
  });
}

/** `im.chat.member.bot.added_v1`. */
export function botAddedEvent(source: EventSource, chat: Chat, operator: string, at: Date): BuiltEvent {
  return build(source, 'im.chat.member.bot.added_v1', String(at.getTime()), {
    chat_id: chat.chatId,
    operator_id: userIds(operator),
    external: false,
    operator_tenant_key: tenantKeyOf(source.appId),
    name: chat.name,
  });
}

/** `im.message.recalled_v1`. */
export function recalledEvent(source: EventSource, message: Message, at: Date): BuiltEvent {
  return build(source, 'im.message.recalled_v1', String(at.getTime()), {
    message_id: message.messageId,
    chat_id: message.chatId,
    recall_time: String(at.getTime()),
    recall_type: 'message_owner',
  });
}
