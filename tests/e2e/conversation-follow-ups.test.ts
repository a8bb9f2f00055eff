import { describe, expect, test } from 'vitest';
import { answers } from '#conversation/conversation.tables.ts';
import { createRuleAnswerer } from '#conversation/rule-answerer.ts';
import {
  COMMISSIONER,
  CONTACT,
  GROUP,
  openWorld,
  titleOf,
  usePolicy,
  wordsOf,
} from './conversation-world.ts';

const policy = usePolicy();
const LISTING = '我们公司明年想上市,区里有什么支持?';
const AWARD = '分阶段给予资金奖励';
const COACHING = '开展“一对一”上市辅导服务';
const ENDED = '该计划期限为2022—2025年,已届满,请以最新政策或主管部门答复为准';

describe('follow-ups', () => {
  test('the second clause of the last answer, its departments, its text', async () => {
    const world = await openWorld(policy());
    const ask = (text: string) => world.ask(CONTACT, GROUP, text);
    const answer = wordsOf(await ask(LISTING));
    const [first, second] =
      answer.indexOf(AWARD) < answer.indexOf(COACHING) ? [AWARD, COACHING] : [COACHING, AWARD];
    expect(answer).toContain(first);

    const item = wordsOf(await ask('第二条具体怎么办?'));
    expect(item).toContain('上次答复的第2条');
    expect(item).toContain(second);
    expect(item).not.toContain(first);
    expect(item).toContain(ENDED);
    expect(item).toContain('没解决,登记问题');

    // People go on counting in the answer, not in the look at one of its clauses.
    expect(wordsOf(await ask('第一条'))).toContain(first);
    expect(wordsOf(await ask('那第二条呢?'))).toContain(second);
    expect(wordsOf(await ask('第九条'))).toContain('上次答复只列出 2 条');

    const original = wordsOf(await ask('原文'));
    expect(original).toContain(second);
    expect(original).toContain('原文如下');
  });

  test('whom to turn to, with the line of the document that says so', async () => {
    const world = await openWorld(policy());
    const ask = (text: string) => world.ask(CONTACT, GROUP, text);
    await ask('企业上市有资金奖励吗?');
    const units = wordsOf(await ask('找哪个部门?'));
    expect(units).toContain('由区经济信息委牵头');
    expect(units).toContain('(责任单位:区经济信息委、区财政局、区科技局、区金融发展服务中心、江津区税务局,');
    expect(units).toContain('江津府办发〔2022〕92号 二(五)责任单位');
    // What was shown of the clause comes back, not the line of units.
    expect(wordsOf(await ask('原文'))).toContain(AWARD);
    expect(wordsOf(await ask('第一条找谁?'))).toContain('牵头');
  });

  test('the same of another topic', async () => {
    const world = await openWorld(policy());
    const ask = (text: string) => world.ask(CONTACT, GROUP, text);
    await ask(LISTING);
    const loans = wordsOf(await ask('那贷款呢?'));
    expect(loans).toContain('贷款有什么支持政策?');
    expect(loans).toContain('无还本续贷产品');
    expect(loans).not.toContain(AWARD);
    await ask('企业上市找哪个部门?');
    const units = wordsOf(await ask('那招工呢?'));
    expect(units).toContain('招工找哪个部门负责?');
    expect(units).toContain('区人力社保局');
  });

  test('a detail that no clause holds is said to have no basis', async () => {
    const world = await openWorld(policy());
    await world.ask(CONTACT, GROUP, LISTING);
    const money = await world.ask(CONTACT, GROUP, '能给多少钱?');
    expect(wordsOf(money)).toMatch(/没有(?:找到)?依据,不能作答/);
    expect(wordsOf(money)).not.toMatch(/\d+\s*万元/);
    const conditions = wordsOf(await world.ask(CONTACT, GROUP, '那要啥子条件'));
    expect(conditions).toContain(`${LISTING.slice(0, -1)},什么条件?`);
    const number = wordsOf(await world.ask(CONTACT, GROUP, '电话呢'));
    expect(number).toMatch(/没有(?:找到)?依据,不能作答/);
  });

  test('what else there is: each clause that has a basis, once, until all is said', async () => {
    const world = await openWorld(policy());
    const question = '专精特新企业融资有什么支持政策?';
    const now = world.sandbox.clock.now();
    const { clauses } = await policy().answer(question, { now, limit: 12 });
    const places = clauses.map(({ place }) => place);
    expect(places.length).toBeGreaterThan(4);
    const placesOf = (words: string) => places.filter((place) => words.includes(`92号 ${place}\n`));

    const shown = placesOf(wordsOf(await world.ask(CONTACT, GROUP, question)));
    const more = placesOf(wordsOf(await world.ask(CONTACT, GROUP, '还有吗')));
    expect(more.length).toBeGreaterThan(0);
    expect([...shown, ...more]).toEqual(places);
    const end = await world.ask(CONTACT, GROUP, '还有吗');
    expect(titleOf(end)).toBeNull();
    expect(wordsOf(end)).toContain('已全部列出');
  });

  test.each([
    ['找哪个部门?', '企业上市找哪个部门?'],
    ['原文', '计划第22条原文'],
    ['还有吗', '贷款有什么支持政策?'],
    ['怎么申请?', '企业上市有什么支持?'],
    ['那贷款呢?', '贷款有什么支持政策?'],
  ])('with nothing before it, %s is answered with what to ask, which then works', async (text, example) => {
    const world = await openWorld(policy());
    const reply = await world.ask(CONTACT, GROUP, text);
    expect(titleOf(reply)).toBeNull();
    expect(wordsOf(reply)).toMatch(/^请问您/);
    expect(wordsOf(reply)).toContain(example);
    expect(titleOf(await world.ask(CONTACT, GROUP, example))).toBe('政策答复');
  });

  test('第22条 is the plan’s own where the last answer has no such number', async () => {
    const world = await openWorld(policy());
    const isItem22 = async () => {
      const words = wordsOf(await world.ask(CONTACT, GROUP, '第22条原文是啥'));
      expect(words).toContain('按照“一企一策一人”配备服务专员');
      expect(words).toContain('二(四)第22条');
    };
    await isItem22();
    await world.ask(CONTACT, GROUP, LISTING);
    await isItem22();
  });

  test('two people in one group have two threads of thought, and so has one person in two chats', async () => {
    const world = await openWorld(policy());
    await world.ask(CONTACT, GROUP, '贷款到期还不上,有什么政策?');
    await world.ask(COMMISSIONER, GROUP, '企业上市有资金奖励吗?');
    expect(wordsOf(await world.ask(CONTACT, GROUP, '找哪个部门?'))).toContain('人行江津中心支行');
    expect(wordsOf(await world.ask(COMMISSIONER, GROUP, '找哪个部门?'))).not.toContain('人行江津中心支行');
    const chatId = await world.privateChat(COMMISSIONER);
    expect(wordsOf(await world.ask(COMMISSIONER, chatId, '找哪个部门?'))).toMatch(/^请问您/);
  });

  test('30 minutes end the thread', async () => {
    const world = await openWorld(policy());
    await world.ask(CONTACT, GROUP, LISTING);
    await world.pass(29);
    expect(titleOf(await world.ask(CONTACT, GROUP, '第二条'))).toBe('政策答复');
    await world.pass(31);
    expect(wordsOf(await world.ask(CONTACT, GROUP, '找哪个部门?'))).toMatch(/^请问您/);
  });

  test('whoever answers gets the question in full, and its sentence and version are kept to', async () => {
    const rules = createRuleAnswerer(policy());
    const asked: string[] = [];
    const world = await openWorld(policy(), {
      answer: async (question, options) => {
        asked.push(question);
        return {
          ...(await rules.answer(question, options)),
          lead: '有一对一上市辅导。',
          version: 'ask-policy@3 m',
        };
      },
    });
    const words = wordsOf(await world.ask(CONTACT, GROUP, LISTING));
    expect(words).toContain('有一对一上市辅导。');
    expect(words).not.toContain('条与您的问题相关');
    await world.ask(CONTACT, GROUP, '那贷款呢?');
    expect(asked).toEqual([LISTING, '贷款有什么支持政策?']);
    // Another look is not the model's.
    expect(wordsOf(await world.ask(CONTACT, GROUP, '原文'))).not.toContain('一对一上市辅导。');
    const versions = (await world.db.select().from(answers)).map((row) => row.version.split(' jiangjin')[0]);
    expect(versions).toEqual(['ask-policy@3 m', 'ask-policy@3 m', 'rules']);
  });

  test('thanks in between and questions about tickets do not disturb it', async () => {
    const world = await openWorld(policy());
    await world.ask(CONTACT, GROUP, LISTING);
    expect(titleOf(await world.ask(CONTACT, GROUP, '好的,谢谢'))).toBeNull();
    expect(wordsOf(await world.ask(CONTACT, GROUP, '我的工单'))).not.toContain('上市');
    expect(wordsOf(await world.ask(CONTACT, GROUP, '第二条'))).toContain('上次答复的第2条');
  });
});
