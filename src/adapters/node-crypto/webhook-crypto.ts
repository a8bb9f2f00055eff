import { createDecipheriv, hash } from 'node:crypto';
import type { WebhookCrypto } from '#feishu/webhook-crypto.ts';

/** Computed at once, in this thread: a body of a few kilobytes takes microseconds, a hop to another thread more. */
export const nodeWebhookCrypto: WebhookCrypto = {
  decodeBase64: (text) => Buffer.from(text, 'base64') as Uint8Array<ArrayBuffer>,
  sha256: (...parts) => new Uint8Array(hash('sha256', joined(parts), 'buffer')),
  sha256Hex: (...parts) => hash('sha256', joined(parts), 'hex'),
  decryptAesCbc: (key, iv, data) => {
    const decipher = createDecipheriv('aes-256-cbc', key, iv);
    return Buffer.concat([decipher.update(data), decipher.final()]) as Uint8Array<ArrayBuffer>;
  },
};

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
