import { describe, expect, it } from 'vitest';
import { atBeijing } from '#shared/beijing.ts';
import { checkDocuments } from './policy.check.ts';
import { parsePolicyFile } from './policy.file.ts';
import { lexiconSchema } from './policy.lexicon.ts';
import { noticesFor, validityOf } from './policy.validity.ts';

function document(id: string, more: Record<string, string> = {}, title = `${id}行动计划`) {
  const front = {
    编号: id,
    文号: `甲〔2022〕${id.length}号`,
    标题: title,
    发布机构: '甲',
    成文日期: '2022-07-05',
    发布日期: '2022-07-11',
    有效性: '有效',
    ...more,
  };
  const head = Object.entries(front).map(([key, value]) => `${key}: "${value}"`);
  return parsePolicyFile(`---\n${head.join('\n')}\n---\n第一条 甲乙。\n`, `${id}.md`);
}
const on = (day: string) => atBeijing(day, 12);

describe('validityOf', () => {
  it('ends a period at midnight in Beijing', () => {
    const plan = document('a', { 期限: '2022—2025' });
    expect(validityOf(plan, [plan], on('2025-12-31'))).toBe('有效');
    expect(validityOf(plan, [plan], atBeijing('2026-01-01'))).toBe('期限届满');
    expect(noticesFor(plan, [plan], on('2026-11-24'))).toEqual([
      '该计划期限为2022—2025年,已届满,请以最新政策或主管部门答复为准',
    ]);
    expect(noticesFor(plan, [plan], on('2024-01-01'))).toEqual([]);
  });

  it('knows what is repealed, from a day on', () => {
    const repealed = document('a', { 废止日期: '2024-03-01' }, '甲办法');
    expect(validityOf(repealed, [repealed], on('2024-02-29'))).toBe('有效');
    expect(validityOf(repealed, [repealed], on('2024-03-01'))).toBe('废止');
    expect(noticesFor(repealed, [repealed], on('2024-03-01'))[0]).toContain('该文件已于2024-03-01废止');
    const marked = document('b', { 有效性: '废止' });
    expect(validityOf(marked, [marked], on('2023-01-01'))).toBe('废止');
  });

  it('lets a newer document replace an older one on the day it takes effect', () => {
    const old = document('old');
    const next = document('next', { 替代: 'old', 施行日期: '2025-01-01' });
    const all = [old, next];
    expect([validityOf(old, all, on('2024-12-31')), validityOf(next, all, on('2024-12-31'))]).toEqual([
      '有效',
      '尚未施行',
    ]);
    expect([validityOf(old, all, on('2025-01-01')), validityOf(next, all, on('2025-01-01'))]).toEqual([
      '已被替代',
      '有效',
    ]);
    expect(noticesFor(old, all, on('2025-01-01'))[0]).toContain(`已被${next.front.文号}替代`);
  });
});

describe('checkDocuments', () => {
  const lexicon = lexiconSchema.parse({});
  const messages = (documents: ReturnType<typeof document>[], now = on('2026-01-01')) =>
    checkDocuments({ documents, lexicon, applicability: [] }, now).map(
      ({ level, message }) => `${level} ${message}`,
    );

  it('finds what is expired, overlapping and broken', () => {
    expect(messages([document('a', { 期限: '2022—2025' })])).toContainEqual(
      expect.stringMatching(/^notice .*已届满/),
    );
    expect(messages([document('a', { 期限: '2025—2022' })])).toContainEqual(
      expect.stringMatching(/^error 期限/),
    );
    expect(messages([document('a', { 发布日期: '2022-01-01' })])).toContainEqual(
      expect.stringMatching(/^error 发布日期/),
    );
    expect(messages([document('a', { 替代: 'gone' })])).toContainEqual(
      expect.stringMatching(/^notice 替代的文件「gone」/),
    );
    const twins = [document('a', {}, '甲办法(试行)'), document('bb', {}, '甲办法')];
    expect(messages(twins)).toContainEqual(expect.stringMatching(/^notice 与 a 标题相近/));
    const same = [document('a', {}, '甲办法'), document('b', {}, '乙办法')];
    expect(messages(same)).toContainEqual(expect.stringMatching(/^error 文号/));
  });

  it('finds conditions that are not in the clause, and concepts that the lexicon does not have', () => {
    const plan = document('a');
    const note = {
      概念: { 无此概念: 1 },
      问法: [],
      对象: [],
      行业: [],
      区域: [],
      给予: [],
      找谁: false,
      条件: '不是原文',
    };
    const found = checkDocuments(
      { documents: [plan], lexicon, applicability: [{ 文件: 'a', 条款: { '1': note } }] },
      on('2023-01-01'),
    );
    expect(found.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
      expect.stringContaining('不是原文'),
      expect.stringContaining('无此概念'),
    ]);
  });
});
