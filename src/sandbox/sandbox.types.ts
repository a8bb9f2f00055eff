import { z } from 'zod';

/** The people and chats that a sandbox starts with. */
export interface SandboxSeed {
  people: { openId: string; name: string; title: string }[];
  chats: { chatId: string; name: string; kind: GroupKind; members: string[] }[];
}

export type GroupKind = 'enterprise' | 'department' | 'leaders' | 'dispatch' | 'private';

export const personSchema = z.object({ openId: z.string(), name: z.string(), title: z.string() });
export type Person = z.infer<typeof personSchema>;

export const chatSchema = z.object({
  chatId: z.string(),
  name: z.string(),
  kind: z.enum(['enterprise', 'department', 'leaders', 'dispatch', 'private']),
  /** `p2p` is the chat of one person with the bot. */
  type: z.enum(['group', 'p2p']),
  members: z.array(z.string()),
  hasBot: z.boolean(),
});
export type Chat = z.infer<typeof chatSchema>;

export const mentionSchema = z.object({ key: z.string(), openId: z.string(), name: z.string() });
export type Mention = z.infer<typeof mentionSchema>;

export const messageSchema = z.object({
  messageId: z.string(),
  /** The order in the whole sandbox. */
  sequence: z.number().int(),
  chatId: z.string(),
  sender: z.object({ type: z.enum(['user', 'app']), id: z.string() }),
  type: z.string(),
  /** The JSON string that the platform calls `content`. */
  content: z.string(),
  mentions: z.array(mentionSchema),
  rootId: z.string().nullable(),
  parentId: z.string().nullable(),
  threadId: z.string().nullable(),
  /** Milliseconds, by the sandbox's clock. */
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Counts the changes of a card. */
  revision: z.number().int(),
  recalled: z.boolean(),
  /** The sender's own key against doubles. */
  uuid: z.string().nullable(),
  /** For a message that only one person sees. */
  visibleTo: z.string().nullable(),
});
export type Message = z.infer<typeof messageSchema>;

export const resourceSchema = z.object({
  key: z.string(),
  kind: z.enum(['image', 'file']),
  name: z.string(),
  mime: z.string(),
  bytes: z.number().int(),
});
export type Resource = z.infer<typeof resourceSchema>;

/** A card that lives at the platform (CardKit) and can grow. */
export const cardEntitySchema = z.object({
  cardId: z.string(),
  /** The card as JSON. */
  content: z.string(),
  /** The number of the last operation. */
  sequence: z.number().int(),
  /** When the streaming mode was opened; null while it is closed. */
  streamingSince: z.number().nullable(),
  createdAt: z.number(),
  /** The message that shows it. */
  messageId: z.string().nullable(),
});
export type CardEntity = z.infer<typeof cardEntitySchema>;

/** An event that the bot's server has not yet taken. */
export const deliverySchema = z.object({
  eventId: z.string(),
  eventType: z.string(),
  /** The event before it is encrypted. */
  body: z.string(),
  attempts: z.number().int(),
  /** Milliseconds, by the sandbox's clock. */
  nextAt: z.number(),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** One line of the sandbox's journal: the last line about a thing holds. */
export const journalLineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), value: personSchema }),
  z.object({ kind: z.literal('chat'), value: chatSchema }),
  z.object({ kind: z.literal('message'), value: messageSchema }),
  z.object({ kind: z.literal('card'), value: cardEntitySchema }),
  z.object({ kind: z.literal('resource'), value: resourceSchema }),
  z.object({ kind: z.literal('delivery'), value: deliverySchema }),
  z.object({ kind: z.literal('delivered'), value: z.object({ eventId: z.string() }) }),
]);
export type JournalLine = z.infer<typeof journalLineSchema>;

/** What changed, for whoever watches the sandbox. */
export type SandboxChange =
  | { type: 'person'; person: Person }
  | { type: 'chat'; chat: Chat }
  | { type: 'message'; message: Message }
  | { type: 'clock'; now: string }
  /** The sandbox stops: open pages are to let go. */
  | { type: 'closing' };
