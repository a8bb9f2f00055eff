import type { createWebhookReader } from '#feishu/envelope.ts';
import { type SignatureHeaders, WebhookRefused } from '#feishu/verify.ts';
import { errorCode } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import type { Metrics } from '#shared/metrics.ts';
import type { AcceptEvent } from './accept-event.ts';

/** Feishu's own limit for cards and texts is far below this. */
export const MAX_BODY_BYTES = 1_048_576;

export interface WebhookDeps {
  read: ReturnType<typeof createWebhookReader>;
  accept: AcceptEvent;
  /** Runs a request before work that is already safe in a queue. */
  first<T>(run: () => Promise<T>): Promise<T>;
  logger: Logger;
  metrics: Metrics;
}

export interface WebhookAnswer {
  status: 200 | 400 | 401 | 413 | 503;
  body: object;
}

/**
 * Takes one webhook request, whatever brought it: URL check, event or card callback.
 * @param body the raw bytes; a failure to read them may be a `WebhookRefused`, too
 */
export type TakeWebhook = (
  headers: SignatureHeaders,
  body: Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>,
) => Promise<WebhookAnswer>;

export function createTakeWebhook({ read, accept, first, logger, metrics }: WebhookDeps): TakeWebhook {
  async function take(
    headers: SignatureHeaders,
    body: Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<WebhookAnswer> {
    const started = performance.now();
    try {
      const request = await read(headers, await body);
      if (request.type === 'challenge') return { status: 200, body: { challenge: request.challenge } };
      const answer = await accept(request.envelope);
      metrics.observe('acknowledge_seconds', (performance.now() - started) / 1000);
      return { status: 200, body: answer };
    } catch (error) {
      if (error instanceof WebhookRefused) {
        metrics.count('events_refused', { reason: error.reason });
        logger.warn('webhook.refused', { reason: error.reason });
        return { status: error.status, body: { error: error.reason } };
      }
      // Not kept, so not acknowledged: Feishu delivers it again.
      logger.error('webhook.error', { code: errorCode(error) });
      return { status: 503, body: { error: 'unavailable' } };
    }
  }

  return (headers, body) => first(() => take(headers, body));
}
