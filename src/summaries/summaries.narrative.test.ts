import { describe, expect, it } from 'vitest';
import { busyWeek, quietWeek } from '#tests/builders/summary.ts';
import { narrateByRules } from './summaries.narrative.ts';
import { saysOnlyFigures } from './summaries.prose-check.ts';

describe('the narrative by rules', () => {
  it('says the totals, what rose most, what is overdue longest, who improved', () => {
    const { sentence, points } = narrateByRules(busyWeek());
    expect(sentence).toBe(
      '2026年第47周(11月16日—11月22日)新增企业诉求 21 件(较上周增加 7 件),办结 15 件,归档 11 件;期末未归档 26 件,其中超期 3 件。',
    );
    expect(points).toEqual([
      '上升最多的是用能类诉求,新增 7 件,较上周增加 5 件。',
      '超期最久的是 T20261026-0001(重庆玺石绿色建材有限公司,用地),由江津区规划和自然资源局办理,已超期 6 个工作日。',
      '区金融发展服务中心期末超期由 1 件降至 0 件。',
      '按时办结率 81.3%,较上周上升 12.1 个百分点。',
      '德感工业园有 3 家企业集中反映用能问题,共 3 件,建议统筹解决。',
      '企业咨询 46 次,有 2 个问题在现有政策文件中没有依据。',
      '有 2 家企业 30 天内没有联系记录。',
    ]);
  });

  it('says nothing more than the totals where nothing happened, and reads a month as a month', () => {
    const month = {
      ...quietWeek().span,
      kind: 'month' as const,
      id: '2026-10',
    };
    const { sentence, points } = narrateByRules(quietWeek({ span: month }));
    expect(sentence).toBe(
      '2026年10月新增企业诉求 0 件(与上月持平),办结 0 件,归档 0 件;期末未归档 0 件,无超期。',
    );
    expect(points).toEqual([]);
  });

  it('names the oldest open ticket where none is overdue, and a department that got worse', () => {
    const summary = busyWeek({ overdue: [] });
    const department = summary.groups.department.map((row) =>
      row.name === '区经济信息委' ? { ...row, counts: { ...row.counts, overdue: 4 } } : row,
    );
    const { points } = narrateByRules({ ...summary, groups: { ...summary.groups, department } });
    expect(points).toContain(
      '未归档工单中登记最早的是 T20261026-0001(重庆玺石绿色建材有限公司,用地),由江津区规划和自然资源局办理。',
    );
    expect(points).toContain('区经济信息委期末超期由 1 件增至 4 件,需督促办理。');
  });
});

describe('numbers of a text held to the figures', () => {
  const summary = busyWeek();

  it('passes the text by rules', () => {
    const { sentence, points } = narrateByRules(summary);
    for (const text of [sentence, ...points]) expect(saysOnlyFigures(text, summary), text).toBe(true);
  });

  it.each([
    '用能类新增7件,较上周增加5件,上升最多。',
    '用能诉求新增由2件升至7件,需重点关注;区经济信息委未归档9件,其中超期1件。',
    '本周办结十五件,归档11件。',
    '按时办结率81.3%,比上周上升12.1个百分点;响应率95%。',
    'T20261026-0001超期6个工作日,由江津区规划和自然资源局办理。',
    '区经济信息委退单2件。',
    '15 个工作日以上的未归档工单 3 件。',
    '本周没有突出问题。',
  ])('passes 「%s」', (text) => expect(saysOnlyFigures(text, summary)).toBe(true));

  it.each([
    ['an invented number', '用能类新增8件,上升最多。'],
    ['a figure of another measure', '本周超期 21 件。'],
    ['a figure of another category', '用地类新增7件。'],
    ['a figure of another unit', '区人力社保局在办9件。'],
    ['the figure of one said of the whole', '全区新增7次。'],
    ['a rate that was not computed', '满意率 98%。'],
    ['a Chinese numeral', '本周办结十六件。'],
    ['a vague amount', '过半诉求已办结。'],
    ['a rounded amount', '本周新增约20件。'],
    ['a share', '用能类占三分之一。'],
    ['a number without a measure', '共涉及 21 件。'],
    ['another date', '11月30日前办结15件。'],
  ])('refuses %s: 「%s」', (_, text) => expect(saysOnlyFigures(text, summary)).toBe(false));
});
