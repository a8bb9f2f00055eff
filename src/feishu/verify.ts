import type { Clock } from '#shared/clock.ts';
import { type WebhookCrypto, webCrypto } from './webhook-crypto.ts';

const encoder = new TextEncoder();
const MAX_CLOCK_DIFFERENCE_MS = 3_600_000;

/** A request that fails a check: nothing of it is used. `reason` is a word for metrics and logs. */
export class WebhookRefused extends Error {
  readonly status: 400 | 401 | 413;
  readonly reason: string;

  constructor(status: 400 | 401 | 413, reason: string) {
    super(`webhook refused: ${reason}`);
    this.name = 'WebhookRefused';
    this.status = status;
    this.reason = reason;
  }
}

export interface SignatureHeaders {
  timestamp: string | undefined;
  nonce: string | undefined;
  signature: string | undefined;
}

/** Compares two strings in a time that depends on their lengths only. */
export function equalInConstantTime(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % (b.length || 1));
  return difference === 0;
}

/** @throws WebhookRefused when the header's time is no number or more than an hour away from the clock. */
export function checkTimestamp(timestamp: string | undefined, clock: Clock): void {
  const seconds = Number(timestamp);
  if (!timestamp || !Number.isFinite(seconds)) throw new WebhookRefused(401, 'timestamp-missing');
  if (Math.abs(clock.now().getTime() - seconds * 1000) > MAX_CLOCK_DIFFERENCE_MS) {
    throw new WebhookRefused(401, 'timestamp-stale');
  }
}

/**
 * Checks `X-Lark-Signature`: hex SHA-256 of timestamp + nonce + Encrypt Key + the raw body (open platform,
 * "Configure encryption strategy"). The bytes are hashed as they came, never after parsing.
 * @throws WebhookRefused
 */
export async function checkSignature(
  headers: SignatureHeaders,
  body: Uint8Array<ArrayBuffer>,
  encryptKey: string,
  { sha256Hex }: WebhookCrypto = webCrypto,
): Promise<void> {
  if (!headers.signature) throw new WebhookRefused(401, 'signature-missing');
  const prefix = encoder.encode(`${headers.timestamp ?? ''}${headers.nonce ?? ''}${encryptKey}`);
  const digest = await sha256Hex(prefix, body);
  if (!equalInConstantTime(digest, headers.signature.toLowerCase())) {
    throw new WebhookRefused(401, 'signature-wrong');
  }
}
