import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from '#tests/builders/any-text.ts';
import { askOfLast, askOfTopic } from './frame-question.ts';
import { readReference } from './read-reference.ts';

describe('what a message leans on', () => {
  it.each([
    ['找哪个部门?', { kind: 'departments' }],
    ['具体该找谁啊', { kind: 'departments' }],
    ['那我应该去找哪个单位办?', { kind: 'departments' }],
    ['责任单位是谁', { kind: 'departments' }],
    ['归哪个局管', { kind: 'departments' }],
    ['原文', { kind: 'original' }],
    ['看一下原文', { kind: 'original' }],
    ['文件上是怎么写的?', { kind: 'original' }],
    ['依据是什么', { kind: 'original' }],
    ['还有吗', { kind: 'more' }],
    ['还有没有别的', { kind: 'more' }],
    ['继续', { kind: 'more' }],
    ['怎么申请?', { kind: 'detail', ask: '怎么申请' }],
    ['那要准备什么材料呢?', { kind: 'detail', ask: '准备什么材料' }],
    ['能给多少钱', { kind: 'detail', ask: '能给多少钱' }],
    ['那要啥子条件', { kind: 'detail', ask: '什么条件' }],
    ['啷个申请嘛', { kind: 'detail', ask: '怎么申请' }],
    ['能补好多钱?', { kind: 'detail', ask: '能补多少钱' }],
    ['电话呢?', { kind: 'detail', ask: '电话' }],
    ['那贷款呢?', { kind: 'topic', topic: '贷款' }],
    ['人才方面呢', { kind: 'topic', topic: '人才' }],
    ['换成小巨人呢?', { kind: 'topic', topic: '小巨人' }],
  ])('%s', (text, reference) => {
    expect(readReference(text)).toEqual(reference);
  });

  it.each([
    ['第二条', 2, { kind: 'item', ordinal: 2 }],
    ['第二条具体怎么办?', 2, { kind: 'item', ordinal: 2 }],
    ['第 3 点展开说说', 3, { kind: 'item', ordinal: 3 }],
    ['第二条找谁', 2, { kind: 'departments', ordinal: 2 }],
    ['第1条的原文', 1, { kind: 'original', ordinal: 1 }],
  ])('%s', (text, ordinal, reference) => {
    expect(readReference(text, ordinal)).toEqual(reference);
  });

  it.each([
    '企业上市找哪个部门?',
    '贷款有什么支持?',
    '还有哪些人才政策能申请?',
    '车间停电了怎么办',
    '我的工单呢?',
    '你呢',
    '好的,谢谢',
    '计划第22条',
    '',
    '???',
  ])('%s stands by itself', (text) => {
    expect(readReference(text)).toBeUndefined();
  });

  it('a number that is part of something else is no clause of the last answer', () => {
    expect(readReference('第二个问题是停电', 2)).toBeUndefined();
    expect(readReference('计划第22条', 22)).toBeUndefined();
  });

  it('reads whatever is written without failing, and nothing long', () => {
    fc.assert(
      fc.property(anyText(), fc.option(fc.nat(99), { nil: undefined }), (text, ordinal) => {
        const reference = readReference(text, ordinal);
        if (reference?.kind === 'topic') expect(reference.topic.length).toBeLessThanOrEqual(12);
        expect(readReference(`${text}${'甲'.repeat(30)}`, ordinal)).toBeUndefined();
      }),
    );
  });
});

describe('the question that a follow-up stands for', () => {
  it.each([
    ['我们公司明年想上市,区里有什么支持?', '贷款', '贷款有什么支持政策?'],
    ['企业上市找哪个部门?', '招工', '招工找哪个部门负责?'],
    ['上市奖励多少钱?', '参展', '参展能给多少钱?'],
    ['上市有什么支持,怎么申请?', '贷款', '贷款有什么支持政策?'],
    ['市级专精特新企业上市有什么支持?', '小巨人', '小巨人企业上市有什么支持?'],
  ])('%s + %s', (last, topic, question) => {
    expect(askOfTopic(last, topic)).toBe(question);
  });

  it('details do not pile up', () => {
    const first = askOfLast('上市有什么支持?', '怎么申请');
    expect(first).toBe('上市有什么支持,怎么申请?');
    expect(askOfLast(first, '能给多少钱')).toBe('上市有什么支持,能给多少钱?');
  });
});
