import type { Annotation, ApplicabilityFile, Benefit } from './policy.applicability.ts';
import { BENEFITS } from './policy.applicability.ts';
import { cite } from './policy.cite.ts';
import type { KnownClause } from './policy.matcher.ts';
import type { CitedClause, Clause, EnterpriseProfile, PolicyDocument } from './policy.types.ts';

/** One thing that an enterprise can have. */
export interface ApplicableClause {
  clause: CitedClause;
  benefit: Benefit;
  /** Word for word from the clause: it applies only under this. */
  condition?: string;
  /** Why it may not apply to this enterprise: its tier is not there yet, or not known. */
  reservation?: 'tier-missing' | 'tier-unknown' | 'listed';
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
const FOR_OFFICES = /目标|保障|机制|组织领导|组织实施|附则|总则/;
const CONDITIONS = [
  /对[^,。;“”]{4,40}的“[^”]{2,8}”企业/,
  /符合[^,。;]{0,30}条件的[^,。;]{0,16}企业/,
  /对[^。;]{2,120}?的(?:[^,。;]{0,8}(?:企业|机构|单位|项目|个人|团队|人才))?(?=,[^。;]{0,20}(?:给予|奖励|补助|补贴))/,
  /每年遴选[^,。;]{2,30}企业/,
  /根据[^,。;]{2,20}情况/,
];

/** What rules can say about who a clause is for and what it gives; a district corrects it. */
export function proposeAnnotation(clause: Clause): Pick<Annotation, '对象' | '给予' | '条件'> | undefined {
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
  const audience = /专精特新|小巨人/.test(clause.text) ? '专精特新企业' : '企业';
  return { 对象: [audience], 给予: [best.benefit], ...(condition ? { 条件: condition } : {}) };
}

/** An applicability file to begin with. */
export function proposeApplicability(document: PolicyDocument): ApplicabilityFile {
  const entries = document.clauses.flatMap((clause): [string, Annotation][] => {
    const proposed = proposeAnnotation(clause);
    return proposed ? [[clause.id, { 概念: {}, 问法: [], 找谁: false, ...proposed }]] : [];
  });
  return { 文件: document.id, 条款: Object.fromEntries(entries) };
}

/** What an enterprise can have of these clauses, by the district's notes, else by rules. */
export function applicableTo(
  clauses: readonly KnownClause[],
  profile: EnterpriseProfile,
): ApplicableClause[] {
  return clauses.flatMap((known) => {
    const notes = known.annotation ?? proposeAnnotation(known.clause);
    const benefit = notes?.给予[0];
    if (!notes || !benefit || !isFor(notes.对象, profile)) return [];
    const reservation = reservationOf(notes.对象, profile);
    return [
      {
        clause: cite(known),
        benefit,
        ...(notes.条件 ? { condition: notes.条件 } : {}),
        ...(reservation ? { reservation } : {}),
      },
    ];
  });
}

/** Kinds of enterprise that are known by what they do. */
const TRADES: readonly (readonly [audience: string, trade: RegExp])[] = [
  ['孵化器', /孵化/],
  ['检测机构', /检测|检验|计量/],
  ['科研团队', /科研|研究院|研究所/],
  ['初创企业', /初创|创业/],
];
const OFFICES = /^(?:园区|部门|银行|金融机构|镇街|政府)$/;

function isFor(audience: readonly string[], profile: EnterpriseProfile): boolean {
  const enterprises = audience.filter((one) => !OFFICES.test(one));
  if (audience.length > 0 && enterprises.length === 0) return false;
  const general = enterprises.filter((one) => !TRADES.some(([trade]) => trade === one));
  if (general.length > 0 || enterprises.length === 0) return true;
  return enterprises.some((one) => TRADES.find(([trade]) => trade === one)?.[1].test(profile.industry ?? ''));
}

function reservationOf(
  audience: readonly string[],
  profile: EnterpriseProfile,
): ApplicableClause['reservation'] {
  if (profile.listed && audience.includes('拟上市企业')) return 'listed';
  if (!audience.includes('专精特新企业')) return undefined;
  if (profile.tier === undefined) return 'tier-unknown';
  return profile.tier === '无' ? 'tier-missing' : undefined;
}
