import { expect, test } from 'vitest';
import { readPattern } from './understanding.patterns.ts';

const parts = (source: string) => readPattern(source).map((variant) => variant.parts);

test('a literal is one part', () => {
  expect(parts('停电')).toEqual([[['停电']]]);
});

test('a gap divides parts, a group names alternatives', () => {
  expect(parts('(租|买)…厂房')).toEqual([[['租', '买'], ['厂房']]]);
});

test('an optional group may be left out', () => {
  expect(parts('摘(的|了)?地')).toEqual([[['摘的地', '摘了地', '摘地']]]);
});

test('a group that holds a gap is spread into variants', () => {
  expect(parts('(停电|没…电)')).toEqual([[['停电']], [['没'], ['电']]]);
});

test('marks of start and end are kept beside the parts', () => {
  expect(readPattern('^早$')).toEqual([{ parts: [['早']], atStart: true, atEnd: true }]);
});

test('an unpaired bracket does not break reading', () => {
  expect(parts('(停电')).toEqual([[['停电']]]);
});
