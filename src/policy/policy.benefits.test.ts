import { describe, expect, it } from 'vitest';
import { applicabilitySchema } from './policy.applicability.ts';
import { type Audience, reservationsOf, ruledOut } from './policy.audience.ts';
import { proposeApplicability } from './policy.benefits.ts';
import { parsePolicyFile } from './policy.file.ts';
import type { EnterpriseProfile } from './policy.types.ts';

describe('what rules propose of a document', () => {
  const document = parsePolicyFile(
    `---
编号: sample
文号: 样〔2026〕1号
标题: 支持企业发展若干措施
发布机构: 样例区人民政府
成文日期: 2026-01-01
发布日期: 2026-01-02
有效性: 有效
---
支持企业发展若干措施

一、发展目标

到2028年,支持企业达到100家。

二、重点任务

(一)加强财政奖补。

1.对获评绿色工厂的,一次性给予10万元奖励。

2.企业要建立安全台账。

(二)优化金融服务。

3.鼓励银行为符合条件的科技型企业提供信用贷款。

(三)保障用地。

4.优先保障“专精特新”企业用地和厂房需求。

三、保障措施

(一)加强组织领导。支持各部门协同推进。
`,
    'sample.md',
  );

  const clause = document.clauses.find(({ id }) => id === '1') as (typeof document.clauses)[number];

  it('says for whom, what and under what condition; targets, demands and duties of offices give nothing', () => {
    const proposed = Object.entries(proposeApplicability(document).条款);
    expect(proposed.map(([id, { 对象, 给予, 条件 }]) => [id, 对象[0], 给予[0], 条件])).toEqual([
      ['1', '企业', '资金', '对获评绿色工厂的'],
      ['3', '企业', '融资', '符合条件的科技型企业'],
      ['4', '专精特新企业', '空间', undefined],
    ]);
  });

  it.each([
    ['对创新型中小企业给予奖励5万元。', '创新型中小企业'],
    ['对市级“专精特新”企业给予奖励。', '市级专精特新企业'],
    ['对首次获评国家专精特新“小巨人”企业给予奖励。', '国家小巨人企业'],
    ['对创新型中小企业、国家“小巨人”企业分别给予奖励。', '创新型中小企业'],
    ['对上市公司再融资给予补助。', '上市企业'],
    ['对企业上市给予奖励。', '企业'],
  ])('%s is for %s', (text, audience) => {
    const { 条款 } = proposeApplicability({ ...document, clauses: [{ ...clause, text }] });
    expect(条款[clause.id]?.对象).toEqual([audience]);
  });
});

const audience = (words: Partial<Audience>): Audience => ({ 对象: [], 行业: [], 区域: [], ...words });

describe('for whom a clause is', () => {
  it.each<[Partial<Audience>, EnterpriseProfile, string[] | undefined]>([
    [{}, {}, []],
    [{ 对象: ['企业'] }, { tier: '无' }, []],
    [{ 对象: ['部门'] }, { tier: '国家小巨人' }, undefined],
    [{ 对象: ['部门', '企业'] }, {}, []],
    [{ 对象: ['专精特新企业'] }, {}, ['tier-unknown']],
    [{ 对象: ['专精特新企业'] }, { tier: '无' }, ['tier-missing']],
    [{ 对象: ['专精特新企业'] }, { tier: '创新型' }, []],
    [{ 对象: ['市级专精特新企业'] }, { tier: '创新型' }, ['tier-missing']],
    [{ 对象: ['国家小巨人企业'] }, { tier: '市级专精特新' }, ['tier-missing']],
    [{ 对象: ['国家小巨人企业', '创新型中小企业'] }, { tier: '市级专精特新' }, []],
    [{ 对象: ['创新型中小企业'] }, { tier: '国家小巨人' }, []],
    [{ 对象: ['上市企业'] }, {}, ['listing-unknown']],
    [{ 对象: ['上市企业'] }, { listed: false }, ['not-listed']],
    [{ 对象: ['上市企业'] }, { listed: true }, []],
    [{ 对象: ['拟上市企业'] }, { listed: true }, ['listed']],
    [{ 对象: ['孵化器'] }, { industry: '压铸' }, undefined],
    [{ 对象: ['孵化器', '专精特新企业'] }, { industry: '科技企业孵化', tier: '无' }, []],
    [{ 对象: ['孵化器', '专精特新企业'] }, { industry: '压铸', tier: '无' }, ['tier-missing']],
    [{ 行业: ['汽车'] }, { industry: '汽车零部件' }, []],
    [{ 行业: ['汽车'] }, { industry: '食品' }, ['industry']],
    [{ 行业: ['汽车'] }, {}, ['industry']],
    [{ 区域: ['白沙工业园'] }, { park: '白沙工业园' }, []],
    [{ 区域: ['白沙工业园'] }, { park: '德感工业园', town: '白沙镇' }, ['place']],
    [{ 区域: ['白沙镇', '白沙工业园'] }, { park: '德感工业园', town: '白沙镇' }, []],
    [{ 区域: ['白沙镇'] }, { park: '德感工业园' }, ['place-unknown']],
  ])('%j, %j', (notes, profile, kinds) => {
    expect(reservationsOf(audience(notes), profile)?.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('what is not known, and what a question names, rules nothing out', () => {
    const out = (notes: Partial<Audience>, profile: EnterpriseProfile, question: string) =>
      ruledOut(audience(notes), profile, question)?.kind;
    expect(out({ 对象: ['国家小巨人企业'] }, { tier: '创新型' }, '我们有什么奖励')).toBe('tier-missing');
    expect(out({ 对象: ['国家小巨人企业'] }, { tier: '创新型' }, '我们评上小巨人有什么奖励')).toBeUndefined();
    expect(out({ 对象: ['国家小巨人企业'] }, {}, '我们有什么奖励')).toBeUndefined();
    expect(out({ 对象: ['上市企业'] }, { listed: false }, '我们有什么奖励')).toBe('not-listed');
    expect(out({ 对象: ['上市企业'] }, { listed: false }, '我们上市以后有什么奖励')).toBeUndefined();
    expect(out({ 区域: ['白沙镇'] }, { town: '珞璜镇' }, '我们有什么补助')).toBe('place');
    expect(out({ 区域: ['白沙镇'] }, { town: '珞璜镇' }, '我们搬到白沙有什么补助')).toBeUndefined();
    expect(out({ 行业: ['汽车'], 对象: ['孵化器'] }, { industry: '食品' }, '我们有什么补助')).toBeUndefined();
  });

  it('is written in the file with words that are checked', () => {
    const file = { 文件: 'a', 条款: { 1: { 对象: ['企业'], 给予: ['红包'] } } };
    expect(applicabilitySchema.safeParse(file).error?.issues[0]?.message).toMatch(/只能是:资金、融资/);
  });
});
