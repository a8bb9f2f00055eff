import { describe, expect, it } from 'vitest';
import { nodeWebhookCrypto } from '#adapters/node-crypto/webhook-crypto.ts';
import { createFixedClock } from '#shared/clock.ts';
import {
  APP_ID,
  ENCRYPT_KEY,
  encryptBody,
  messageEvent,
  signedHeaders,
  TOKEN,
} from '#tests/builders/feishu-request.ts';
import { createDecrypt } from './decrypt.ts';
import { createWebhookReader } from './envelope.ts';
import { checkSignature } from './verify.ts';
import { webCrypto } from './webhook-crypto.ts';

const clock = createFixedClock('2026-11-24T02:00:00Z');
const bytes = (text: string) => new TextEncoder().encode(text);
const reader = (over: Partial<Parameters<typeof createWebhookReader>[0]> = {}) =>
  createWebhookReader({ appId: APP_ID, encryptKey: ENCRYPT_KEY, verificationToken: TOKEN, ...over }, clock);

function send(body: string, over: Record<string, string | undefined> = {}, read = reader()) {
  const headers = { ...signedHeaders(body, { at: clock.now() }), ...over };
  return read(
    {
      timestamp: headers['x-lark-request-timestamp'],
      nonce: headers['x-lark-request-nonce'],
      signature: headers['x-lark-signature'],
    },
    bytes(body),
  );
}

describe.each([
  ['WebCrypto', webCrypto],
  ['node:crypto', nodeWebhookCrypto],
])('the vectors of the documentation with %s', (_, crypto) => {
  const encrypted = 'P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=';

  it('decrypts', async () => {
    expect(await createDecrypt('test key', crypto)(encrypted)).toBe('hello world');
  });

  it.each([
    [`{"encrypt":"${encrypted}"}`, 'bed8fdd3e4bbc581364c140b572ec676edff3db612d57bbc07a24d062c40ddf3'],
    [`{ "encrypt" : "${encrypted}" }`, '50545fb7e667c6a6817a6dc75b62284eaa0eadea87f186dd0132cd76cb927734'],
  ])('checks the signature over the raw bytes of %s', async (body, signature) => {
    const headers = { timestamp: '1700000000', nonce: 'n0nce', signature };
    await expect(checkSignature(headers, bytes(body), 'test key', crypto)).resolves.toBeUndefined();
    await expect(checkSignature(headers, bytes(`${body} `), 'test key', crypto)).rejects.toMatchObject({
      status: 401,
    });
  });
});

describe('with an Encrypt Key', () => {
  it('reads an encrypted and signed event', async () => {
    const event = messageEvent({}, { eventId: 'ev_1' });
    const request = await send(encryptBody(event));
    expect(request).toMatchObject({ type: 'event', envelope: { eventId: 'ev_1', event: event.event } });
  });

  it('reads an event whose body has spaces and escaped slashes', async () => {
    const body = encryptBody(messageEvent()).replace('{"encrypt":', '{ "encrypt" : ').replaceAll('/', '\\/');
    expect(await send(body)).toMatchObject({ type: 'event' });
  });

  it('answers the URL check, signed or not', async () => {
    const body = encryptBody({ type: 'url_verification', challenge: 'abc', token: TOKEN });
    expect(await send(body)).toEqual({ type: 'challenge', challenge: 'abc' });
    const unsigned = { 'x-lark-signature': undefined, 'x-lark-request-timestamp': undefined };
    expect(await send(body, unsigned)).toEqual({ type: 'challenge', challenge: 'abc' });
  });

  it('never looks at fields beside `encrypt`', async () => {
    const inner = messageEvent({}, { eventId: 'ev_inner' });
    const outer = messageEvent({}, { eventId: 'ev_outer' });
    const body = JSON.stringify({ ...outer, ...JSON.parse(encryptBody(inner)) });
    expect(await send(body)).toMatchObject({ envelope: { eventId: 'ev_inner' } });
  });

  it.each([
    ['a plaintext event', JSON.stringify(messageEvent()), {}, 401],
    [
      'a plaintext URL check',
      JSON.stringify({ type: 'url_verification', challenge: 'a', token: TOKEN }),
      {},
      401,
    ],
    ['no signature', encryptBody(messageEvent()), { 'x-lark-signature': undefined }, 401],
    ['a wrong signature', encryptBody(messageEvent()), { 'x-lark-signature': '0'.repeat(64) }, 401],
    ['another nonce', encryptBody(messageEvent()), { 'x-lark-request-nonce': 'other' }, 401],
    ['no timestamp', encryptBody(messageEvent()), { 'x-lark-request-timestamp': undefined }, 401],
    ['the token of somebody else', encryptBody(messageEvent({}, { token: 'other' })), {}, 401],
    ['the event of another app', encryptBody(messageEvent({}, { appId: 'cli_other' })), {}, 401],
    ['what is encrypted with another key', encryptBody(messageEvent(), 'other key'), {}, 400],
    ['what is no JSON', 'not json', {}, 400],
    ['what is no base64', '{"encrypt":"***"}', {}, 400],
    ['what is no event', encryptBody({ hello: 'world' }), {}, 400],
  ])('refuses %s', async (_, body, headers, status) => {
    await expect(send(body, headers)).rejects.toMatchObject({ name: 'WebhookRefused', status });
  });

  it.each([
    [61, 'refused'],
    [-61, 'refused'],
    [59, 'read'],
    [-59, 'read'],
  ])('an event signed %d minutes ago is %s', async (minutes, outcome) => {
    const body = encryptBody(messageEvent());
    const at = new Date(clock.now().getTime() - minutes * 60_000);
    const sent = send(body, signedHeaders(body, { at }));
    if (outcome === 'read') await expect(sent).resolves.toMatchObject({ type: 'event' });
    else await expect(sent).rejects.toMatchObject({ status: 401, reason: 'timestamp-stale' });
  });
});

describe('with a Verification Token alone', () => {
  const plain = reader({ encryptKey: undefined });
  const unsigned = {
    'x-lark-signature': undefined,
    'x-lark-request-timestamp': undefined,
    'x-lark-request-nonce': undefined,
  };

  it('reads events of both versions and the URL check', async () => {
    const v1 = {
      uuid: 'u1',
      token: TOKEN,
      type: 'event_callback',
      event: { type: 'message', app_id: APP_ID, open_message_id: 'om_1' },
    };
    expect(await send(JSON.stringify(messageEvent()), unsigned, plain)).toMatchObject({ type: 'event' });
    expect(await send(JSON.stringify(v1), unsigned, plain)).toMatchObject({
      envelope: { eventId: 'u1', eventType: 'message' },
    });
    const check = JSON.stringify({ type: 'url_verification', challenge: 'c', token: TOKEN });
    expect(await send(check, unsigned, plain)).toEqual({ type: 'challenge', challenge: 'c' });
  });

  it.each([
    ['a wrong token', JSON.stringify(messageEvent({}, { token: 'x' })), 401],
    [
      'a URL check with a wrong token',
      JSON.stringify({ type: 'url_verification', challenge: 'c', token: 'x' }),
      401,
    ],
    ['an encrypted event', encryptBody(messageEvent()), 400],
  ])('refuses %s', async (_, body, status) => {
    await expect(send(body, unsigned, plain)).rejects.toMatchObject({ status });
  });
});
