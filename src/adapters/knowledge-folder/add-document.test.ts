import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { planAddition, writeAddition } from './add-document.ts';
import { loadKnowledge } from './load-knowledge.ts';

const TEXT = `某区支持企业若干措施
某府发〔2025〕8号
第一条 对首次上市的企业,给予100万元奖励。
第二条 支持企业参加展会。
(责任单位:区商务委)
某区人民政府
2025年5月12日
`;

describe('planAddition', () => {
  it('reads the front matter from the text and says what it guessed', () => {
    const addition = planAddition(temporaryFolder(), TEXT, {});
    expect(addition.document.front).toMatchObject({
      编号: 'moufufa-2025-8',
      文号: '某府发〔2025〕8号',
      标题: '某区支持企业若干措施',
      发布机构: '某区人民政府',
      成文日期: '2025-05-12',
    });
    expect(addition.unsure).toContain('标题');
    expect(addition.unsure).not.toContain('文号');
  });

  it('takes what is given over what is guessed, and asks for what is missing', () => {
    const folder = temporaryFolder();
    expect(planAddition(folder, TEXT, { 编号: 'my-id' }).document.id).toBe('my-id');
    expect(() => planAddition(folder, '第一条 甲乙丙。\n', {})).toThrow(/没有写明 .*文号.*--文号/);
    expect(() => planAddition(folder, TEXT.replaceAll(/第.条/g, ''), {})).toThrow(/没有认出任何条款/);
  });

  it('writes files that load, with proposals for whom and what', () => {
    const folder = temporaryFolder();
    writeAddition(folder, planAddition(folder, TEXT, {}));
    const knowledge = loadKnowledge(folder);
    expect(knowledge.documents[0]?.text).toBe(TEXT);
    expect(knowledge.applicability[0]?.条款['1']?.给予).toEqual(['资金']);
    expect(knowledge.applicability[0]?.条款['1']?.条件).toBe('对首次上市的企业');
    expect(readdirSync(join(folder, 'policies'))).toEqual(['moufufa-2025-8.md']);
  });

  it('replaces a version: notes stay, those for clauses that are gone go', () => {
    const folder = temporaryFolder();
    writeAddition(folder, planAddition(folder, TEXT, {}));
    const path = join(folder, 'applicability/moufufa-2025-8.yaml');
    const noted = readFileSync(path, 'utf8').replace('问法: []', '问法: [上市给多少]');
    writeFileSync(path, noted);
    const next = planAddition(folder, TEXT.replace(/第二条.*\n.*\n/, ''), {});
    expect(next.before?.clauses.map((clause) => clause.id)).toContain('2');
    expect(next.vanished).toEqual(['2']);
    writeAddition(folder, next);
    const knowledge = loadKnowledge(folder);
    expect(Object.keys(knowledge.applicability[0]?.条款 ?? {})).toEqual(['1']);
    expect(knowledge.applicability[0]?.条款['1']?.问法).toEqual(['上市给多少']);
  });
});

describe('loadKnowledge', () => {
  const folderWith = (files: Record<string, string>) => {
    const folder = temporaryFolder();
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return folder;
  };
  const policy = `---
编号: a
文号: 甲〔2025〕1号
标题: 甲办法
发布机构: 甲
成文日期: 2025-01-01
发布日期: 2025-01-01
有效性: 有效
---
第一条 甲。
`;

  it('names file, line and mend of what is broken', () => {
    expect(() => loadKnowledge('/none')).toThrow(/知识目录 \/none 不存在/);
    const twice = folderWith({ 'policies/a.md': policy, 'policies/b.md': policy });
    expect(() => loadKnowledge(twice)).toThrow(/b\.md 第 2 行的编号「a」与 policies\/a\.md 重复/);
    const wrong = folderWith({ 'policies/a.md': policy.replace('有效性: 有效', '有效性: 好') });
    expect(() => loadKnowledge(wrong)).toThrow(/a\.md 第 8 行「有效性」有误/);
    const bare = folderWith({ 'policies/a.md': policy.replace('文号: 甲〔2025〕1号\n', '') });
    expect(() => loadKnowledge(bare)).toThrow(/「文号」有误:没有填写/);
    const more = folderWith({ 'policies/a.md': policy.replace('文号', '文 号') });
    expect(() => loadKnowledge(more)).toThrow(/没有填写|不认识的项:文 号/);
    const lost = folderWith({
      'policies/a.md': policy,
      'applicability/a.yaml': '文件: a\n条款:\n  "9": {}\n',
    });
    expect(() => loadKnowledge(lost)).toThrow(/条款「9」在文件里找不到/);
    const other = folderWith({ 'policies/a.md': policy, 'applicability/x.yaml': '文件: x\n条款: {}\n' });
    expect(() => loadKnowledge(other)).toThrow(/文件「x」不在 policies 里/);
    const pattern = folderWith({
      'policies/a.md': policy,
      'lexicon.yaml': '概念:\n  - {名称: 甲, 说法: [(乙]}\n',
    });
    expect(() => loadKnowledge(pattern)).toThrow(/说法写法有误/);
  });

  it('knows units by the names of departments.yaml', () => {
    const folder = folderWith({
      'policies/a.md': policy,
      'departments.yaml':
        'departments:\n  - {name: 区科技局, full_name: 某区科学技术局, aliases: [科技局]}\n',
    });
    expect(loadKnowledge(folder).lexicon.单位).toEqual([
      { 名称: '区科技局', 别称: ['某区科学技术局', '科技局'] },
    ]);
  });
});
