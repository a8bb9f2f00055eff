import { describe, expect, it } from 'vitest';
import { missingFacts } from './policy.facts.ts';
import {
  asksDepartment,
  asksDepartmentOnly,
  asksDuty,
  asksMeta,
  namedClause,
  questionParts,
  withoutSetAside,
} from './policy.question.ts';

const facts = (text: string) => questionParts(text).flatMap((part) => part.facts);

describe('facts that a question asks for', () => {
  it.each([
    ['绿色工厂补多少万', '金额'],
    ['每平方米租金标准是多少', '金额'],
    ['年利率几个点', '比例'],
    ['申报截止到几号', '时间'],
    ['放款要几天', '时长'],
    ['这个奖多久评一次', '时长'],
    ['认定条件是什么', '条件'],
    ['申请要哪些材料', '办法'],
    ['办公室电话多少', '联系方式'],
    ['现在已经建成几个了', '现状'],
    ['辅导收费吗', '费用'],
    ['骗补有什么后果', '后果'],
  ])('%s: %s', (text, name) => {
    expect(facts(text)).toContain(name);
  });

  it.each([
    '要培育几家小巨人',
    '怎么提高产品质量',
    '有没有服务专员',
    '目标的家数是多少',
    '联席会议是什么',
    '备案金额上去了能多贷吗',
  ])('%s: none', (text) => {
    expect(facts(text)).toEqual([]);
  });

  it('are not looked for in what is only told', () => {
    const parts = questionParts('花了几百万买设备,能给支持吗');
    expect(parts.map((part) => [part.facts.length, part.asks])).toEqual([
      [0, false],
      [0, true],
    ]);
  });

  it('are missing where the clause does not give them', () => {
    expect(missingFacts(['金额'], '给予资金奖励。')).toEqual(['金额']);
    expect(missingFacts(['金额'], '给予20万元奖励。')).toEqual([]);
    expect(missingFacts(['比例', '时间'], '按30%补助,每年3月申报。')).toEqual([]);
  });
});

describe('what a question is about', () => {
  it('tells questions for the document itself', () => {
    for (const text of [
      '文号是多少',
      '这个文件还有效吗',
      '计划什么时候印发的',
      '通知是谁发的',
      '文件管到哪一年',
    ]) {
      expect(asksMeta(text)).toBe(true);
    }
    for (const text of ['申报通知什么时候发', '贷款什么时候放', '有什么政策支持', '计划培育几家企业']) {
      expect(asksMeta(text)).toBe(false);
    }
  });

  it('tells questions for the unit, alone or beside others', () => {
    expect(asksDepartment('贷款找哪个部门')).toBe(true);
    expect(asksDepartment('贷款怎么办')).toBe(false);
    expect(asksDepartmentOnly('这事归谁管')).toBe(true);
    expect(asksDepartmentOnly('想给大厂供货,谁来牵线')).toBe(false);
    expect(asksDepartmentOnly('想给大厂供货,是哪个部门管')).toBe(true);
    expect(asksDuty('统计局负责什么')).toBe(true);
    expect(asksDuty('税务优惠有吗')).toBe(false);
  });

  it('reads the number of a clause', () => {
    expect(namedClause('第13条是什么')).toBe('13');
    expect(namedClause('第 二十 条原文')).toBe('二十');
    expect(namedClause('第一次申报')).toBeUndefined();
  });

  it('leaves out what the question sets aside', () => {
    expect(withoutSetAside('除了贷款,还有什么办法')).not.toContain('贷款');
    expect(withoutSetAside('不是说补贴,是人才')).not.toContain('补贴');
    expect(withoutSetAside('不是说补贴')).toBe('不是说补贴');
  });
});
