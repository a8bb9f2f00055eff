import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decryptEvent, encryptEvent, sealEvent, signEvent } from './envelope.ts';

const ENCRYPTED = 'P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=';

test("the documentation's vectors", () => {
  expect(decryptEvent(ENCRYPTED, 'test key')).toBe('hello world');
  expect(signEvent('1700000000', 'n0nce', 'test key', `{"encrypt":"${ENCRYPTED}"}`)).toBe(
    'bed8fdd3e4bbc581364c140b572ec676edff3db612d57bbc07a24d062c40ddf3',
  );
  expect(signEvent('1700000000', 'n0nce', 'test key', `{ "encrypt" : "${ENCRYPTED}" }`)).toBe(
    '50545fb7e667c6a6817a6dc75b62284eaa0eadea87f186dd0132cd76cb927734',
  );
});

test('what is encrypted can be read with the key, and is never the same twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 1 }), (text, key) => {
      const encrypted = encryptEvent(text, key);
      expect(decryptEvent(encrypted, key)).toBe(text);
      expect(encryptEvent(text, key)).not.toBe(encrypted);
    }),
  );
});

test('the signature is over the body as it is sent, at the time of sending', () => {
  const { body, headers } = sealEvent('{"a":1}', 'key', new Date('2026-11-24T02:00:00Z'));
  const timestamp = headers['x-lark-request-timestamp'] ?? '';
  const nonce = headers['x-lark-request-nonce'] ?? '';
  expect(timestamp).toBe('1795485600');
  expect(headers['x-lark-signature']).toBe(signEvent(timestamp, nonce, 'key', body));
  expect(decryptEvent(JSON.parse(body).encrypt, 'key')).toBe('{"a":1}');
});

test('without a key events go out in the open and unsigned', () => {
  const { body, headers } = sealEvent('{"a":1}', null, new Date());
  expect(body).toBe('{"a":1}');
  expect(headers['x-lark-signature']).toBeUndefined();
});
