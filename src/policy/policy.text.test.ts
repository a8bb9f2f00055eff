import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '#tests/builders/any-text.ts';
import { overlappingParts } from './policy.corpus.ts';
import { foldRadicals, foldWidth } from './policy.fold.ts';
import { classifyLine, readSignature } from './policy.lines.ts';
import { chineseNumeral, parseNumeral } from './policy.numerals.ts';
import { rankCandidates } from './policy.ranking.ts';
import { responsibleUnits } from './policy.responsible.ts';
import { questionTokens, tokenize } from './policy.tokens.ts';
import { createTypoCorrector } from './policy.typos.ts';

describe('numerals', () => {
  it('reads Chinese and Arabic', () => {
    expect(['十', '十二', '二十', '一百零三', '二〇', '9', '两'].map(parseNumeral)).toEqual([
      10, 12, 20, 103, 20, 9, 2,
    ]);
    expect(parseNumeral('甲')).toBeUndefined();
  });
  it('reads what it writes', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 99 }), (n) => parseNumeral(chineseNumeral(n)) === n));
  });
});

describe('foldWidth', () => {
  it('keeps the length, so that offsets stay', () => {
    fc.assert(fc.property(anyText(), (text) => foldWidth(text).length === text.length));
    expect(foldWidth('\uFF08\uFF11\uFF09\uFF0E')).toBe('(1).');
  });
});

describe('tokenize', () => {
  it('gives words, characters and pairs, in one form', () => {
    expect(tokenize('\uFF21I贷款')).toEqual(expect.arrayContaining(['ai', '贷款', '贷', '款']));
    expect(tokenize('智能工厂')).toEqual(expect.arrayContaining(['智能', '能工', '工厂']));
  });
  it('never gives a token with a blank, so that tokens can be kept in a line', () => {
    fc.assert(
      fc.property(anyText(), (text) => tokenize(text).every((token) => token !== '' && !/\s/.test(token))),
    );
  });
  it('leaves words of asking out of a question, unless there are no others', () => {
    expect([...questionTokens('有什么贷款吗').keys()]).toContain('贷款');
    expect([...questionTokens('有什么贷款吗').keys()]).not.toContain('什么');
    expect(questionTokens('什么').size).toBeGreaterThan(0);
  });
});

describe('overlappingParts', () => {
  it('cover the text, in order, each overlapping the next', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('甲乙丙丁。', '很长的一句话没有停顿', '分号;', '\n'), { maxLength: 900 }),
        (pieces) => {
          const text = pieces.join('');
          let at = 0;
          for (const part of overlappingParts(text)) {
            const start = text.indexOf(part, Math.max(0, at - 151));
            expect(start).toBeLessThanOrEqual(at);
            at = start + part.length;
          }
          expect(at).toBe(text.length);
        },
      ),
    );
  });
});

describe('responsibleUnits', () => {
  it('splits names as they stand, the leading one first', () => {
    expect(responsibleUnits('做好工作。(责任单位:区科技局、区财政局,各工业园发展中心)')).toEqual([
      '区科技局',
      '区财政局',
      '各工业园发展中心',
    ]);
    expect(responsibleUnits('牵头单位:区商务委;配合单位:区财政局')).toEqual(['区商务委', '区财政局']);
    expect(responsibleUnits('没有写单位')).toEqual([]);
  });
});

describe('typing errors', () => {
  const mend = createTypoCorrector(['服务专员', '揭榜挂帅', '担保费', '再贴现', '贷款'], ['信用贷']);
  it('are mended by sound and by look', () => {
    expect(mend('服务专圆')).toBe('服务专员');
    expect(mend('揭榜挂率')).toBe('揭榜挂帅');
    expect(mend('担宝费高')).toBe('担保费高');
    expect(mend('再贴线')).toBe('再贴现');
  });
  it('are not seen in what is right', () => {
    for (const text of ['服务专员', '代办手续', '带款式图', '信用贷是什么', 'abc', ''])
      expect(mend(text)).toBe(text);
  });
  it('keep the length and leave other scripts alone', () => {
    fc.assert(fc.property(anyText(), (text) => mend(text).length === text.length));
  });
});

describe('rankCandidates', () => {
  const candidate = (clauseId: string, text: string) => ({
    ...{ documentId: 'd', clauseId, revision: 'r', text },
    tokens: tokenize(text),
  });
  it('puts the clause with the rarer words first, whatever the order of the candidates', () => {
    const candidates = [
      candidate('1', '支持企业发展。'),
      candidate('2', '支持企业上市。'),
      candidate('3', '支持企业。'),
    ];
    const frequencies = new Map([...tokenize('支持企业')].map((token) => [token, 3] as const));
    const statistics = { clauses: 3, averageLength: 10, frequencies };
    for (const order of [candidates, candidates.toReversed()]) {
      const ranked = rankCandidates(questionTokens('支持企业上市'), order, statistics);
      expect(ranked.map((hit) => hit.candidate.clauseId)[0]).toBe('2');
      expect(ranked[0]?.share).toBeGreaterThan(ranked[1]?.share ?? 1);
    }
  });
});

describe('what a PDF makes of characters', () => {
  it('is read as the characters that it looks like, the simplified ones', () => {
    expect(foldRadicals('⼀、每⼾⻔⻚⻓⻋,⼈⺠⾸次⾏⾦\uF9F4')).toBe('一、每户门页长车,人民首次行金林');
    expect(classifyLine('(⼆)甲')).toMatchObject({ kind: 'numbered', style: '(一)', number: 2 });
  });
});

describe('readSignature', () => {
  it('reads a date alone or behind its office, spaced or with the circle that printers use', () => {
    expect(readSignature('2025 年 9 月 16 日')).toEqual({ day: '2025年9月16日', office: '' });
    expect(readSignature('二○二五年九月十六日')?.day).toBe('二〇二五年九月十六日');
    expect(readSignature('某区人民政府办公室(盖章) 2025年10月10日')).toEqual({
      day: '2025年10月10日',
      office: '某区人民政府办公室(盖章)',
    });
    expect(readSignature('本措施自2025年10月1日')).toBeUndefined();
  });
});
