import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseReports } from './understanding.reports.ts';

const codes = ['land', 'labor'];
const read = (line: string) => parseReports(JSON.stringify([line]), 'reports.yaml', codes)[0];

test('the words that state a problem, where they lie, and whether it is urgent', () => {
  expect(read('订单不愁,[labor 夜班没人上],[land 库房又漏雨] !')).toEqual({
    text: '订单不愁,夜班没人上,库房又漏雨',
    problems: [
      { category: 'labor', start: 5, end: 10 },
      { category: 'land', start: 11, end: 16 },
    ],
    urgent: true,
  });
  expect(read('[labor 招不到人]急!')).toMatchObject({ text: '招不到人急!', urgent: false });
});

test('whatever stands around, the marked words are found again', () => {
  const words = fc.stringMatching(/^[一-鿿,。]{1,12}$/);
  fc.assert(
    fc.property(words, words, words, (before, problem, after) => {
      const report = read(`${before}[land ${problem}]${after}`);
      const [marked] = report?.problems ?? [];
      expect(report?.text).toBe(before + problem + after);
      expect(report?.text.slice(marked?.start, marked?.end)).toBe(problem);
    }),
  );
});

test('a mistake is told by file, line and what is wrong', () => {
  const fails = (line: string) => () => parseReports(`- "[land 漏雨]"\n- "${line}"`, 'reports.yaml', codes);
  expect(fails('没有标')).toThrow(/reports\.yaml 第 2 行.*没有标出问题/);
  expect(fails('[money 欠钱]')).toThrow(/第 2 行.*没有「money」/);
  expect(fails('[land 漏雨],[labor 缺人')).toThrow(/第 2 行.*没有成对/);
});
