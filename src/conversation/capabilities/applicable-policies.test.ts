import { describe, expect, it } from 'vitest';
import { parsePolicyFile } from '#policy/policy.file.ts';
import { applicableClauses } from './applicable-clauses.ts';
import { readsWhatApplies } from './applicable-policies.ts';
import { readTier } from './read-tier.ts';

describe('a question for all that applies', () => {
  it.each([
    '我们能享受哪些政策',
    '我们公司能享受哪些政策?',
    '我们是市级“专精特新”企业,能享受哪些政策?',
    '有哪些政策我们可以申请?',
    '请问我司目前可以申报哪些扶持政策',
    '我们是做铝型材的,能享受什么优惠政策?',
    '哪些政策适合我们',
    '小巨人企业可以享受什么政策',
  ])('%s', (text) => expect(readsWhatApplies(text)).toBe(''));

  it('leaves a name beside it', () => {
    expect(readsWhatApplies('鑫宏铝业能享受哪些政策?')).toBe('鑫宏铝业');
  });

  it.each(['我们能享受哪些税收优惠政策', '能拿哪些补贴?', '研发费用有什么补助?', '贷款有什么支持'])(
    '%s is about something in particular',
    (text) => expect(readsWhatApplies(text)).toBeUndefined(),
  );
});

describe('the answer to the question for the tier', () => {
  it.each([
    ['市级专精特新', '市级专精特新'],
    ['市级“专精特新”中小企业', '市级专精特新'],
    ['我们是国家小巨人', '国家小巨人'],
    ['创新型的', '创新型'],
    ['不是小巨人,是市级的', '市级专精特新'],
    ['还没评上专精特新', '无'],
    ['都不是', '无'],
    ['暂未认定', '无'],
    ['第三种', '国家小巨人'],
    ['1', '创新型'],
    ['不清楚', 'unknown'],
  ])('%s', (text, tier) => expect(readTier(text)).toBe(tier));

  it.each(['专精特新怎么申报?', '厂里停电了', '还没有解决', '没有电', ''])('%s is none', (text) => {
    expect(readTier(text)).toBeUndefined();
  });
});

describe('what a document gives, by rules over its text', () => {
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

  it('names need, condition and for whom; targets, demands and duties of offices give nothing', () => {
    const found = applicableClauses(document).map(({ clause, need, condition, needsTier }) => [
      clause.id,
      need,
      condition,
      needsTier,
    ]);
    expect(found).toEqual([
      ['1', '资金', '对获评绿色工厂的', false],
      ['3', '信贷', '符合条件的科技型企业', false],
      ['4', '空间', null, true],
    ]);
  });
});
