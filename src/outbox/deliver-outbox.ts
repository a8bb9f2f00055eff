import type { Database, Statement } from '#database/database.ts';
import { createGroupCommit } from '#database/group-commit.ts';
import type { Sharing } from '#database/leases.ts';
import type { Clock } from '#shared/clock.ts';
import { errorCode } from '#shared/errors.ts';
import { createLaneRunner, type LaneRunner } from '#shared/lanes.ts';
import type { Logger } from '#shared/log.ts';
import type { Metrics } from '#shared/metrics.ts';
import { createCardDelivery, LeftOut, type Sent } from './deliver-cards.ts';
import { isContentRefused, maskedOf } from './masked-message.ts';
import {
  type Delivered,
  markDelivery,
  type OutboxMessage,
  pendingMessages,
  shownMessage,
} from './outbox.store.ts';
import { DeliveryError, type Messenger, type RenderedMessage } from './outbox.types.ts';
import type { SendLimits } from './rate-limit.ts';
import { isTooOldToUpdate, sendInstead } from './too-old-to-update.ts';

export interface OutboxDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  messenger: Messenger;
  limits: SendLimits;
  /** Draws a message at the moment when it is sent. */
  render(message: OutboxMessage): Promise<RenderedMessage>;
  /** Waited for before each message: others may have the right of way. */
  giveWay?(): Promise<void>;
  /** The rows that tell whoever's words Feishu refused, masked as well: written with the failure. */
  onContentRefused?(message: OutboxMessage): Promise<Statement[]>;
  concurrency?: number;
  /** How a growing card waits between two texts. */
  pause?(ms: number): Promise<void>;
  /** Where others send from the same database: one sends at a time, because Feishu's limits are the whole app's. */
  sharing?: Sharing;
}

/** The lease of the one that sends. */
export const SENDER = 'outbox';
const SENDER_MS = 15_000;

/** Waits between tries of what was refused for now, in seconds; the last one repeats. */
const RETRY_SECONDS = [1, 2, 5, 15, 60, 300];
/** A refused message is tried for a day. */
const GIVE_UP_MS = 24 * 3_600_000;
/** A message whose fate is unknown is tried only while Feishu still knows its `uuid` (one hour). */
const UUID_KNOWN_MS = 55 * 60_000;

/** Sends what is in the outbox: one chat's messages in order, within the platform's limits, each once. */
export function createOutbox(deps: OutboxDeps): LaneRunner {
  const { db, clock, logger, metrics, messenger, limits, render } = deps;
  const commit = createGroupCommit(db);

  /** Sends; what Feishu refuses for its content goes once more with numbers and addresses masked. */
  async function put(message: OutboxMessage, rendered: RenderedMessage): Promise<string | null> {
    try {
      return await putAs(message, rendered, message.id);
    } catch (error) {
      const masked = isContentRefused(error) ? maskedOf(rendered) : null;
      if (!masked) throw error;
      metrics.count('messages_retried', { reason: 'masked' });
      return await putAs(message, masked, `${message.id}-m`);
    }
  }

  async function putAs(
    message: OutboxMessage,
    rendered: RenderedMessage,
    uuid: string,
  ): Promise<string | null> {
    const { target, lane } = message;
    if (target.type === 'update') return update(message, target.outboxId, rendered);
    const sent = await limits.run(lane, () =>
      target.type === 'chat'
        ? messenger.sendToChat(target.chatId, rendered, uuid)
        : target.type === 'person'
          ? messenger.sendToPerson(target.openId, rendered, uuid)
          : messenger.reply(target.messageId, rendered, { uuid, inThread: target.inThread }),
    );
    return sent.messageId;
  }

  async function update(message: OutboxMessage, id: string, { content }: RenderedMessage): Promise<null> {
    const shown = await shownMessage(db, id);
    if (shown?.state === 'superseded') throw new LeftOut('replaced');
    // What says that it takes long has a lane of its own, and may be earlier.
    if (shown?.state === 'pending') throw new DeliveryError('retry', 'not-shown-yet');
    if (!shown?.messageId) throw new DeliveryError('permanent', 'nothing-to-update');
    const { messageId, cardId } = shown;
    if (cardId) await cards.redraw(message, cardId, content);
    else await limits.run(message.lane, () => messenger.updateCard(messageId, content));
    return null;
  }

  const cards = createCardDelivery({
    ...{ db, clock, limits, cards: messenger.cards, send: put },
    ...(deps.pause ? { pause: deps.pause } : {}),
  });

  async function send(message: OutboxMessage): Promise<Sent> {
    const rendered = await render(message);
    const { target } = message;
    if (rendered.waits) return cards.show(message, rendered);
    const replaced =
      target.type === 'reply' && target.replaces
        ? await cards.replace(message, target.replaces, rendered)
        : null;
    return replaced ?? { messageId: await put(message, rendered) };
  }

  function measure(message: OutboxMessage, startedAt: number, at: Date): void {
    const type = message.payload.kind;
    metrics.count('messages_sent', { type });
    metrics.observe('send_seconds', (performance.now() - startedAt) / 1000);
    if (message.askedAt) metrics.observe('answer_seconds', (at.getTime() - message.askedAt.getTime()) / 1000);
  }

  function leftOut(message: OutboxMessage, { reason }: LeftOut): Delivered {
    logger.info('outbox.left-out', { id: message.id, kind: message.payload.kind, reason });
    return { state: 'superseded', error: reason, attempts: message.attempts };
  }

  function afterFailure(message: OutboxMessage, error: unknown): Delivered {
    const attempts = message.attempts + 1;
    const reason = error instanceof DeliveryError ? error.reason : errorCode(error);
    const now = clock.now().getTime();
    if (isHopeless(message, error, attempts, now)) {
      metrics.count('messages_failed', { reason });
      logger.error('outbox.failed', { id: message.id, kind: message.payload.kind, reason, attempts });
      return { state: 'failed', error: reason, attempts };
    }
    const asked = error instanceof DeliveryError ? error.retryAfterMs : undefined;
    const wait = asked ?? (RETRY_SECONDS[Math.min(attempts, RETRY_SECONDS.length) - 1] ?? 300) * 1000;
    if (error instanceof DeliveryError && error.appWide) limits.pause(wait);
    metrics.count('messages_retried', { reason });
    logger.warn('outbox.retry', { id: message.id, reason, attempts, waitMs: wait });
    return { state: 'pending', error: reason, attempts, nextAttemptAt: new Date(now + wait) };
  }

  function isHopeless(message: OutboxMessage, error: unknown, attempts: number, now: number): boolean {
    const age = now - message.createdAt.getTime();
    if (!(error instanceof DeliveryError)) return attempts >= RETRY_SECONDS.length;
    if (error.kind === 'permanent') return true;
    return age > (error.kind === 'unknown' ? UUID_KNOWN_MS : GIVE_UP_MS);
  }

  const isSender = async () => !deps.sharing || deps.sharing.leases.hold(SENDER, SENDER_MS);

  async function work(message: OutboxMessage): Promise<'next' | 'hold'> {
    await deps.giveWay?.();
    if (!(await isSender())) return 'hold';
    let outcome: Delivered;
    const beside: Statement[] = [];
    try {
      const startedAt = performance.now();
      const { beside: own = [], ...sent } = await send(message);
      const at = clock.now();
      outcome = { state: 'sent', ...sent, at };
      beside.push(...own);
      measure(message, startedAt, at);
    } catch (error) {
      outcome = error instanceof LeftOut ? leftOut(message, error) : afterFailure(message, error);
      if (outcome.state === 'failed' && isTooOldToUpdate(error)) {
        beside.push(...(await sendInstead(db, message, clock.now())));
      }
      if (outcome.state === 'failed' && isContentRefused(error)) {
        beside.push(...((await deps.onContentRefused?.(message)) ?? []));
      }
    }
    await commit([markDelivery(db, message.id, outcome), ...beside]);
    return outcome.state === 'pending' ? 'hold' : 'next';
  }

  return createLaneRunner<OutboxMessage & { dueAt: Date }>({
    load: async (skip, limit) =>
      (await isSender())
        ? (await pendingMessages(db, skip, limit)).map((row) => ({ ...row, dueAt: row.nextAttemptAt }))
        : [],
    work,
    onError: (error) => logger.error('outbox.error', { code: errorCode(error) }),
    clock,
    concurrency: deps.concurrency ?? 64,
  });
}
