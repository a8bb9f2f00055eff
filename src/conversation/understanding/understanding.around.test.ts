import fc from 'fast-check';
import { expect, test } from 'vitest';
import { trainedRules } from '#tests/builders/trained.ts';
import { understandMessage } from './understanding.ts';

const knowledge = trainedRules().understanding;

const PROBLEMS = [
  ['门口的路坑坑洼洼,货车进不来', 'facilities'],
  ['变压器容量不够', 'energy'],
  ['招不到焊工', 'labor'],
  ['环评批复等了四个月', 'environment'],
  ['银行不给续贷', 'finance'],
  ['去年的技改补贴一直没到账', 'subsidy'],
  ['厂房屋顶漏雨', 'land'],
  ['出口退税卡了两个月', 'tax'],
  ['营业执照变更办不下来', 'permit'],
  ['商标被别人抢注了', 'ip'],
  ['职工的小孩没学上', 'schooling'],
] as const;
const BEFORE = [
  '',
  '您好,',
  '领导好:',
  '打扰了,',
  '麻烦反映一下,',
  '请帮忙看看:',
  '鑫宏铝业:',
  '我们公司',
  '早上好!',
];
const AFTER = [
  ...['', ',谢谢', ',麻烦了。', '!!', ',盼复', ',请协调', ',联系人 13812345678', ',电话 023-47521234'],
  ...[',我姓王', ',拜托各位领导', ',不知道找谁', ',请问怎么办?', ' [图片]', ',地址:德感园区东江路8号'],
];

test('what is said around a problem makes it no other and adds none', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...PROBLEMS),
      fc.constantFrom(...BEFORE),
      fc.constantFrom(...AFTER),
      ([problem, category], before, after) => {
        const { intent, report } = understandMessage(`${before}${problem}${after}`, knowledge);
        expect(intent).toBe('report_issue');
        expect(report?.problems.map((found) => found.category)).toEqual([category]);
        expect(report?.urgent).toBe(false);
      },
    ),
    { numRuns: 600 },
  );
});
