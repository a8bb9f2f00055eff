import { z } from 'zod';
import type { Clock } from '#shared/clock.ts';
import { checkCard } from './card-check.ts';
import { isShared, parseJson } from './content-check.ts';
import { createRateLimit } from './limits.ts';
import { overAppLimit, refusals } from './refusal.ts';
import { newCardId } from './sandbox.ids.ts';
import type { SandboxStore } from './sandbox.store.ts';
import type { CardEntity, Message } from './sandbox.types.ts';

const ENTITY_LIFE_MS = 14 * 24 * 3_600_000;
/** The streaming mode closes by itself. */
const STREAMING_MS = 10 * 60_000;
const TOO_LONG = 230025;

const referenceSchema = z.object({
  type: z.literal('card'),
  data: z.object({ card_id: z.string().min(1) }),
});
const settingsSchema = z.looseObject({
  config: z.looseObject({ streaming_mode: z.boolean().optional() }).optional(),
});
const cardShape = z.looseObject({ config: z.looseObject({ streaming_mode: z.boolean().optional() }) });
type CardShape = z.output<typeof cardShape>;

/** CardKit's card entities. Every function throws a `Refusal` where the platform refuses. */
export interface CardEntities {
  create(data: string): CardEntity;
  /** The entity that a message's content names; null for a content that is a card itself. */
  named(content: string): CardEntity | null;
  /** The entity is now shown in a message: it can be sent once. */
  shown(entity: CardEntity, messageId: string): void;
  writeText(cardId: string, elementId: string, content: string, sequence: number): void;
  changeSettings(cardId: string, settings: string, sequence: number): void;
  update(cardId: string, data: string, sequence: number): void;
}

/**
 * Source: the open platform's pages cardkit-v1/card/{create,settings,update} and cardkit-v1/card-element/content, with
 * their tables of errors. Which code the limit of ten operations a second has is not documented: the gateway's is taken.
 * @param perSecond operations a second on one card; null for no limit
 */
export function createCardEntities(
  store: SandboxStore,
  clock: Clock,
  perSecond: number | null,
): CardEntities {
  const limit = perSecond === null ? null : createRateLimit(clock, perSecond, 1000);
  const now = () => clock.now().getTime();

  function open(cardId: string, sequence: number): CardEntity {
    const entity = store.cardEntity(cardId);
    if (!entity) throw refusals.noSuchCard();
    if (now() - entity.createdAt > ENTITY_LIFE_MS) throw refusals.cardExpired();
    const wait = limit?.take(cardId) ?? null;
    if (perSecond !== null && wait !== null) throw overAppLimit(perSecond, wait);
    if (sequence <= entity.sequence) throw refusals.cardSequence();
    return entity;
  }

  const messageOf = (entity: CardEntity): Message | undefined =>
    entity.messageId === null ? undefined : store.message(entity.messageId);

  /** What the card shows now; a press may have changed its message since. */
  const cardOf = (entity: CardEntity): CardShape =>
    cardShape.parse(parseJson(messageOf(entity)?.content ?? entity.content));

  function save(entity: CardEntity, card: CardShape, sequence: number): void {
    const content = JSON.stringify(card);
    const wasOpen = isStreaming(entity);
    const streamingSince = card.config.streaming_mode ? (wasOpen ? entity.streamingSince : now()) : null;
    store.saveCardEntity({ ...entity, content, sequence, streamingSince });
    const message = messageOf(entity);
    if (!message || message.recalled) return;
    store.saveMessage({ ...message, content, updatedAt: now(), revision: message.revision + 1 });
  }

  const isStreaming = ({ streamingSince }: CardEntity) =>
    streamingSince !== null && now() - streamingSince < STREAMING_MS;

  return {
    create(data) {
      const card = readCard(data);
      const entity: CardEntity = {
        cardId: newCardId(),
        content: JSON.stringify(card),
        sequence: 0,
        streamingSince: card.config.streaming_mode ? now() : null,
        createdAt: now(),
        messageId: null,
      };
      store.saveCardEntity(entity);
      return entity;
    },

    named(content) {
      const reference = referenceSchema.safeParse(parseJson(content));
      if (!reference.success) return null;
      const entity = store.cardEntity(reference.data.data.card_id);
      if (!entity) throw refusals.badCard('ErrCode: 200740; ErrMsg: card entity not found;');
      return entity;
    },

    shown(entity, messageId) {
      store.saveCardEntity({ ...entity, messageId });
    },

    writeText(cardId, elementId, content, sequence) {
      const entity = open(cardId, sequence);
      if (!isStreaming(entity)) throw refusals.cardNotStreaming();
      const card = cardOf(entity);
      const element = findElement(card, elementId);
      if (!element) throw refusals.noSuchElement();
      element.content = content;
      const problem = checkCard(card);
      if (problem?.code === TOO_LONG) throw refusals.cardTooLarge();
      save(entity, card, sequence);
    },

    changeSettings(cardId, settings, sequence) {
      const entity = open(cardId, sequence);
      const read = settingsSchema.safeParse(parseJson(settings));
      if (!read.success) throw refusals.badCardRequest('settings');
      const card = cardOf(entity);
      save(entity, { ...card, config: { ...card.config, ...read.data.config } }, sequence);
    },

    update(cardId, data, sequence) {
      const entity = open(cardId, sequence);
      save(entity, readCard(data), sequence);
    },
  };
}

function readCard(data: string): CardShape {
  const card = parseJson(data);
  const problem = checkCard(card);
  if (problem?.code === TOO_LONG) throw refusals.cardTooLarge();
  if (problem) throw refusals.cardContent(`${problem.code} at ${problem.path}: ${problem.message}`);
  if (!isShared(card)) throw refusals.cardNotShared();
  return cardShape.parse(card);
}

/** The text part of a card with an `element_id`: Markdown, or a plain text. */
function findElement(value: unknown, elementId: string): { content: string } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Record<string, unknown>;
  const isText = record.tag === 'markdown' || record.tag === 'plain_text';
  if (isText && record.element_id === elementId) return record as { content: string };
  for (const inner of Object.values(record)) {
    const found = findElement(inner, elementId);
    if (found) return found;
  }
  return undefined;
}
