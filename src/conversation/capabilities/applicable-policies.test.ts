import { describe, expect, it } from 'vitest';
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
    '我们能享受啥子',
    '像我们这种企业有啥优惠',
    '区里对我们有什么支持?',
    '符合我们的政策有哪些',
    '给我们匹配一下政策',
    '我们企业能有哪些政策红利',
  ])('%s', (text) => expect(readsWhatApplies(text)).toBe(''));

  it('leaves a name beside it', () => {
    expect(readsWhatApplies('鑫宏铝业能享受哪些政策?')).toBe('鑫宏铝业');
  });

  it.each([
    '我们能享受哪些税收优惠政策',
    '能拿哪些补贴?',
    '研发费用有什么补助?',
    '贷款有什么支持',
    '我们上市有什么支持',
  ])('%s is about something in particular', (text) => expect(readsWhatApplies(text)).toBeUndefined());
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
