import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMatcher, GAP, withoutContained } from './understanding.matcher.ts';

const cue = (pattern: string, group = 'a') => ({ group, weight: 1, pattern });
const found = (pattern: string, text: string) =>
  createMatcher([cue(pattern)])
    .match(text)
    .map(({ start, end }) => text.slice(start, end));

test('finds every place of a literal', () => {
  expect(found('停电', '停电又停电')).toEqual(['停电', '停电']);
});

test('joins parts within the gap, and not beyond it', () => {
  expect(found('厂房…漏', '厂房昨晚漏水')).toEqual(['厂房昨晚漏']);
  expect(found('厂房…漏', `厂房${'x'.repeat(GAP)}漏`)).toHaveLength(1);
  expect(found('厂房…漏', `厂房${'x'.repeat(GAP + 1)}漏`)).toEqual([]);
});

test('parts count in their order only', () => {
  expect(found('厂房…漏', '漏水的厂房')).toEqual([]);
});

test('# stands for a number in digits or characters', () => {
  expect(found('缺#名', '缺15名')).toEqual(['缺15名']);
  expect(found('缺#名', '缺三十名')).toEqual(['缺三十名']);
  expect(found('缺#名', '缺名')).toEqual([]);
});

test('start and end are those of the text', () => {
  expect(found('^催', '催一下')).toEqual(['催']);
  expect(found('^催', '再催一下')).toEqual([]);
  expect(found('了没$', '办了没')).toEqual(['了没']);
  expect(found('了没$', '办了没有')).toEqual([]);
});

test('a literal inside a longer one of another cue does not speak', () => {
  const text = '出口退税没到';
  const hits = createMatcher([cue('税', 'short'), cue('出口退税', 'long')]).match(text);
  expect(withoutContained(hits, text.length).map(({ group }) => group)).toEqual(['long']);
});

test('finds a literal exactly where the text holds it', () => {
  const letters = fc.string({ unit: fc.constantFrom('停', '电', '水', '了'), maxLength: 40 });
  const matcher = createMatcher([cue('停电')]);
  fc.assert(
    fc.property(letters, (text) => {
      const starts = [...text].flatMap((_, i) => (text.startsWith('停电', i) ? [i] : []));
      expect(matcher.match(text).map(({ start }) => start)).toEqual(starts);
    }),
  );
});
