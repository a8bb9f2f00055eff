import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseDocument } from 'yaml';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import {
  COMMISSIONER,
  CONTACT,
  FOOD_GROUP,
  GROUP,
  LEADER,
  LEADERS,
  OTHER_LEADER,
  openWorld,
  titleOf,
  usePolicy,
  wordsOf,
} from './conversation-world.ts';

const policy = usePolicy();
const knowledgeFolder = fileURLToPath(new URL('../../knowledge', import.meta.url));
const ASK = '我们能享受哪些政策';
const NEEDS = ['资金', '融资', '技术', '人才', '市场', '空间', '服务'];

/** The numbered lines of a list, each with the small print under it. */
function linesOf(words: string): string[] {
  return words.split(/\n(?=\d+\. )/).slice(1);
}

describe('what applies to an enterprise', () => {
  test('its list by need, word for word, with clause, departments, conditions, and what is not known', async () => {
    const world = await openWorld(policy());
    const reply = await world.ask(CONTACT, GROUP, ASK);
    const words = wordsOf(reply);
    expect(titleOf(reply)).toBe('可对照的政策');
    expect(words).toContain('重庆鑫宏铝业有限公司(市级“专精特新”中小企业)');
    expect([...words.matchAll(/^\*\*(.+)\*\*$/gm)].map((heading) => heading[1])).toEqual(NEEDS);

    const lines = linesOf(words);
    expect(lines.length).toBeGreaterThan(15);
    const text = policy().document('jiangjin-plan-2022')?.text ?? '';
    for (const [i, line] of lines.entries()) {
      const quote = line.split('\n')[0]?.replace(/^\d+\. /, '') ?? '';
      expect(line.startsWith(`${i + 1}. `)).toBe(true);
      expect(text).toContain(quote);
      expect(line).toMatch(/\n江津府办发〔2022〕92号 (?:二\(.\)第\d+条|三\(.\)) 责任单位:区/);
    }
    const credit = lines.find((line) => line.includes('授信额度上调政策'));
    expect(credit).toContain('适用条件:对研发费用加计扣除备案达到一定额度的“专精特新”企业');
    expect(lines.find((line) => line.includes('直播带岗'))).not.toContain('适用条件');
    expect(words).toMatch(/本系统不掌握:.*是否符合各条标注的条件;具体金额\(文件没有写明\)/);
    expect(words).toContain('该计划期限为2022—2025年,已届满');
    expect(words).not.toContain('须先认定');
  });

  test('the list can be asked on', async () => {
    const world = await openWorld(policy());
    const [, second] = linesOf(wordsOf(await world.ask(CONTACT, GROUP, ASK)));
    const quote = second?.split('\n')[0]?.replace(/^2\. /, '') ?? '';
    expect(wordsOf(await world.ask(CONTACT, GROUP, '第二条具体怎么办?'))).toContain(quote);
    expect(wordsOf(await world.ask(CONTACT, GROUP, '那人才呢?'))).toContain('直播带岗');
  });

  test('another tier can be asked for; the list is whole', async () => {
    const world = await openWorld(policy());
    await world.ask(CONTACT, GROUP, '小巨人企业能享受哪些政策?');
    const other = wordsOf(await world.ask(CONTACT, GROUP, '那创新型的呢?'));
    expect(other).toContain('创新型中小企业能享受哪些政策?');
    expect(wordsOf(await world.ask(CONTACT, GROUP, '还有吗'))).toContain('已全部列出');
    // Of their own enterprise the directory speaks, not they.
    const own = wordsOf(await world.ask(CONTACT, GROUP, '我们是小巨人企业,能享受哪些政策?'));
    expect(own).toContain('重庆鑫宏铝业有限公司(市级“专精特新”中小企业)');
  });

  test.each([
    ['市级专精特新', '市级“专精特新”中小企业'],
    ['我们是国家级小巨人', '国家专精特新“小巨人”企业'],
    ['创新型', '创新型中小企业'],
    ['都不是', '暂未认定'],
  ])('unbound, it asks one question, and %s is its answer', async (said, shown) => {
    const world = await openWorld(policy());
    const chatId = await world.privateChat(LEADER);
    const question = await world.ask(LEADER, chatId, ASK);
    expect(titleOf(question)).toBeNull();
    expect(wordsOf(question)).toMatch(/^请问贵企业属于哪一类/);
    const words = wordsOf(await world.ask(LEADER, chatId, said));
    expect(words).toContain(shown);
    expect(linesOf(words).length).toBeGreaterThan(15);
    const unrecognised = shown === '暂未认定';
    expect(words.includes('须先认定为“专精特新”企业')).toBe(unrecognised);
  });

  test('it is asked once: who does not know gets the list, with that among what is not known', async () => {
    const world = await openWorld(policy());
    const chatId = await world.privateChat(LEADER);
    await world.ask(LEADER, chatId, ASK);
    const words = wordsOf(await world.ask(LEADER, chatId, '不清楚'));
    expect(words).toContain('贵企业的认定类别');
    expect(titleOf(await world.ask(LEADER, chatId, ASK))).toBe('可对照的政策');
  });

  test('a question that names the tier is not asked back; another question after ours is a question', async () => {
    const world = await openWorld(policy());
    const chatId = await world.privateChat(LEADER);
    const named = await world.ask(LEADER, chatId, '小巨人企业可以享受哪些政策?');
    expect(wordsOf(named)).toContain('国家专精特新“小巨人”企业');
    await world.pass(31);
    await world.ask(LEADER, chatId, ASK);
    expect(titleOf(await world.ask(LEADER, chatId, '研发费用有什么补助?'))).toBe('政策答复');
    // The question stands no longer: this is what it says, not an answer to it.
    expect(titleOf(await world.ask(LEADER, chatId, '创新型'))).not.toBe('可对照的政策');
  });

  test('the question stands for the one who was asked, not for the next who writes', async () => {
    const world = await openWorld(policy());
    await world.ask(LEADER, LEADERS, ASK);
    expect(titleOf(await world.ask(OTHER_LEADER, LEADERS, '创新型'))).not.toBe('可对照的政策');
    expect(wordsOf(await world.ask(LEADER, LEADERS, '创新型'))).toContain('创新型中小企业');
  });

  test('a tier after 30 minutes is no answer any more', async () => {
    const world = await openWorld(policy());
    const chatId = await world.privateChat(LEADER);
    await world.ask(LEADER, chatId, ASK);
    await world.pass(31);
    expect(titleOf(await world.ask(LEADER, chatId, '市级专精特新'))).not.toBe('可对照的政策');
  });

  test('a commissioner may name one of theirs, but not in the group of another', async () => {
    const world = await openWorld(policy());
    const chatId = await world.privateChat(COMMISSIONER);
    const named = '重庆澄岫精密机械有限公司能享受哪些政策?';
    expect(wordsOf(await world.ask(COMMISSIONER, chatId, named))).toContain('国家专精特新“小巨人”企业');
    expect(titleOf(await world.ask(COMMISSIONER, FOOD_GROUP, named))).not.toBe('可对照的政策');
    const stranger = await world.privateChat(CONTACT);
    expect(titleOf(await world.ask(CONTACT, stranger, named))).not.toBe('可对照的政策');
  });

  test('a question about something in particular is answered as such', async () => {
    const world = await openWorld(policy());
    const reply = await world.ask(CONTACT, GROUP, '上市能享受哪些政策?');
    expect(titleOf(reply)).toBe('政策答复');
    expect(wordsOf(reply)).toContain('分阶段给予资金奖励');
  });

  test('the list is what the district wrote down: an edit of the file changes it', async () => {
    const folder = temporaryFolder();
    for (const part of ['policies', 'applicability', 'lexicon.yaml', 'departments.yaml'])
      cpSync(join(knowledgeFolder, part), join(folder, part), { recursive: true });
    const index = await openLanceIndex(temporaryFolder());
    onTestFinished(() => index.close());
    const edited = await createPolicyService({ knowledge: loadKnowledge(folder), index });
    const world = await openWorld(edited);
    const before = linesOf(wordsOf(await world.ask(CONTACT, GROUP, ASK)));
    const jobs = before.find((line) => line.includes('直播带岗'));
    expect(jobs).not.toContain('适用条件');

    const file = join(folder, 'applicability/jiangjin-plan-2022.yaml');
    const notes = parseDocument(readFileSync(file, 'utf8'));
    notes.setIn(['条款', '23', '对象'], ['国家小巨人企业']);
    notes.setIn(['条款', '23', '给予'], ['资金']);
    notes.setIn(['条款', '25', '区域'], ['白沙工业园']);
    notes.setIn(['条款', '26', '对象'], ['部门']);
    notes.deleteIn(['条款', '21']);
    writeFileSync(file, notes.toString());
    expect(await edited.refresh(loadKnowledge(folder))).toMatchObject({ indexed: 0, removed: 0 });

    const words = wordsOf(await world.ask(CONTACT, GROUP, ASK));
    const after = linesOf(words);
    expect(after.find((line) => line.includes('直播带岗'))).toContain('适用条件:须先认定为国家小巨人企业');
    expect(words.indexOf('直播带岗')).toBeLessThan(words.indexOf('**融资**'));
    expect(before.length - after.length).toBe(3);
    expect(words).not.toMatch(/国际智能产业博览会|融通发展平台|上门问诊/);
  });
});
