import { z } from 'zod';
import { InvalidInput } from '#shared/errors.ts';
import {
  type Attachment,
  type CardAction,
  type FeishuEvent,
  type InboundMessage,
  type Mention,
  V1_BOT,
} from './events.ts';

const userIdSchema = z.looseObject({ open_id: z.string().nullish() });

const mentionSchema = z.looseObject({
  key: z.string(),
  id: z.union([userIdSchema, z.string()]).nullish(),
  name: z.string().optional().default(''),
});

const messageSchema = z.looseObject({
  sender: z.looseObject({ sender_id: userIdSchema.nullish(), sender_type: z.string().optional() }),
  message: z.looseObject({
    message_id: z.string().min(1),
    root_id: z.string().nullish(),
    parent_id: z.string().nullish(),
    thread_id: z.string().nullish(),
    create_time: z.coerce.number().optional(),
    chat_id: z.string().min(1),
    chat_type: z.string(),
    message_type: z.string(),
    content: z.string(),
    mentions: z.array(mentionSchema).nullish(),
  }),
});

/** Version 1 of the same event, as older subscriptions still send it. */
const messageV1Schema = z.looseObject({
  open_message_id: z.string().min(1),
  root_id: z.string().nullish(),
  parent_id: z.string().nullish(),
  open_chat_id: z.string().min(1),
  chat_type: z.string(),
  msg_type: z.string(),
  open_id: z.string().min(1),
  text: z.string().optional().default(''),
  text_without_at_bot: z.string().optional().default(''),
});

const actionSchema = z.looseObject({
  operator: z.looseObject({ open_id: z.string().min(1) }),
  token: z.string().optional().default(''),
  action: z.looseObject({
    value: z.record(z.string(), z.unknown()).nullish(),
    tag: z.string().optional().default(''),
    name: z.string().nullish(),
    form_value: z.record(z.string(), z.unknown()).nullish(),
    input_value: z.string().nullish(),
    option: z.string().nullish(),
  }),
  context: z.looseObject({
    open_message_id: z.string().min(1),
    open_chat_id: z.string().optional().default(''),
  }),
});

const chatSchema = z.looseObject({ chat_id: z.string().min(1), name: z.string().nullish() });

/** The types that somebody handles; every other one is acknowledged and left. */
export const HANDLED_EVENT_TYPES = new Set([
  'im.message.receive_v1',
  'message',
  'card.action.trigger',
  'im.chat.member.bot.added_v1',
  'im.chat.access_event.bot_p2p_chat_entered_v1',
]);

/**
 * Reads a platform event into the house's shape.
 * @throws InvalidInput when a handled type lacks what its documentation promises.
 */
export function normaliseEvent(eventType: string, event: Record<string, unknown>): FeishuEvent {
  switch (eventType) {
    case 'im.message.receive_v1':
      return toMessage(check(messageSchema, event, eventType));
    case 'message':
      return fromV1(check(messageV1Schema, event, eventType));
    case 'card.action.trigger':
      return toCardAction(check(actionSchema, event, eventType));
    case 'im.chat.member.bot.added_v1': {
      const { chat_id, name } = check(chatSchema, event, eventType);
      return { type: 'bot-added', chatId: chat_id, name: name ?? '' };
    }
    case 'im.chat.access_event.bot_p2p_chat_entered_v1': {
      const chat = check(chatSchema, event, eventType);
      const operator = check(z.looseObject({ operator_id: userIdSchema }), event, eventType);
      return {
        type: 'private-chat-entered',
        chatId: chat.chat_id,
        openId: operator.operator_id.open_id ?? '',
      };
    }
    default:
      return { type: 'other', eventType };
  }
}

function check<S extends z.ZodType>(schema: S, event: unknown, eventType: string): z.output<S> {
  const checked = schema.safeParse(event);
  if (checked.success) return checked.data;
  const path = checked.error.issues[0]?.path.join('.') ?? '';
  throw new InvalidInput('feishu.event-shape', `${eventType}: ${path}`);
}

function toMessage({ sender, message }: z.output<typeof messageSchema>): InboundMessage {
  const mentions = (message.mentions ?? []).map(toMention);
  const content = readContent(message.message_type, message.content);
  return {
    type: 'message',
    messageId: message.message_id,
    chatId: message.chat_id,
    chatType: message.chat_type === 'p2p' ? 'p2p' : 'group',
    threadId: message.thread_id || null,
    rootId: message.root_id || null,
    parentId: message.parent_id || null,
    sender: {
      openId: sender.sender_id?.open_id ?? '',
      type:
        sender.sender_type === 'user' || sender.sender_type === undefined
          ? 'user'
          : botOrOther(sender.sender_type),
    },
    messageType: message.message_type,
    text: replaceMentions(content.text, mentions, (m) => `@${m.name}`).trim(),
    plainText: replaceMentions(content.text, mentions, () => ' ')
      .replace(/@_all\b/g, ' ')
      .replace(/[ \t]+/g, ' ')
      .trim(),
    mentions,
    mentionsEveryone: /@_all\b/.test(content.text) || mentions.some((m) => m.key === '@_all'),
    attachments: content.attachments,
    createdAt: new Date(message.create_time ?? 0),
  };
}

function botOrOther(type: string): 'bot' | 'other' {
  return type === 'bot' || type === 'app' ? 'bot' : 'other';
}

function toMention(mention: z.output<typeof mentionSchema>): Mention {
  const openId = typeof mention.id === 'string' ? mention.id : (mention.id?.open_id ?? null);
  return { key: mention.key, openId: openId || null, name: mention.name };
}

/** Replaces whole placeholders only: `@_user_1` is not the start of `@_user_10`. */
export function replaceMentions(
  text: string,
  mentions: readonly Mention[],
  replacement: (mention: Mention) => string,
): string {
  const byKey = new Map(mentions.map((m) => [m.key, m]));
  return text.replace(/@_user_\d+/g, (key) => {
    const mention = byKey.get(key);
    return mention ? replacement(mention) : key;
  });
}

interface Content {
  text: string;
  attachments: Attachment[];
}

const fileContentSchema = z.looseObject({
  text: z.string().optional(),
  image_key: z.string().optional(),
  file_key: z.string().optional(),
  file_name: z.string().optional(),
});

function readContent(messageType: string, content: string): Content {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    throw new InvalidInput('feishu.message-content', `${messageType}: content is not JSON`);
  }
  if (messageType === 'post') return readPost(parsed);
  const fields = fileContentSchema.safeParse(parsed);
  if (!fields.success) return { text: '', attachments: [] };
  const { text, image_key, file_key, file_name } = fields.data;
  const attachments: Attachment[] = [];
  if (messageType === 'image' && image_key) attachments.push({ type: 'image', key: image_key, name: '' });
  if ((messageType === 'file' || messageType === 'audio' || messageType === 'media') && file_key) {
    attachments.push({ type: messageType, key: file_key, name: file_name ?? '' });
  }
  return { text: text ?? '', attachments };
}

const postNodeSchema = z.looseObject({
  tag: z.string(),
  text: z.string().optional(),
  user_id: z.string().optional(),
  user_name: z.string().optional(),
  image_key: z.string().optional(),
  file_key: z.string().optional(),
});
const postSchema = z.looseObject({
  title: z.string().optional().default(''),
  content: z.array(z.array(postNodeSchema)).optional().default([]),
});

function readPost(value: unknown): Content {
  const post = postSchema.safeParse(value);
  if (!post.success) return { text: '', attachments: [] };
  const attachments: Attachment[] = [];
  const lines = post.data.content.map((line) =>
    line
      .map((node) => {
        if (node.tag === 'img' && node.image_key) {
          attachments.push({ type: 'image', key: node.image_key, name: '' });
        }
        if (node.tag === 'media' && node.file_key) {
          attachments.push({ type: 'media', key: node.file_key, name: '' });
        }
        return node.tag === 'at' ? (node.user_id ?? '') : (node.text ?? '');
      })
      .join(''),
  );
  return { text: [post.data.title, ...lines].filter((l) => l !== '').join('\n'), attachments };
}

function fromV1(event: z.output<typeof messageV1Schema>): InboundMessage {
  const mentioned = event.text !== event.text_without_at_bot;
  return {
    type: 'message',
    messageId: event.open_message_id,
    chatId: event.open_chat_id,
    chatType: event.chat_type === 'private' ? 'p2p' : 'group',
    threadId: null,
    rootId: event.root_id || null,
    parentId: event.parent_id || null,
    sender: { openId: event.open_id, type: 'user' },
    messageType: event.msg_type,
    text: event.text.trim(),
    plainText: event.text_without_at_bot.trim(),
    mentions: mentioned ? [{ key: '@bot', openId: V1_BOT, name: '' }] : [],
    mentionsEveryone: false,
    attachments: [],
    createdAt: new Date(0),
  };
}

function toCardAction(event: z.output<typeof actionSchema>): CardAction {
  const { action } = event;
  const typed = action.input_value ?? action.option;
  return {
    type: 'card-action',
    operator: { openId: event.operator.open_id },
    messageId: event.context.open_message_id,
    chatId: event.context.open_chat_id,
    token: event.token,
    tag: action.tag,
    name: action.name ?? null,
    value: action.value ?? {},
    form: { ...(typed && action.name ? { [action.name]: typed } : {}), ...action.form_value },
  };
}
