import type { IncomingMessage, ServerResponse } from 'node:http';
import { WebhookRefused } from '#feishu/verify.ts';
import { MAX_BODY_BYTES, type TakeWebhook } from '#ingress/feishu/take-webhook.ts';

/** A body that was refused is read on for so long, so that its sender gets to hear the answer. */
const HEAR_OUT_MS = 500;

/**
 * The webhook straight on Node's server: the same `take` as the Hono route, without Request and Response in between,
 * which would be a fifth of an acknowledgement's cost.
 * @returns whether the request is the webhook's; others are left alone
 */
export function createWebhookListener(
  take: TakeWebhook,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    if (request.method !== 'POST' || request.url !== '/feishu/webhook') return false;
    const { headers } = request;
    const signature = {
      timestamp: single(headers['x-lark-request-timestamp']),
      nonce: single(headers['x-lark-request-nonce']),
      signature: single(headers['x-lark-signature']),
    };
    void take(signature, readBody(request)).then(({ status, body }) => {
      const text = JSON.stringify(body);
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      });
      response.end(text);
    });
    return true;
  };
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer<ArrayBuffer>[] = [];
    let size = 0;
    const refuse = () => {
      request.removeAllListeners('data');
      request.resume();
      setTimeout(() => request.destroy(), HEAR_OUT_MS).unref();
      reject(new WebhookRefused(413, 'too-large'));
    };
    if (Number(request.headers['content-length']) > MAX_BODY_BYTES) {
      refuse();
      return;
    }
    request.on('data', (chunk: Buffer<ArrayBuffer>) => {
      size += chunk.length;
      if (size > MAX_BODY_BYTES) refuse();
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
