import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, datesOf, isMisplaced, quantitiesOf } from './lead-quantities.ts';

const written = (text: string) => quantitiesOf(canonical(text)).map(({ value, unit }) => `${value}${unit}`);

describe('canonical', () => {
  it.each([
    ['50万元', ['500000元']],
    ['50 万元', ['500000元']],
    ['五十万元', ['500000元']],
    ['伍拾萬元', ['500000元']],
    ['500,000元', ['500000元']],
    ['500,000元', ['500000元']],
    ['3.5亿元', ['350000000元']],
    ['三点五亿元', ['350000000元']],
    ['百万', ['1000000']],
    ['一千零三家', ['1003家']],
    ['两百五十', ['250']],
    ['二〇二五年', ['2025年']],
    ['百分之二十', ['20%']],
    ['百分之12.5', ['12.5%']],
    ['两成', ['2成']],
    ['三个月内', ['3个月']],
    ['一个企业、一定额度、进一步统一', []],
    ['一个月', ['1个月']],
    ['2022-07-05', ['2022年', '7月', '5日']],
    ['11500381009320238D', ['11500381009320238']],
  ])('reads %s as %o', (text, expected) => {
    const read = written(text).map((quantity) => quantity.replace(/(?<=\d)点$/, ''));
    expect(read).toEqual(expected);
  });

  it('reads a number alike in Arabic digits and in Chinese ones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 11, max: 99_999_999 }), (value) => {
        expect(written(`共${inChinese(value)}家`)).toEqual([`${value}家`]);
        expect(written(`共${value.toLocaleString('en-US')}家`)).toEqual([`${value}家`]);
      }),
    );
  });
});

/** 10203 as 一万零二百零三: written another way than it is read. */
function inChinese(value: number): string {
  if (value >= 10_000) {
    const rest = value % 10_000;
    return `${inChinese(Math.floor(value / 10_000))}万${rest === 0 ? '' : rest < 1_000 ? `零${inChinese(rest)}` : inChinese(rest)}`;
  }
  let text = '';
  let gap = false;
  for (const [unit, name] of [
    [1000, '千'],
    [100, '百'],
    [10, '十'],
    [1, ''],
  ] as const) {
    const digit = Math.floor(value / unit) % 10;
    if (digit === 0) gap = text !== '';
    else {
      text += `${gap ? '零' : ''}${'零一二三四五六七八九'[digit]}${name}`;
      gap = false;
    }
  }
  return text;
}

describe('datesOf', () => {
  it('keeps a date whole', () => {
    expect(datesOf(canonical('自2022年7月5日起,至二〇二五年底,7月11日发布'))).toEqual([
      '2022年7月5日',
      '2025年',
      '7月11日',
    ]);
  });
});

describe('isMisplaced', () => {
  const source = quantitiesOf('中小企业达到200家,国家小巨人企业达到15家');
  it.each([
    ['小巨人企业达到15家', false],
    ['小巨人企业达到200家', true],
    ['200家国家小巨人企业', true],
    ['共15家', false],
  ])('%s: %s', (lead, misplaced) => {
    expect(quantitiesOf(lead).some((quantity) => isMisplaced(quantity, source))).toBe(misplaced);
  });
});
