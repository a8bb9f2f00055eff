import type { Annotation, ApplicabilityFile, Benefit } from './policy.applicability.ts';
import { BENEFITS } from './policy.applicability.ts';
import { type Reservation, reservationsOf } from './policy.audience.ts';
import { cite } from './policy.cite.ts';
import type { KnownClause } from './policy.matcher.ts';
import type { CitedClause, Clause, EnterpriseProfile, PolicyDocument } from './policy.types.ts';

/** One thing that an enterprise can have. */
export interface ApplicableClause {
  clause: CitedClause;
  benefit: Benefit;
  /** Word for word from the clause: it applies only under this. */
  condition?: string;
  /** Why it may not apply to this enterprise: what it is not yet, or what is not known of it. */
  reservations: readonly Reservation[];
}

/** What speaks for a benefit, in a clause and (counted once) in its section's title. */
const SIGNS: Readonly<Record<Benefit, RegExp>> = {
  资金: /资金(?:奖励|补助|支持|扶持)|奖励|奖补|补助|补贴|税收优惠|加计扣除|免征|减免|财政/g,
  融资: /贷款|授信|续贷|融资|担保|债券|基金|上市|挂牌|再贷款|再贴现|信贷|金融|银行|白名单/g,
  技术: /研发|科技|技术|专利|知识产权|成果|仪器|攻关|创新|质量|标准化|智能化/g,
  人才: /人才|用工|招聘|培训|职称|带岗|就业/g,
  市场: /市场|展会|展览|博览|洽谈|采购|供需|产业链|跨境|首台|首批次|首版次/g,
  空间: /孵化|产业园|用地|厂房|园区|入驻|公寓/g,
  服务: /公共服务|专项服务|服务专员|服务|专员|咨询|问诊|合规|困难|绿色通道/g,
};
const GIVES =
  /支持|奖励|奖补|补助|补贴|给予|优惠|扶持|落实|推广|鼓励|提供|组织|指导|配备|搭建|优先|减免|降低|引导|保障|用好|争取|享受/;
/** Sections about those who carry the document out. */
const FOR_OFFICES = /目标|保障措施|(?:保障|工作)机制|机制保障|组织(?:领导|实施|保障)|附则|总则/;
const CONDITIONS = [
  /对[^,。;“”]{4,40}的“[^”]{2,8}”企业/,
  /符合[^,。;]{0,30}条件的[^,。;]{0,16}企业/,
  /对[^。;]{2,120}?的(?:[^,。;]{0,8}(?:企业|机构|单位|项目|个人|团队|人才))?(?=,[^。;]{0,20}(?:给予|奖励|补助|补贴))/,
  /每年遴选[^,。;]{2,30}企业/,
  /根据[^,。;]{2,20}情况/,
];

type Proposal = Pick<Annotation, '对象' | '行业' | '区域' | '给予' | '条件'>;

/** What rules can say about who a clause is for and what it gives; a district corrects it. */
export function proposeAnnotation(clause: Clause): Proposal | undefined {
  if (clause.kind === 'responsible' || clause.kind === 'meta') return undefined;
  if (clause.headings.some((title) => FOR_OFFICES.test(title)) || !GIVES.test(clause.text)) return undefined;
  const count = (benefit: Benefit, words: string) => new Set(words.match(SIGNS[benefit]) ?? []).size;
  const scored = BENEFITS.map((benefit) => ({
    benefit,
    score: count(benefit, clause.text) + Math.min(1, count(benefit, clause.headings.at(-1) ?? '')),
  })).sort((a, b) => b.score - a.score);
  const best = scored[0];
  if (!best || best.score === 0) return undefined;
  const condition = CONDITIONS.map((pattern) => pattern.exec(clause.text)?.[0]).find(
    (found) => found !== undefined,
  );
  return {
    对象: [audienceOf(clause.text)],
    行业: [],
    区域: [],
    给予: [best.benefit],
    ...(condition ? { 条件: condition } : {}),
  };
}

/** The widest audience that a clause names: it is for all of them where it names several. */
function audienceOf(text: string): string {
  const named = text.replace(/国家(?:级)?(?:专精特新)?[“"]?小巨人[”"]?/g, '〓');
  if (/创新型(?:中小)?企业/.test(named)) return '创新型中小企业';
  if (/市级[“"]?专精特新/.test(named)) return '市级专精特新企业';
  if (/专精特新/.test(named)) return '专精特新企业';
  if (/〓|小巨人/.test(named)) return '国家小巨人企业';
  return /(?:^|[对为,。;])(?:已)?上市(?:企业|公司)/.test(named) ? '上市企业' : '企业';
}

/** An applicability file to begin with. */
export function proposeApplicability(document: PolicyDocument): ApplicabilityFile {
  const entries = document.clauses.flatMap((clause): [string, Annotation][] => {
    const proposed = proposeAnnotation(clause);
    return proposed ? [[clause.id, { 概念: {}, 问法: [], 找谁: false, ...proposed }]] : [];
  });
  return { 文件: document.id, 条款: Object.fromEntries(entries) };
}

/** Clauses for these others are no help to the enterprise; one that waits for a recognition shows what is to be won. */
const FOR_OTHERS: ReadonlySet<Reservation['kind']> = new Set(['place', 'not-listed']);

/**
 * What an enterprise can have of these clauses, in their order: by the district's notes where their document has notes,
 * by rules over the text where it has none.
 * @param noted ids of documents that have notes: a clause that they do not name gives nothing
 */
export function applicableTo(
  clauses: readonly KnownClause[],
  profile: EnterpriseProfile,
  noted: ReadonlySet<string>,
): ApplicableClause[] {
  return clauses.flatMap((known) => {
    const notes = noted.has(known.document.id) ? known.annotation : proposeAnnotation(known.clause);
    const benefit = notes?.给予[0];
    const reservations = notes && reservationsOf(notes, profile);
    if (!notes || !benefit || !reservations) return [];
    if (reservations.some(({ kind }) => FOR_OTHERS.has(kind))) return [];
    const condition = notes.条件 ? { condition: notes.条件 } : {};
    return [{ clause: cite(known), benefit, ...condition, reservations }];
  });
}
