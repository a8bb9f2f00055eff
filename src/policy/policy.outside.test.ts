import { describe, expect, it } from 'vitest';
import { createOutsideModel } from './policy.outside.ts';

const inside = ['贷款', '融资', '担保', '上市', '挂牌', '续贷', '信用贷', '银企对接'].flatMap((matter) => [
  `${matter}有什么支持`,
  `怎么办${matter}`,
  `${matter}能不能帮我们对接`,
]);
const groups = [
  {
    名称: '养殖',
    文件用语: ['养殖'],
    问法: [
      '(养猪|养鱼|养蜂|养鸡|养鸭|种茶|种粮|种菜)(有没有|怎么拿|能给)(补贴|补助|扶持)(吗)?',
      '(果园|鱼塘|山林)(承包|流转)(手续|合同)',
    ],
  },
];

describe('a question about what no clause speaks of', () => {
  it('is told by its wording from one about a clause', () => {
    const outside = createOutsideModel(inside, groups, ['推广续贷产品']);
    expect(outside('养蜂怎么拿扶持')).toBeGreaterThan(0.5);
    expect(outside('担保怎么对接')).toBeLessThan(0.5);
  });

  it('is not one any more where some clause names it', () => {
    const outside = createOutsideModel(inside, groups, ['支持养殖企业发展']);
    expect(outside('养蜂怎么拿扶持')).toBe(0);
  });
});
