import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import type { CitedClause, Clause } from '#policy/policy.types.ts';
import { type CheckNeeds, checkDraft, faultOf } from './check-draft.ts';
import type { AnswerDraft } from './model.types.ts';

const [plan] = loadKnowledge('knowledge').documents;
if (!plan) throw new Error('no document');
const { units, district } = loadRules('knowledge').departments;

const cite = (clause: Clause, quote = clause.text): CitedClause => ({
  documentId: plan.id,
  clauseId: clause.id,
  place: clause.place,
  documentNumber: plan.front.文号,
  documentTitle: plan.front.标题,
  quote,
  departments: [...clause.departments],
});
const clauses = plan.clauses.filter((clause) => clause.text.trim() !== '').map((clause) => cite(clause));
const clause = (id: string) => clauses.filter(({ clauseId }) => clauseId === id);

const needs = (question = '', offered = clauses): CheckNeeds => ({
  question,
  offered: new Map(offered.map((cited) => [`${cited.documentId}#${cited.clauseId}`, cited])),
  document: (id) => (id === plan.id ? plan : undefined),
  noticesOf: () => [],
  names: {
    units: units.flatMap((unit) => [unit.name, unit.fullName, ...unit.aliases]),
    district: [district.fullName, district.name],
  },
  limit: 4,
});
const fault = (lead: string, id: string, question = '') => faultOf(lead, clause(id), needs(question));

/** Every sentence of the document that may stand as a lead, with its clause. */
const sentences = clauses.flatMap((cited) =>
  cited.quote
    .split(/(?<=[。;])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '' && sentence.length <= 120)
    .map((sentence) => ({ sentence, cited })),
);
const anySentence = fc.constantFrom(...sentences);
/** Where something can be put into a sentence: at its breaks, so that it stands by itself. */
const breaksOf = (text: string) => [0, ...[...text.matchAll(/[,、。;]/g)].map((match) => match.index + 1)];
const insert = (text: string, what: string, pick: number) => {
  const breaks = breaksOf(text);
  const at = breaks[pick % breaks.length] ?? 0;
  return `${text.slice(0, at)}${what}${text.slice(at)}`;
};
const anyPlace = fc.nat({ max: 20 });

describe('a sentence held against its clauses', () => {
  it('finds no fault with any sentence of the document over its own clause', () => {
    for (const { sentence, cited } of sentences) {
      expect(faultOf(sentence, [cited], needs()), sentence).toBeUndefined();
    }
  });

  it.each([
    ['13', '可以,商业银行会为“专精特新”企业量身定制金融服务方案。'],
    ['13', '研发费用加计扣除备案达到一定额度的企业,授信额度可上调。'],
    ['goal', '目标是到二〇二五年,市级“专精特新”中小企业达到二百家。'],
    ['goal', '目标是培育15家国家专精特新“小巨人”企业。'],
    ['s3', '由区经济信息委、区财政局、区科技局、区金融发展服务中心等单位负责。'],
    ['s1', '由重庆市江津区科技局等单位负责。'],
    ['meta', '该计划文号为江津府办发〔2022〕92号,2022年7月5日成文。'],
    ['14', '可以申请延期还本付息和转贷应急,银行也推广无还本续贷产品。'],
  ])('lets clause %s be said in other words: %s', (id, lead) => {
    expect(fault(lead, id)).toBeUndefined();
  });

  it.each([
    ['goal', '国家专精特新“小巨人”企业达到200家。', 'number'],
    ['7', '新培育数字化车间5个、绿色工厂20个。', 'number'],
    ['13', '授信额度上调③倍,商业价值信用贷款。', 'form'],
    ['13', '商业价值信用贷款授信额度上调至数百万。', 'number'],
    ['13', '市科技局引导商业银行量身定制金融服务方案。', 'name'],
    ['13', '可联系巴南区商业银行定制金融服务方案。', 'name'],
    ['13', '企业可通过渝快贷享受商业价值信用贷款。', 'name'],
    ['13', '由王伟引导商业银行定制金融服务方案。', 'name'],
    ['meta', '该计划2022年7月11日成文,7月5日发布,2022年11月印发。', 'number'],
    ['meta', '江津府办发〔2022〕92号于2022年5月7日印发。', 'number'],
    ['13', '商业银行为“专精特新”企业量\u200b身定制金融服务方案。', 'form'],
    ['13', '商业银行为“专精特新”企业提供٥٠万元贷款。', 'form'],
    ['13', '商业银行**量身定制**金融服务方案', 'form'],
  ])('over clause %s refuses %s as %s', (id, lead, expected) => {
    expect(fault(lead, id)).toBe(expected);
  });

  it('takes a count from the question, and never money, shares or dates', () => {
    const lead = (extra: string) => `商业银行为企业量身定制金融服务方案,${extra}。`;
    const question = '我们有37名职工,想贷90万元,2027年3月办,利率8%';
    expect(fault(lead('企业有37名职工'), '13', question)).toBeUndefined();
    expect(fault(lead('贷款90万元'), '13', question)).toBe('number');
    expect(fault(lead('利率8%'), '13', question)).toBe('number');
    expect(fault(lead('2027年3月'), '13', question)).toBe('number');
  });

  it('finds every number that the clause does not have, however it is written', () => {
    const units = fc.constantFrom('元', '万元', '亿元', '家', '个', '%', '天', '个月', '倍', '人', '项');
    const numbers = fc
      .integer({ min: 31, max: 9_999 })
      // Numbers of the document itself may stand in the clause.
      .filter((value) => !plan.text.includes(String(value)))
      .chain((value) =>
        fc.constantFrom(String(value), value.toLocaleString('en-US'), fullWidth(value), digitByDigit(value)),
      );
    fc.assert(
      fc.property(anySentence, numbers, units, anyPlace, ({ sentence, cited }, number, unit, place) => {
        const lead = insert(sentence, `最高${number}${unit},`, place);
        expect(faultOf(lead, [cited], needs())).toBe('number');
      }),
    );
  });

  it('finds every unit that the clause does not name', () => {
    const names = fc.constantFrom(
      ...units
        .flatMap((unit) => [unit.name, unit.fullName, ...unit.aliases])
        .filter((name) => name.length > 2),
      ...'区发改委 区住建委 市经信委 大数据局 万州区招商局 三峡担保公司 农商行 组织部 渝中区政府 协调办 指导中心 推广中心 服务专班 人民法院 生态环境厅 工商联合会 渝快办平台 企业科 招商服务局'.split(
        ' ',
      ),
    );
    const said = fc.constantFrom(
      (name: string) => `由${name}负责,`,
      (name: string) => `请联系${name},`,
      (name: string) => `${name}牵头,`,
    );
    const plain = (text: string) => text.replaceAll(district.fullName, '区').replaceAll(district.name, '区');
    fc.assert(
      fc.property(anySentence, names, said, anyPlace, ({ sentence, cited }, name, say, place) => {
        const whole = plan.clauses.find(({ id }) => id === cited.clauseId);
        const known = plain(
          [cited.quote, plan.front.标题, ...cited.departments, ...(whole?.headings ?? [])].join(),
        );
        fc.pre(!known.includes(plain(name)));
        expect(faultOf(insert(sentence, say(name), place), [cited], needs())).toMatch(
          /^(?:name|number|quotation)$/,
        );
      }),
    );
  });
});

function fullWidth(value: number): string {
  return String(value).replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
}

function digitByDigit(value: number): string {
  return String(value).replace(/\d/g, (digit) => '〇一二三四五六七八九'[Number(digit)] ?? '');
}

describe('a draft', () => {
  const draft = (over: Partial<AnswerDraft>): AnswerDraft => ({
    basis: true,
    lead: '',
    clauses: [],
    ...over,
  });

  it('may name only clauses that were put before the model', () => {
    const offered = clause('13');
    const check = (...ids: string[]) =>
      checkDraft(draft({ clauses: ids.map((id) => ({ id })) }), needs('', offered));
    expect(check(`${plan.id}#13`)).toEqual({ ok: true, clauses: offered });
    expect(check('13', `${plan.id}#13`)).toEqual({ ok: true, clauses: offered });
    expect(check(`${plan.id}#13`, `${plan.id}#14`)).toEqual({ ok: false, fault: 'unknown-clause' });
    expect(check()).toEqual({ ok: false, fault: 'no-clause' });
  });

  it('is refused where a quote is not in the document', () => {
    const [good] = clause('13');
    const altered = good ? [{ ...good, quote: good.quote.replace('引导', '要求') }] : [];
    const checked = checkDraft(draft({ clauses: [{ id: '13' }] }), needs('', altered));
    expect(checked).toEqual({ ok: false, fault: 'altered-quote' });
  });

  it('has its sentence held against the clauses that are shown, not against those left out', () => {
    const ids = ['1', '2', '3', '4', 'goal'].map((id) => ({ id }));
    const lead = '到2025年,国家专精特新“小巨人”企业达到15家。';
    expect(checkDraft(draft({ lead, clauses: ids }), needs())).toMatchObject({ ok: false });
    expect(checkDraft(draft({ lead, clauses: ids.toReversed() }), needs())).toMatchObject({ ok: true, lead });
  });

  it('keeps a gap only in the words of the question', () => {
    const check = (gap: string) =>
      checkDraft(draft({ clauses: [{ id: '13' }], gap }), needs('贷款多少?食堂在哪'));
    expect(check('食堂在哪')).toMatchObject({ gap: '食堂在哪' });
    expect(check('停车场在哪')).not.toHaveProperty('gap');
  });
});
