import { z } from 'zod';

/** What a message shows, as versioned data. It is rendered at delivery, by the renderer of its `kind`. */
export const payloadSchema = z.object({
  kind: z.string(),
  v: z.number().int().positive(),
  data: z.unknown(),
});
export type Payload = z.infer<typeof payloadSchema>;

/** Where a message goes: into a chat, to a person, under another message, or over a message of ours. */
export const targetSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('chat'), chatId: z.string() }),
  z.object({ type: z.literal('person'), openId: z.string() }),
  z.object({
    type: z.literal('reply'),
    messageId: z.string(),
    chatId: z.string(),
    inThread: z.boolean(),
    /** The waiting card (its row's id) that this takes the place of, where that one was shown. */
    replaces: z.string().optional(),
  }),
  z.object({ type: z.literal('update'), outboxId: z.string(), chatId: z.string() }),
]);
export type Target = z.infer<typeof targetSchema>;

/** A message to be sent, before it is a row. */
export interface Outgoing {
  target: Target;
  payload: Payload;
  /** What the message is about, such as `ticket:<id>`: all messages of a subject are updated together. */
  subject?: string;
  /** When the question that this answers arrived: the latency of the answer is measured from there. */
  askedAt?: Date;
}

/** What Feishu takes: `text` is `{text}`, `interactive` is a card. */
export interface RenderedMessage {
  type: 'text' | 'interactive';
  /** The JSON value of Feishu's `content`; the client makes it a string. */
  content: Record<string, unknown>;
  /** A waiting card: sent as a card entity that grows, or not at all. */
  waits?: boolean;
  /** What a card entity shows while it grows into this: each text whole, each longer than the one before. */
  growth?: readonly string[];
}

/** Sends messages. An adapter knows the platform; the outbox knows when and how often. */
export interface Messenger {
  sendToChat(chatId: string, message: RenderedMessage, uuid: string): Promise<{ messageId: string }>;
  sendToPerson(openId: string, message: RenderedMessage, uuid: string): Promise<{ messageId: string }>;
  reply(
    messageId: string,
    message: RenderedMessage,
    options: { uuid: string; inThread: boolean },
  ): Promise<{ messageId: string }>;
  updateCard(messageId: string, card: Record<string, unknown>): Promise<void>;
  /** Absent where the platform has no card entities. */
  cards?: CardEntities;
}

/**
 * Cards that live at the platform and grow. Every change of a card names a `sequence` that is larger than all before.
 * All functions throw DeliveryError.
 */
export interface CardEntities {
  /** @returns the card's id; a card is sent once, as the content of `reference` */
  create(card: Record<string, unknown>): Promise<string>;
  reference(cardId: string): RenderedMessage;
  /** Shows a text in the part of the card that grows. */
  grow(cardId: string, text: string, sequence: number): Promise<void>;
  endGrowing(cardId: string, sequence: number): Promise<void>;
  replace(cardId: string, card: Record<string, unknown>, sequence: number): Promise<void>;
  /** Takes a message of ours back; one that is already gone is fine. */
  recall(messageId: string): Promise<void>;
}

/**
 * Why a delivery failed. `retry`: it was refused for now (limit, server error). `unknown`: no answer came, so it may
 * have arrived; the same `uuid` makes another try safe for an hour. `permanent`: it will never succeed.
 */
export class DeliveryError extends Error {
  readonly kind: 'retry' | 'unknown' | 'permanent';
  /** Feishu's code, or the HTTP status, or a word such as `timeout`: safe to log. */
  readonly reason: string;
  /** How long the platform asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Whether the limit that was hit is the app's, so that everything has to wait. */
  readonly appWide: boolean;

  constructor(
    kind: 'retry' | 'unknown' | 'permanent',
    reason: string,
    options: { retryAfterMs?: number | undefined; appWide?: boolean; cause?: unknown } = {},
  ) {
    super(`delivery ${kind}: ${reason}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DeliveryError';
    this.kind = kind;
    this.reason = reason;
    this.retryAfterMs = options.retryAfterMs;
    this.appWide = options.appWide ?? false;
  }
}
