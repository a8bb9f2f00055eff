import { randomUUID } from 'node:crypto';
import type { Clock } from '#shared/clock.ts';
import { errorCode } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import { parseJson } from './content-check.ts';
import { sealEvent } from './envelope.ts';
import type { BuiltEvent } from './events.ts';
import type { SandboxStore } from './sandbox.store.ts';
import type { Delivery } from './sandbox.types.ts';

/** How long after a failed attempt the next one comes. */
export const REDELIVERY_WAITS_MS = [15_000, 300_000, 3_600_000, 21_600_000] as const;

const CHALLENGE_MS = 1000;

/** The bot server's answer to one request, or why there is none. */
export type WebhookAnswer =
  | { type: 'answer'; status: number; body: string }
  | { type: 'no-address' }
  | { type: 'timeout' }
  | { type: 'unreachable' };

/** Brings events to the bot's server, at least once. */
export interface DeliveryService {
  /** Sends an event now, and again later until it is taken or was tried five times. */
  emit(event: BuiltEvent): void;
  /** Sends the next `count` events twice, as the platform sometimes does. */
  repeatNext(count: number): void;
  /** Sends once and gives the answer: for card callbacks, which are never redelivered. */
  ask(event: BuiltEvent): Promise<WebhookAnswer>;
  /** Retries what is due by the clock. */
  tick(): Promise<void>;
  /** Resolves when no attempt is under way. */
  idle(): Promise<void>;
  /** Asks the bot's address for the challenge, as saving it in the developer console does. */
  checkAddress(): Promise<boolean>;
}

export interface DeliveryOptions {
  store: SandboxStore;
  clock: Clock;
  logger: Logger;
  webhookUrl: () => string | null;
  encryptKey: string | null;
  verificationToken: string;
  /** Real milliseconds within which the bot has to answer. */
  timeoutMs: number;
}

export function createDelivery(options: DeliveryOptions): DeliveryService {
  const { store, clock, logger } = options;
  const underWay = new Map<string, Promise<void>>();
  let toRepeat = 0;

  /** Events wait without the Verification Token and get that of the moment. */
  function withToken(plain: string): string {
    const event = JSON.parse(plain);
    if (event.header) event.header.token = options.verificationToken;
    return JSON.stringify(event);
  }

  async function post(plain: string, timeoutMs: number): Promise<WebhookAnswer> {
    const url = options.webhookUrl();
    if (url === null || !URL.canParse(url)) return { type: 'no-address' };
    const { body, headers } = sealEvent(withToken(plain), options.encryptKey, clock.now());
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' });
      return { type: 'answer', status: response.status, body: await response.text() };
    } catch {
      return { type: signal.aborted ? 'timeout' : 'unreachable' };
    }
  }

  async function attempt(delivery: Delivery): Promise<void> {
    const answer = await post(delivery.body, options.timeoutMs);
    if (answer.type === 'answer' && answer.status === 200) {
      store.dropDelivery(delivery.eventId);
      return;
    }
    const wait = REDELIVERY_WAITS_MS[delivery.attempts];
    const reason = answer.type === 'answer' ? String(answer.status) : answer.type;
    logger.warn('sandbox.event_not_taken', {
      type: delivery.eventType,
      attempt: delivery.attempts + 1,
      reason,
    });
    if (wait === undefined) store.dropDelivery(delivery.eventId);
    else {
      const nextAt = clock.now().getTime() + wait;
      store.saveDelivery({ ...delivery, attempts: delivery.attempts + 1, nextAt });
    }
  }

  function start(delivery: Delivery): Promise<void> {
    const running = underWay.get(delivery.eventId);
    if (running) return running;
    const work = attempt(delivery)
      .catch((error) => logger.error('sandbox.delivery_failed', { code: errorCode(error) }))
      .finally(() => underWay.delete(delivery.eventId));
    underWay.set(delivery.eventId, work);
    return work;
  }

  return {
    emit(event) {
      const delivery: Delivery = { ...event, attempts: 0, nextAt: clock.now().getTime() };
      store.saveDelivery(delivery);
      void start(delivery);
      if (toRepeat > 0) {
        toRepeat -= 1;
        const copy = post(event.body, options.timeoutMs).then(() => {});
        const key = `${event.eventId}:copy`;
        underWay.set(
          key,
          copy.finally(() => underWay.delete(key)),
        );
      }
    },
    repeatNext(count) {
      toRepeat += count;
    },
    ask: (event) => post(event.body, options.timeoutMs),
    async tick() {
      const now = clock.now().getTime();
      await Promise.all(
        store
          .deliveries()
          .filter((d) => d.nextAt <= now)
          .map(start),
      );
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
    async checkAddress() {
      const challenge = randomUUID();
      const request = { challenge, token: options.verificationToken, type: 'url_verification' };
      const answer = await post(JSON.stringify(request), CHALLENGE_MS);
      if (answer.type !== 'answer' || answer.status !== 200) return false;
      const body = parseJson(answer.body);
      return typeof body === 'object' && body !== null && 'challenge' in body && body.challenge === challenge;
    },
  };
}
