import { describe, expect, it, onTestFinished } from 'vitest';
import { createPolicyService } from '#policy/policy.service.ts';
import type { EnterpriseProfile } from '#policy/policy.types.ts';
import { atBeijing } from '#shared/beijing.ts';
import { indexPlaces, knowledgeOf } from '#tests/builders/policy-knowledge.ts';

const now = atBeijing('2026-11-24', 9);

const knowledge = knowledgeOf(
  {
    id: 'awards',
    text: `第一条 对国家小巨人企业,设备更新给予一次性奖励。
第二条 对中小企业,设备更新给予贷款贴息。
第三条 对上市公司,并购重组给予补助。
第四条 对白沙镇企业,厂房租金给予补贴。
第五条 对珞璜镇企业,厂房租金给予补贴。
`,
    notes: {
      1: { 对象: ['国家小巨人企业'], 给予: ['资金'] },
      2: { 对象: ['企业'], 给予: ['融资'] },
      3: { 对象: ['上市企业'], 给予: ['资金'] },
      4: { 区域: ['白沙镇'], 给予: ['资金'] },
      5: { 区域: ['珞璜镇'], 给予: ['资金'] },
    },
  },
  { id: 'other', text: '第一条 对上市公司,环保改造给予补助。\n第二条 组织培训。\n' },
);

describe.each(indexPlaces)('for whom clauses are, in %s', (_, open) => {
  async function asked(question: string, profile?: EnterpriseProfile) {
    const index = await (await open())();
    onTestFinished(() => index.close());
    const policy = await createPolicyService({ knowledge, index });
    const answer = await policy.answer(question, { now, ...(profile ? { profile } : {}) });
    return { clauses: answer.clauses.map(({ clauseId }) => clauseId), notices: answer.notices };
  }
  const small: EnterpriseProfile = { tier: '创新型', listed: false, town: '珞璜镇' };

  it('what the profile rules out is passed over before the ranking', async () => {
    expect((await asked('我们设备更新有什么支持', small)).clauses).toEqual(['2']);
    const national = await asked('我们设备更新有什么支持', { ...small, tier: '国家小巨人' });
    expect(national.clauses.toSorted()).toEqual(['1', '2']);
    expect((await asked('我们厂房租金有补贴吗', small)).clauses).toEqual(['5']);
    expect((await asked('我们厂房租金有补贴吗', { ...small, town: '白沙镇' })).clauses).toEqual(['4']);
  });

  it('only for a question of their own, of an enterprise that is known, about what is known of it', async () => {
    for (const [question, profile] of [
      ['厂房租金有补贴吗', small],
      ['我们厂房租金有补贴吗', undefined],
      ['我们厂房租金有补贴吗', { tier: '创新型' }],
    ] as const) {
      const { clauses, notices } = await asked(question, profile);
      expect(clauses.toSorted()).toEqual(['4', '5']);
      expect(notices).toEqual([]);
    }
  });

  it('who names an audience is answered about it', async () => {
    const { clauses, notices } = await asked('我们评上小巨人后设备更新有什么奖励', small);
    expect(clauses).toContain('1');
    expect(notices).toEqual([]);
    expect((await asked('我们搬到白沙后厂房租金有补贴吗', small)).clauses).toContain('4');
  });

  it('where only a clause for others fits, it answers and says for whom it is', async () => {
    const { clauses, notices } = await asked('我们并购重组有什么补助', small);
    expect(clauses[0]).toBe('3');
    expect(notices).toEqual(['请注意:按名录登记的情况,所引条款贵企业目前不一定适用(限上市企业)']);
    const listed = await asked('我们并购重组有什么补助', { ...small, listed: true });
    expect(listed).toEqual({ clauses, notices: [] });
  });
});
