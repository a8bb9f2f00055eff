import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolicyFile } from './policy.file.ts';

const HEAD = `---
编号: sample
文号: 某府发〔2024〕1号
标题: 某区若干措施
发布机构: 某区人民政府
成文日期: "2024-01-02"
发布日期: "2024-01-05"
有效性: 有效
---
`;
const parse = (text: string) => parsePolicyFile(`${HEAD}${text}`, 'sample.md');
const joined = (text: string) =>
  parse(text)
    .parts.map((part) => text.slice(part.start, part.end))
    .join('');
const ids = (text: string) => parse(text).clauses.map((clause) => clause.id);

describe('the plan', () => {
  const file = 'knowledge/policies/jiangjin-plan-2022.md';
  const plan = parsePolicyFile(readFileSync(file, 'utf8'), file);
  const clause = (id: string) => plan.clauses.find((c) => c.id === id);

  it('has its 30 items, the goal, four safeguards, five lines of units and its own data', () => {
    const items = Array.from({ length: 30 }, (_, at) => String(at + 1));
    const expected = ['goal', ...items, 's1', 's2', 's3', 's4', 's5', 'm1', 'm2', 'm3', 'm4', 'meta'];
    expect(plan.clauses.map((c) => c.id).sort()).toEqual(expected.sort());
  });

  it('knows where each stands', () => {
    expect(clause('13')?.place).toBe('二(三)第13条');
    expect(clause('goal')?.place).toBe('一、发展目标');
    expect(clause('m1')?.place).toBe('三(一)');
    expect(clause('s5')?.place).toBe('二(五)责任单位');
  });

  it('gives each item the units of its section, and each safeguard its own', () => {
    expect(clause('30')?.departments).toEqual(clause('s5')?.departments);
    expect(clause('s5')?.departments).toContain('江津区税务局');
    expect(clause('m3')?.departments).toEqual(['区经济信息委', '区统计局']);
    expect(clause('22')?.responsibleId).toBe('s4');
  });

  it('quotes word for word', () => {
    for (const c of plan.clauses) {
      if (c.end > 0) expect(plan.text.slice(c.start, c.end)).toBe(c.text);
      for (const excerpt of c.excerpts) expect(plan.text).toContain(excerpt);
    }
    expect(clause('22')?.text).toContain('按照“一企一策一人”配备服务专员');
    expect(clause('meta')?.text).toContain('江津府办发〔2022〕92号');
  });

  it('loses nothing, and takes no clause from the page around the document', () => {
    expect(plan.parts.map((part) => plan.text.slice(part.start, part.end)).join('')).toBe(plan.text);
    expect(plan.clauses.some((c) => c.text.includes('扫一扫'))).toBe(false);
  });
});

describe('any text', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '第一章 总则',
      '第二条 企业应当备案。',
      '第三条规定的企业,按照第五条办理。',
      '一、总体目标',
      '二、保障措施',
      '(一)加大支持。',
      '(二)优化服务。给予便利。',
      '1.给予补助。',
      '2、给予奖励。',
      '(责任单位:区科技局、区财政局)',
      '附件1',
      '2024年1月2日',
      '扫一扫在手机打开当前页',
      '',
      '   ',
    ),
    fc.string({ maxLength: 30 }),
  );
  it('is the join of its parts, in order and without overlap', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 30 }),
        fc.constantFrom('\n', '\r\n'),
        (lines, end) => {
          const text = `第一行${end}${lines.join(end)}`;
          expect(joined(text)).toBe(text);
        },
      ),
    );
  });
  it('has clauses with ids of their own whose text stands in it', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 30 }), (lines) => {
        const text = `开头\n${lines.join('\n')}`;
        const document = parse(text);
        expect(new Set(document.clauses.map((c) => c.id)).size).toBe(document.clauses.length);
        for (const c of document.clauses) {
          if (c.kind !== 'meta') expect(text.slice(c.start, c.end)).toBe(c.text);
        }
      }),
    );
  });
});

describe('other kinds of document', () => {
  it('names articles by their number and keeps their items inside', () => {
    const text =
      '第一章 总则\n第一条 为支持企业,制定本办法。\n第二条 支持下列企业:\n(一)制造业企业;\n(二)软件企业。\n第二章 附则\n第三条 本办法自2024年2月1日起施行。\n';
    expect(ids(text)).toEqual(['1', '2', '3', 'meta']);
    const document = parse(text);
    expect(document.clauses[1]?.text).toContain('(二)软件企业。');
    expect(document.clauses[2]?.place).toBe('第二章第三条');
  });

  it('does not take a reference for a heading', () => {
    const text = '第一条 企业应当备案。\n第二条规定的企业,按照第五条执行。\n第二条 备案免费。\n';
    const document = parse(text);
    expect(ids(text)).toEqual(['1', '2', 'meta']);
    expect(document.clauses[0]?.text).toContain('第二条规定的企业');
  });

  it('names items that start again in each section by their path', () => {
    const text = '一、融资支持\n1.给予贴息。\n2.给予担保。\n二、人才支持\n1.给予补贴。\n';
    expect(ids(text)).toEqual(['c1.1', 'c1.2', 'c2.1', 'meta']);
  });

  it('keeps a line of units that belongs to one item with that item', () => {
    const text =
      '一、重点任务\n(一)融资\n1.给予贴息。\n(责任单位:区财政局)\n2.给予担保。\n(责任单位:区金融办)\n';
    const document = parse(text);
    expect(document.clauses.map((c) => c.id)).toEqual(['1', '2', 'meta']);
    expect(document.clauses[1]?.departments).toEqual(['区金融办']);
  });

  it('tells the signature and attachments from the clauses', () => {
    const text =
      '一、支持内容\n给予补助。\n某区人民政府\n2024年1月2日\n附件1\n申报表\n一、企业情况\n填写名称。\n';
    const document = parse(text);
    expect(document.clauses.map((c) => c.id)).toEqual(['c1', 'a1-c1', 'meta']);
    expect(document.clauses[0]?.text).toBe('给予补助。');
  });

  it('reads full-width punctuation as well', () => {
    const text =
      '一、重点任务\n\uFF08一\uFF09融资。\n1\uFF0E给予贴息。\n2\uFF0E给予担保。\n\uFF08责任单位\uFF1A区科技局、区财政局\uFF0C相关镇街\uFF09\n';
    const document = parse(text);
    expect(document.clauses.map((c) => c.id)).toEqual(['1', '2', 's1', 'meta']);
    expect(document.clauses[0]?.departments).toEqual(['区科技局', '区财政局', '相关镇街']);
  });
});

describe('front matter', () => {
  it('is refused with file, line and mend', () => {
    expect(() => parsePolicyFile('第一条 甲', 'x.md')).toThrow(/x\.md 第 1 行缺少文件头/);
    expect(() => parsePolicyFile(HEAD.replace('"2024-01-02"', '2024年'), 'x.md')).toThrow(
      /x\.md 第 6 行.*成文日期/,
    );
  });
});
