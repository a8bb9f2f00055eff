import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

const keyOf = (encryptKey: string) => createHash('sha256').update(encryptKey).digest();

/** Encrypts an event as the platform does: base64 of a random IV and AES-256-CBC under SHA-256 of the key. */
export function encryptEvent(plain: string, encryptKey: string): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', keyOf(encryptKey), iv);
  return Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final()]).toString('base64');
}

/** The opposite of `encryptEvent`. */
export function decryptEvent(encrypted: string, encryptKey: string): string {
  const bytes = Buffer.from(encrypted, 'base64');
  const decipher = createDecipheriv('aes-256-cbc', keyOf(encryptKey), bytes.subarray(0, 16));
  return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString('utf8');
}

/** The value of `X-Lark-Signature`: hex SHA-256 over timestamp, nonce, key and the raw body. */
export function signEvent(timestamp: string, nonce: string, encryptKey: string, rawBody: string): string {
  return createHash('sha256')
    .update(timestamp + nonce + encryptKey)
    .update(rawBody, 'utf8')
    .digest('hex');
}

/**
 * The request that carries an event.
 * @param event the event as a JSON string
 * @param encryptKey null sends it in the open and unsigned
 * @param at the time of this attempt
 */
export function sealEvent(
  event: string,
  encryptKey: string | null,
  at: Date,
): { body: string; headers: Record<string, string> } {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  if (encryptKey === null) return { body: event, headers };
  const body = JSON.stringify({ encrypt: encryptEvent(event, encryptKey) });
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const nonce = randomBytes(8).toString('hex');
  return {
    body,
    headers: {
      ...headers,
      'x-lark-request-timestamp': timestamp,
      'x-lark-request-nonce': nonce,
      'x-lark-signature': signEvent(timestamp, nonce, encryptKey, body),
    },
  };
}
