import { createDecipheriv, createHash, type Hash } from 'node:crypto';
import type { WebhookCrypto } from '#feishu/webhook-crypto.ts';

/** Computed at once, in this thread: a body of a few kilobytes takes microseconds, a hop to another thread more. */
export const nodeWebhookCrypto: WebhookCrypto = {
  decodeBase64: (text) => Buffer.from(text, 'base64') as Uint8Array<ArrayBuffer>,
  sha256: (...parts) => new Uint8Array(hashOf(parts).digest()),
  sha256Hex: (...parts) => hashOf(parts).digest('hex'),
  decryptAesCbc: (key, iv, data) => {
    const decipher = createDecipheriv('aes-256-cbc', key, iv);
    return new Uint8Array(Buffer.concat([decipher.update(data), decipher.final()]));
  },
};

function hashOf(parts: readonly Uint8Array[]): Hash {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash;
}
