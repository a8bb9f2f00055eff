import { type Context, Hono } from 'hono';
import type { createWebhookReader } from '#feishu/envelope.ts';
import { WebhookRefused } from '#feishu/verify.ts';
import { errorCode } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import type { Metrics } from '#shared/metrics.ts';
import type { AcceptEvent } from './accept-event.ts';

/** Feishu's own limit for cards and texts is far below this. */
const MAX_BODY_BYTES = 1_048_576;

export interface WebhookDeps {
  read: ReturnType<typeof createWebhookReader>;
  accept: AcceptEvent;
  /** Runs a request before work that is already safe in a queue. */
  first<T>(run: () => Promise<T>): Promise<T>;
  logger: Logger;
  metrics: Metrics;
}

/** `POST /feishu/webhook`: URL check, events and card callbacks. */
export function createWebhookRoute({ read, accept, first, logger, metrics }: WebhookDeps): Hono {
  const route = new Hono();

  route.post('/feishu/webhook', (c) => first(() => take(c)));

  async function take(c: Context): Promise<Response> {
    const started = performance.now();
    try {
      const body = await readBody(c.req.raw, c.req.header('content-length'), () => c.req.arrayBuffer());
      const request = await read(
        {
          timestamp: c.req.header('x-lark-request-timestamp'),
          nonce: c.req.header('x-lark-request-nonce'),
          signature: c.req.header('x-lark-signature'),
        },
        body,
      );
      if (request.type === 'challenge') return c.json({ challenge: request.challenge });
      const answer = await accept(request.envelope);
      metrics.observe('acknowledge_seconds', (performance.now() - started) / 1000);
      return c.json(answer);
    } catch (error) {
      if (error instanceof WebhookRefused) {
        metrics.count('events_refused', { reason: error.reason });
        logger.warn('webhook.refused', { reason: error.reason });
        return c.json({ error: error.reason }, error.status);
      }
      // Not kept, so not acknowledged: Feishu delivers it again.
      logger.error('webhook.error', { code: errorCode(error) });
      return c.json({ error: 'unavailable' }, 503);
    }
  }

  return route;
}

/** The raw bytes, refused as soon as it is known that they are too many. */
async function readBody(
  request: Request,
  declared: string | undefined,
  readAll: () => Promise<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (declared !== undefined) {
    if (Number(declared) > MAX_BODY_BYTES) throw new WebhookRefused(413, 'too-large');
    return new Uint8Array(await readAll());
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MAX_BODY_BYTES) {
      void reader.cancel().catch(() => {});
      throw new WebhookRefused(413, 'too-large');
    }
    chunks.push(value);
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}
