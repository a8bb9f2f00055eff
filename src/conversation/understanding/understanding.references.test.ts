import { expect, test } from 'vitest';
import { findAmounts, findOrdinal, findPlace, findTicketNumbers } from './understanding.references.ts';
import { fold } from './understanding.text.ts';

test.each([
  ['T20261124-0007 到哪一步了', ['T20261124-0007']],
  ['t20261124-7001 和 20261124-0008', ['T20261124-7001', 'T20261124-0008']],
  ['催一下0089号', ['0089']],
  ['工单号12现在谁在办', ['0012']],
  ['58号单子结了没', ['0058']],
  ['查 qx-2025-0042', ['QX-2025-0042']],
  ['2号厂房漏水', []],
  ['第12条讲什么', []],
  ['11月24号停电', []],
])('%s names %j', (text, numbers) => {
  expect(findTicketNumbers(fold(text))).toEqual(numbers);
});

test.each([
  ['第二条具体怎么办', 2],
  ['第3个', 3],
  ['第十二条', 12],
  ['那贷款呢', undefined],
])('%s means item %s', (text, ordinal) => {
  expect(findOrdinal(text)).toBe(ordinal);
});

const amounts = (text: string) => findAmounts(fold(text), text).map(({ value, unit }) => `${value}${unit}`);

test.each([
  ['想要20亩地', ['20亩']],
  ['缺焊工15名', ['15人']],
  ['变压器800kVA不够', ['800千伏安']],
  ['贷款300万', ['300万元']],
  ['欠了两百多万元货款', ['200万元']],
  ['5000平方米厂房,层高10米', ['5000平方米']],
  ['一年用电3万度', ['30000度']],
  ['三十个工人没地方住', ['30人']],
  ['去年2025年12月的事', []],
])('%s holds %j', (text, found) => {
  expect(amounts(text)).toEqual(found);
});

test('an amount keeps the words it was written in', () => {
  const text = '缺15名焊工';
  expect(findAmounts(fold(text), text)[0]?.text).toBe('15名');
});

test('a place of the district is found', () => {
  expect(findPlace('想在双福工业园租厂房')).toBe('双福工业园');
  expect(findPlace('想租厂房')).toBeUndefined();
});
