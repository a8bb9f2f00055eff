import { expect, test } from 'vitest';
import { spelledOut } from './sentence-templates.ts';

test('a text without choices stands for itself', () => {
  expect(spelledOut('我的单子(用电)呢')).toEqual(['我的单子(用电)呢']);
});

test('a template takes each of its choices in turn', () => {
  const sentences = spelledOut('(单子|那件事)(现在)?(办完没|到哪了|谁在办)');
  for (const choice of ['单子', '那件事', '现在', '办完没', '到哪了', '谁在办'])
    expect(sentences.some((sentence) => sentence.includes(choice))).toBe(true);
  expect(sentences.some((sentence) => !sentence.includes('现在'))).toBe(true);
  expect(sentences.every((sentence) => !/[()|]/.test(sentence))).toBe(true);
});
