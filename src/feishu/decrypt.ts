import { WebhookRefused } from './verify.ts';
import { type WebhookCrypto, webCrypto } from './webhook-crypto.ts';

const encoder = new TextEncoder();
const IV_BYTES = 16;

/** Turns `encrypt` fields into the text that was encrypted. */
export type Decrypt = (encrypted: string) => Promise<string>;

/**
 * Decrypts event bodies: base64 of a 16-byte IV and AES-256-CBC with PKCS#7, key = SHA-256 of the Encrypt Key
 * (open platform, "Configure encryption strategy").
 * @throws WebhookRefused(400) when the text is not base64, too short or wrongly padded.
 */
export function createDecrypt(encryptKey: string, crypto: WebhookCrypto = webCrypto): Decrypt {
  const key = Promise.resolve(crypto.sha256(encoder.encode(encryptKey)));
  const decoder = new TextDecoder('utf-8', { fatal: true });

  return async (encrypted) => {
    try {
      const bytes = crypto.decodeBase64(encrypted);
      const plain = await crypto.decryptAesCbc(
        await key,
        bytes.subarray(0, IV_BYTES),
        bytes.subarray(IV_BYTES),
      );
      return decoder.decode(plain);
    } catch {
      throw new WebhookRefused(400, 'not-decryptable');
    }
  };
}
