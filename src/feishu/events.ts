/** Feishu's events in the shape that the rest of the house reads. */

export interface Mention {
  /** The placeholder in the text, `@_user_1`. */
  key: string;
  openId: string | null;
  name: string;
}

/** Version 1 names no open_id of the mentioned bot; it says so only by cutting it from the text. */
export const V1_BOT = 'v1:bot';

export interface Attachment {
  type: 'image' | 'file' | 'audio' | 'media';
  key: string;
  name: string;
}

export interface InboundMessage {
  type: 'message';
  messageId: string;
  chatId: string;
  chatType: 'p2p' | 'group';
  threadId: string | null;
  rootId: string | null;
  parentId: string | null;
  sender: { openId: string; type: 'user' | 'bot' | 'other' };
  messageType: string;
  /** Plain text with mentions as `@name`; empty for messages without text. */
  text: string;
  /** The text without mentions, trimmed. */
  plainText: string;
  mentions: Mention[];
  mentionsEveryone: boolean;
  attachments: Attachment[];
  createdAt: Date;
}

export interface CardAction {
  type: 'card-action';
  operator: { openId: string };
  messageId: string;
  chatId: string;
  /** For a later update of the card: 30 minutes, two uses. */
  token: string;
  tag: string;
  name: string | null;
  /** The button's own value. */
  value: Record<string, unknown>;
  /** What was filled in, by field name. */
  form: Record<string, unknown>;
}

export interface BotAddedToChat {
  type: 'bot-added';
  chatId: string;
  name: string;
}

export interface PrivateChatEntered {
  type: 'private-chat-entered';
  chatId: string;
  openId: string;
}

export interface MessageRecalled {
  type: 'message-recalled';
  messageId: string;
  chatId: string;
}

/** An event type that nobody handles. */
export interface OtherEvent {
  type: 'other';
  eventType: string;
}

export type FeishuEvent =
  | InboundMessage
  | CardAction
  | BotAddedToChat
  | PrivateChatEntered
  | MessageRecalled
  | OtherEvent;

/** What a card callback is answered with. */
export interface CardAnswer {
  toast?: { type: 'info' | 'success' | 'error' | 'warning'; content: string };
  card?: { type: 'raw'; data: Record<string, unknown> };
}
