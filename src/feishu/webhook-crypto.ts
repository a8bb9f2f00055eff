import { joinBytes } from '#shared/bytes.ts';

/**
 * The primitives that a webhook needs. WebCrypto is everywhere but hands each call to another thread; a runtime
 * that can compute at once passes its own (`adapters/node-crypto`).
 */
export interface WebhookCrypto {
  decodeBase64(text: string): Uint8Array<ArrayBuffer>;
  /** SHA-256 over the parts, as if they were one; `sha256Hex` in lower-case hex. */
  sha256Hex(...parts: Uint8Array<ArrayBuffer>[]): string | Promise<string>;
  sha256(...parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  /** AES-256-CBC with PKCS#7. Fails where the padding is wrong. */
  decryptAesCbc(
    key: Uint8Array<ArrayBuffer>,
    iv: Uint8Array<ArrayBuffer>,
    data: Uint8Array<ArrayBuffer>,
  ): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
}

export const webCrypto: WebhookCrypto = {
  decodeBase64: (text) => {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  },
  sha256: async (...parts) => new Uint8Array(await crypto.subtle.digest('SHA-256', joinBytes(parts))),
  sha256Hex: async (...parts) => toHex(await webCrypto.sha256(...parts)),
  decryptAesCbc: async (key, iv, data) => {
    const imported = await crypto.subtle.importKey('raw', key, 'AES-CBC', false, ['decrypt']);
    return new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, imported, data));
  },
};

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
