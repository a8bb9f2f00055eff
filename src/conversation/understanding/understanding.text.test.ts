import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '#tests/builders/any-text.ts';
import { fold, readNumber, withoutMentions } from './understanding.text.ts';

test('width and case are folded in place', () => {
  expect(fold('登记\uff1aABC\uff0c\uff11.5KVA\u3000急\uff01')).toBe('登记:abc,1.5kva 急!');
});

test('folding keeps every position', () => {
  fc.assert(fc.property(anyText(), (text) => fold(text).length === text.length));
});

test.each([
  ['@机器人 本周情况', '本周情况'],
  ['@机器人本周情况', '本周情况'],
  ['@_user_1 本周情况', '本周情况'],
  ['本周情况 @机器人', '本周情况'],
  ['@小助手 @机器人 帮助', '帮助'],
])('%s is addressed to the bot', (text, words) => {
  expect(withoutMentions(text)).toBe(words);
});

test.each([
  ['27', 27],
  ['2.5', 2.5],
  ['3万', 30_000],
  ['十', 10],
  ['三十二', 32],
  ['两百', 200],
  ['二百零五', 205],
  ['一千二百', 1_200],
])('%s is a number', (text, value) => {
  expect(readNumber(text)).toBe(value);
});

test('what is no number is none', () => {
  expect(readNumber('多少')).toBeUndefined();
});
