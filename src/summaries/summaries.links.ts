/** What a link says after the `?`: until when it works, and that we said so. */
export interface LinkQuery {
  until?: string | undefined;
  sig?: string | undefined;
}

export type LinkState = 'good' | 'expired' | 'altered';

type Key = Parameters<typeof crypto.subtle.sign>[1];

const encoder = new TextEncoder();
const PURPOSE = 'yiqi-exports-v1';

/**
 * A link to a path that works until a time, signed with HMAC-SHA-256.
 * @param secret whoever has it can make such links; the key is made from it for this purpose alone
 * @returns the path with its query
 */
export async function signLink(secret: string, path: string, until: Date): Promise<string> {
  const seconds = Math.floor(until.getTime() / 1000);
  const signature = await crypto.subtle.sign('HMAC', await keyOf(secret), content(path, seconds));
  return `${path}?until=${seconds}&sig=${toBase64Url(new Uint8Array(signature))}`;
}

/** Whether a link was made by us and still works. What was altered is not called expired: its time is not ours. */
export async function checkLink(
  secret: string,
  path: string,
  { until = '', sig = '' }: LinkQuery,
  now: Date,
): Promise<LinkState> {
  const signature = fromBase64Url(sig);
  if (!/^\d{1,12}$/.test(until) || !signature) return 'altered';
  const seconds = Number(until);
  // WebCrypto compares in constant time.
  const good = await crypto.subtle.verify('HMAC', await keyOf(secret), signature, content(path, seconds));
  if (!good) return 'altered';
  return now.getTime() < seconds * 1000 ? 'good' : 'expired';
}

const content = (path: string, seconds: number) => encoder.encode(`${path}\n${seconds}`);

async function keyOf(secret: string): Promise<Key> {
  const base = await crypto.subtle.importKey('raw', encoder.encode(secret), 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info: encoder.encode(PURPOSE) },
    base,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign', 'verify'],
  );
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]{43}$/.test(text)) return null;
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
