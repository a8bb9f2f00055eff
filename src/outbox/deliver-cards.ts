import type { Database, Statement } from '#database/database.ts';
import type { Clock } from '#shared/clock.ts';
import { messageById, type OutboxMessage } from './outbox.store.ts';
import { type CardEntities, DeliveryError, type RenderedMessage } from './outbox.types.ts';
import type { SendLimits } from './rate-limit.ts';
import { handOver, keepCard, markTakenBack } from './waiting-cards.ts';

/** What came of a message that was sent: its id, its card entity, and rows that are written with "sent". */
export interface Sent {
  messageId: string | null;
  cardId?: string;
  beside?: Statement[];
}

/** A message that is left out, and that is no failure: what follows does without it. */
export class LeftOut extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(`left out: ${reason}`);
    this.name = 'LeftOut';
    this.reason = reason;
  }
}

export interface CardDelivery {
  /**
   * Shows a waiting card. What cannot be shown at once is left out: the answer comes as one message then.
   * @throws LeftOut; DeliveryError only where the card may have arrived
   */
  show(message: OutboxMessage, card: RenderedMessage): Promise<Sent>;
  /**
   * Lets an answer take the place of its waiting card: its texts grow in it, then the whole card stands there.
   * @returns null where there is no waiting card (any more): the answer is to be sent like any other
   */
  replace(message: OutboxMessage, waiting: string, answer: RenderedMessage): Promise<Sent | null>;
  /** Draws a card entity anew. */
  redraw(message: OutboxMessage, cardId: string, card: Record<string, unknown>): Promise<void>;
}

export interface CardDeliveryDeps {
  db: Database;
  clock: Clock;
  cards: CardEntities | undefined;
  limits: Pick<SendLimits, 'runApp' | 'run'>;
  /** Sends a message to where its row says. */
  send(message: OutboxMessage, rendered: RenderedMessage): Promise<string | null>;
  /** Waits; a card grows at a pace at which it can be read, and below ten changes a second. */
  pause?(ms: number): Promise<void>;
}

/** Between two texts of a growing card. */
const PACE_MS = 180;
/** After this many tries of its card an answer is sent as a message of its own. */
const TRIES = 3;
/** A platform that refuses card entities (no scope, not supported) is not asked again for so long. */
const REFUSED_MS = 10 * 60_000;
/** This change, or a later one, has been made already. */
const NOT_GROWING = '300317';

/**
 * Each row has numbers of its own, larger than all of earlier rows, so that the numbers of one card grow over crashes
 * and tries without being kept: a change that is refused as old has been made before.
 */
const numbersOf = (message: OutboxMessage) => {
  const first = message.sequence * 32;
  return { grow: (step: number) => first + 1 + step, end: first + 30, whole: first + 31 };
};
const MOST_STEPS = 8;

/** Sends and changes cards that are entities of their own at the platform. */
export function createCardDelivery(deps: CardDeliveryDeps): CardDelivery {
  const { db, clock, cards, limits, send } = deps;
  const pause = deps.pause ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  let refusedUntil = 0;

  async function create(entities: CardEntities, card: RenderedMessage): Promise<string> {
    if (clock.now().getTime() < refusedUntil) throw new LeftOut('cards-refused');
    try {
      return await limits.runApp(() => entities.create(card.content));
    } catch (error) {
      if (isPermanent(error)) refusedUntil = clock.now().getTime() + REFUSED_MS;
      throw new LeftOut(reasonOf(error));
    }
  }

  async function show(message: OutboxMessage, card: RenderedMessage): Promise<Sent> {
    if (!cards) throw new LeftOut('no-cards');
    const mayHaveArrived = message.cardId !== null;
    const cardId = message.cardId ?? (await create(cards, card));
    if (!mayHaveArrived && !(await keepCard(db, message.id, cardId))) throw new LeftOut('overtaken');
    try {
      return { messageId: await send(message, cards.reference(cardId)), cardId };
    } catch (error) {
      const isUnknown = error instanceof DeliveryError && error.kind === 'unknown';
      if (mayHaveArrived || isUnknown) throw error;
      throw new LeftOut(reasonOf(error));
    }
  }

  async function replace(
    message: OutboxMessage,
    waiting: string,
    answer: RenderedMessage,
  ): Promise<Sent | null> {
    const shown = await messageById(db, waiting);
    if (!cards || !shown?.messageId || !shown.cardId) return null;
    const { messageId, cardId } = shown;
    if (shown.state === 'sent') {
      try {
        if (message.attempts === 0) await grow(cards, message, cardId, answer.growth ?? []);
        await fill(cards, message, cardId, answer.content);
        return { messageId, cardId, beside: [handOver(db, shown.id)] };
      } catch (error) {
        if (!isPermanent(error) && message.attempts + 1 < TRIES) throw error;
        await markTakenBack(db, shown.id, reasonOf(error));
      }
    }
    await takeBack(cards, messageId);
    return null;
  }

  /** One that the platform does not give back stays: the person gets the answer all the same. */
  async function takeBack(entities: CardEntities, messageId: string): Promise<void> {
    try {
      await limits.runApp(() => entities.recall(messageId));
    } catch (error) {
      if (!isPermanent(error)) throw error;
    }
  }

  /** What goes wrong while a card grows is of no matter: the whole card follows. */
  async function grow(
    entities: CardEntities,
    message: OutboxMessage,
    cardId: string,
    texts: readonly string[],
  ): Promise<void> {
    const numbers = numbersOf(message);
    try {
      for (const [step, text] of texts.slice(0, MOST_STEPS).entries()) {
        await limits.runApp(() => entities.grow(cardId, text, numbers.grow(step)));
        await pause(PACE_MS);
      }
    } catch {
      // The whole card is next.
    }
  }

  /** Ends the growing, then shows the whole card, which ends it as well. */
  async function fill(
    entities: CardEntities,
    message: OutboxMessage,
    cardId: string,
    card: Record<string, unknown>,
  ): Promise<void> {
    const { end, whole } = numbersOf(message);
    await limits.runApp(() => entities.endGrowing(cardId, end)).catch(() => {});
    try {
      await limits.runApp(() => entities.replace(cardId, card, whole));
    } catch (error) {
      if (reasonOf(error) !== NOT_GROWING) throw error;
    }
  }

  return {
    show,
    replace,
    redraw: async (message, cardId, card) => {
      if (!cards) throw new DeliveryError('permanent', 'no-cards');
      await fill(cards, message, cardId, card);
    },
  };
}

function isPermanent(error: unknown): boolean {
  return error instanceof DeliveryError && error.kind === 'permanent';
}

function reasonOf(error: unknown): string {
  return error instanceof DeliveryError ? error.reason : 'unexpected';
}
