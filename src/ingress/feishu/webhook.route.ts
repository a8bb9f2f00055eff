import { Hono } from 'hono';
import { WebhookRefused } from '#feishu/verify.ts';
import { joinBytes } from '#shared/bytes.ts';
import { MAX_BODY_BYTES, type TakeWebhook } from './take-webhook.ts';

/** `POST /feishu/webhook`: URL check, events and card callbacks. */
export function createWebhookRoute(take: TakeWebhook): Hono {
  const route = new Hono();
  route.post('/feishu/webhook', async (c) => {
    const headers = {
      timestamp: c.req.header('x-lark-request-timestamp'),
      nonce: c.req.header('x-lark-request-nonce'),
      signature: c.req.header('x-lark-signature'),
    };
    const { status, body } = await take(headers, readBody(c.req.raw, c.req.header('content-length')));
    return c.json(body, status);
  });
  return route;
}

/** The raw bytes, refused as soon as it is known that they are too many. */
async function readBody(request: Request, declared: string | undefined): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(declared) > MAX_BODY_BYTES) throw new WebhookRefused(413, 'too-large');
  if (declared !== undefined) return new Uint8Array(await request.arrayBuffer());
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
  return joinBytes(chunks);
}
