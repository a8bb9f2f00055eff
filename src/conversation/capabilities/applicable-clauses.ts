import type { Clause, EnterpriseProfile, PolicyDocument } from '#policy/policy.types.ts';

/** What an enterprise may need, in the order of a list. */
export const NEEDS = ['资金', '信贷', '科技', '人才', '市场', '空间', '服务'] as const;
export type Need = (typeof NEEDS)[number];

/** A clause that gives an enterprise something. */
export interface ApplicableClause {
  documentId: string;
  clause: Clause;
  need: Need;
  /** Word for word from the clause: it gives only under this. */
  condition: string | null;
  /** It is for recognised enterprises only. */
  needsTier: boolean;
}

/** What speaks for a need: each word of a clause once, its section's title as one word more. */
const SIGNS: Readonly<Record<Need, RegExp>> = {
  资金: /资金(?:奖励|补助|支持|扶持)|奖励|奖补|补助|补贴|税收优惠|加计扣除|免征|减免|财政/g,
  信贷: /贷款|授信|续贷|融资|担保|债券|基金|上市|挂牌|再贷款|再贴现|信贷|金融|银行|白名单/g,
  科技: /研发|科技|技术|专利|知识产权|成果|仪器|攻关|创新/g,
  人才: /人才|用工|招聘|培训|职称|带岗/g,
  市场: /市场|展会|展览|博览|洽谈|采购|供需|产业链|跨境|首台|首批次|首版次/g,
  空间: /孵化器|孵化园|孵化|产业园|用地|厂房|园区|载体/g,
  服务: /公共服务|专项服务|服务专员|服务|专员|咨询|问诊|合规|困难/g,
};
/** A clause gives where somebody is supported by it; a target or a demand gives nothing. */
const GIVES =
  /支持|奖励|奖补|补助|补贴|给予|优惠|扶持|落实|推广|鼓励|提供|组织|指导|配备|搭建|优先|减免|降低|引导|保障|用好|争取/;
/** Sections about those who carry the document out. */
const FOR_OFFICES = /目标|保障措施|保障机制|组织(?:领导|实施|保障)|附则|总则/;

const CONDITIONS = [
  /对[^,。;“”]{4,40}的“专精特新”企业/,
  /符合条件的[^,。;]{0,16}企业/,
  /对[^。;]{4,120}?的(?=,[^。;]{0,20}(?:给予|奖励|补助))/,
  /每年遴选[^,。;]{2,30}企业/,
  /根据[^,。;]{2,20}情况/,
];

/**
 * The clauses of a document that give an enterprise something, by rules over their text: what each gives, for whom,
 * and under what condition.
 */
export function applicableClauses(document: PolicyDocument): ApplicableClause[] {
  return document.clauses.flatMap((clause) => {
    if (clause.kind !== 'item' && clause.kind !== 'article') return [];
    if (clause.headings.some((title) => FOR_OFFICES.test(title)) || !GIVES.test(clause.text)) return [];
    const need = needOf(clause);
    if (!need) return [];
    const condition = CONDITIONS.map((pattern) => pattern.exec(clause.text)?.[0]).find(Boolean) ?? null;
    const needsTier = /“专精特新”(?:中小)?企业/.test(clause.text);
    return [{ documentId: document.id, clause, need, condition, needsTier }];
  });
}

/** The need that most words speak for; of equal ones the one that the section's title speaks for. */
function needOf({ text, headings }: Clause): Need | undefined {
  const title = headings.at(-1) ?? '';
  const count = (words: string, need: Need) => new Set(words.match(SIGNS[need]) ?? []).size;
  const scored = NEEDS.map((need) => {
    const own = count(text, need);
    const titled = Math.min(own, 1, count(title, need));
    return { need, titled, score: own + titled };
  });
  const best = scored.reduce((a, b) =>
    b.score > a.score || (b.score === a.score && b.titled > a.titled) ? b : a,
  );
  return best.score > 0 ? best.need : undefined;
}

/** What a listed enterprise has behind it. */
const LISTING = /股改|挂牌|上市/;

/** What this enterprise would have to be or do beyond the clause's own condition. */
export function reservation(
  { clause, needsTier }: ApplicableClause,
  profile: EnterpriseProfile,
): 'tier' | 'listed' | undefined {
  if (needsTier && profile.tier === '无') return 'tier';
  return profile.listed && LISTING.test(clause.text) ? 'listed' : undefined;
}
