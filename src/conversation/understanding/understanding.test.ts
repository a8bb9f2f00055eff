import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '#tests/builders/any-text.ts';
import { trainedRules } from '#tests/builders/trained.ts';
import { INTENTS } from './understanding.knowledge.ts';
import { MAX_PROBLEMS } from './understanding.problems.ts';
import { understandMessage, understandReport } from './understanding.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), 'utf8');
const knowledge = trainedRules().understanding;
const understand = (text: string) => understandMessage(text, knowledge);
const report = (text: string) => understandReport(text, knowledge);
const categories = (text: string) => report(text).problems.map(({ category }) => category);

test('a register command with all that is needed', () => {
  const found = understand('@机器人 登记:鑫宏铝业 夏季限电,生产线停了,急');
  expect(found).toMatchObject({ intent: 'report_issue', command: 'register', ticketNumbers: [] });
  expect(found.report).toMatchObject({ enterpriseText: '鑫宏铝业', urgent: true, ambiguous: false });
  expect(found.report?.problems.map(({ category }) => category)).toEqual(['energy']);
});

test.each(['登记:厂里缺水', '登记\uff1a厂里缺水', '登记 厂里缺水', '报问题\uff1a厂里缺水'])(
  '%s is a command',
  (text) => {
    expect(understand(text).command).toBe('register');
  },
);

test('a question about registering is none', () => {
  expect(understand('登记问题要填什么').command).toBeUndefined();
});

describe('a few words', () => {
  test.each(['起火了', '有人触电了', '锅炉房爆炸了', '救命', '产线瘫痪了', '喷漆房烧起来了'])(
    '%s is no small talk: it is reported, and urgent',
    (text) => {
      expect(understand(text)).toMatchObject({ intent: 'report_issue', report: { urgent: true } });
    },
  );

  test.each(['你好', '在吗', '早上好', '谢谢', '辛苦了', '嗯'])(
    '%s is small talk, and nothing urgent',
    (text) => {
      expect(understand(text).intent).toBe('chitchat');
      expect(report(text).urgent).toBe(false);
    },
  );

  test.each(['首台套', '担保费', '研发费用加计扣除', '绿色工厂', '电价'])(
    '%s names a topic to ask about',
    (text) => {
      expect(understand(text).intent).toBe('ask_policy');
    },
  );

  test.each(['招工难', '电压不稳', '下水道堵了', '登记:电价'])('%s names a difficulty', (text) => {
    expect(understand(text).intent).toBe('report_issue');
  });
});

describe('problems', () => {
  test.each([
    ['园区停电,产线停了,料也报废了', ['energy']],
    ['1、厂门口路烂;2、焊工招不到;3、去年的技改补贴没发', ['facilities', 'labor', 'subsidy']],
    ['一是二期地没批,二是环评等了半年', ['land', 'environment']],
    ['缺电工、缺宿舍、缺贷款', ['labor', 'facilities', 'finance']],
    ['排污许可证换不了;还有员工娃儿没学上', ['environment', 'schooling']],
    ['厂房产权证一直没办下来,贷款的事我们自己谈', ['land']],
    ['订单不缺、资金也够,就是招不到焊工', ['labor']],
    ['学校旁边那块空地能不能给我们扩建厂房', ['land']],
    ['数字化车间的奖励公示半年了还没到账', ['subsidy']],
    ['进厂的路全是坑,流动资金贷款批不下来', ['facilities', 'finance']],
    ['土地证迟迟办不下来,焊工也招不到', ['land', 'labor']],
    ['环评卡了半年,变压器满负荷,出口退税又慢', ['environment', 'energy', 'tax']],
    ['不动产证没办下来,银行那边等着看证', ['land']],
    ['想申报重点实验室,指南看不懂,找不到人问', ['innovation']],
  ])('%s', (text, expected) => {
    expect(categories(text)).toEqual(expected);
  });

  test('each problem is described in the words for it', () => {
    const { problems } = report('变压器不够用,还有职工娃儿读书的事也没解决');
    expect(problems.map(({ description }) => description)).toEqual([
      '变压器不够用',
      '职工娃儿读书的事也没解决',
    ]);
  });

  test('what nothing speaks for is unclear', () => {
    expect(report('那个东西坏掉咯')).toMatchObject({ ambiguous: true });
    expect(categories('呜呜')).toEqual(['other']);
  });
});

describe('urgency', () => {
  test.each([
    '燃气管漏气了',
    '蒸汽断了,三条线全停',
    '再不送电明天就要停产',
    '车间墙裂了一道大缝,工人都撤了',
    '全厂的气昨晚断了,贷款又到期,两头急',
  ])('%s is urgent', (text) => expect(report(text).urgent).toBe(true));
  test.each([
    '急急急,奖补还没到账',
    '工人在问停工工资',
    '停车位不够',
    '还没到停产的地步,先说一声',
    '去年停产过一个月',
    '许可证下月15号到期,想提前续',
  ])('%s is not', (text) => expect(report(text).urgent).toBe(false));
});

describe('enterprise', () => {
  test.each([
    ['重庆永进机械制造有限公司反映厂房漏水', '重庆永进机械制造有限公司'],
    ['我司(重庆岚屿包装有限公司)厂房漏水', '重庆岚屿包装有限公司'],
    ['专员小李代沐桁注塑反映:招不到人', '沐桁注塑'],
    ['厂门口路坏了。柏舸车桥', '柏舸车桥'],
    ['厂门口路坏了——瑾川阀业', '瑾川阀业'],
    ['瀚岳缝制要招三十个人', '瀚岳缝制'],
    ['供电公司说要等三个月', null],
    ['想做绿色工厂,没人指导', null],
    ['厂里三台电机被人偷了', null],
  ])('%s → %s', (text, name) => {
    expect(report(text).enterpriseText).toBe(name);
  });

  test('a name of the directory wins, as it is written', () => {
    const text = '永进那边说电不够';
    expect(understandReport(text, knowledge, { enterpriseNames: ['永进'] }).enterpriseText).toBe('永进');
  });

  test('its trade says nothing of the problem', () => {
    expect(categories('重庆清源污水处理设备有限公司招不到焊工')).toEqual(['labor']);
  });
});

test('a follow-up is told by its words', () => {
  expect(understand('找哪个部门?').followUp).toBe('departments');
  expect(understand('原文').followUp).toBe('original');
  expect(understand('第二条具体怎么办?')).toMatchObject({ ordinal: 2, followUp: 'how' });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    '一是',
    '二是',
    '1、',
    '停电',
    '厂房',
    '有限公司',
    '重庆',
    '@',
    ',',
    '。',
    '(',
    '1',
    'T2026',
    '急',
  );
  const texts = fc.oneof(
    anyText({ maxLength: 200 }),
    fc.array(pieces, { maxLength: 80 }).map((list) => list.join('')),
  );

  test('is read without throwing, into 1 to 10 described problems', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { problems, enterpriseText } = report(text);
        expect(problems.length).toBeGreaterThanOrEqual(1);
        expect(problems.length).toBeLessThanOrEqual(MAX_PROBLEMS);
        expect(problems.every(({ description }) => description.trim() !== '')).toBe(true);
        expect(enterpriseText === null || text.includes(enterpriseText)).toBe(true);
        expect(INTENTS).toContain(understand(text).intent);
      }),
      { numRuns: 150 },
    );
  });

  test('full-width marks are read like others', () => {
    const half = '登记:鑫宏铝业,园区限电,产线停了;还有(去年)补贴没到!';
    const full = half.replace(/[!-~]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) + 0xfee0));
    expect(full).not.toBe(half);
    const { report: expected, ...rest } = understand(half);
    const found = understand(full);
    expect(found).toMatchObject(rest);
    expect(found.report?.enterpriseText).toBe('鑫宏铝业');
    expect(found.report?.problems.map(({ category }) => category)).toEqual(['energy', 'subsidy']);
    expect(found.report?.urgent).toBe(expected?.urgent);
  });
});

describe('sets of invented messages', () => {
  interface Issue {
    text: string;
    issues: { category: string }[];
    urgent: boolean;
    enterprise: string | null;
  }
  const lines = <T>(name: string): T[] =>
    read(`src/conversation/understanding/fixtures/${name}.jsonl`)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  const share = <T>(all: readonly T[], right: (one: T) => boolean) => all.filter(right).length / all.length;
  const sameCategories = ({ text, issues }: Issue) =>
    categories(text).sort().join() ===
    issues
      .map(({ category }) => category)
      .sort()
      .join();

  test.each(['issues.practice', 'issues.heldout'])('%s', (name) => {
    const all = lines<Issue>(name);
    expect(
      share(
        all.filter(({ issues }) => issues.length === 1),
        sameCategories,
      ),
    ).toBeGreaterThanOrEqual(0.93);
    expect(
      share(
        all.filter(({ issues }) => issues.length > 1),
        sameCategories,
      ),
    ).toBeGreaterThanOrEqual(0.8);
    expect(share(all, ({ text, urgent }) => report(text).urgent === urgent)).toBeGreaterThanOrEqual(0.97);
    expect(
      share(all, ({ text, enterprise }) => report(text).enterpriseText === enterprise),
    ).toBeGreaterThanOrEqual(0.97);
  });

  test.each(['intents.practice', 'intents.heldout'])('%s', (name) => {
    const all = lines<{ text: string; intent: string }>(name);
    expect(share(all, ({ text, intent }) => understand(text).intent === intent)).toBeGreaterThanOrEqual(0.95);
  });
});
