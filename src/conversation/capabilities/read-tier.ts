import { fold } from '#conversation/understanding/understanding.text.ts';
import type { EnterpriseProfile } from '#policy/policy.types.ts';

export type KnownTier = NonNullable<EnterpriseProfile['tier']>;

/** An answer to "which kind are you?" is short. */
const LONGEST = 30;
const QUESTION = /\?|什么|啥|哪|怎|吗|多少|如何|能不能|有没有/;
const UNKNOWN = /不(?:太)?(?:清楚|知道|晓得|了解|确定|懂)|说不(?:清|好|准)|搞不清/;
const NAMED = '(?:国家级?|小巨人|市级|创新型|专精特新)';
const DENIED = new RegExp(
  `(?:都)?(?:不是|不算|没有?评?上?|没拿到?|没认定|未(?:能)?(?:评上|认定|获评)?|暂无)(?:过)?[^,。;]{0,4}${NAMED}[^,。;]*`,
  'g',
);
const NONE =
  /^(?:我们|公司|企业|目前|现在|暂时|都|还|也|暂|尚)*(?:不是|没有?(?:评|认定|拿)?[过上到]?|未(?:评|认定|获评)|无|普通企业|一般企业)(?:过|的|任何|认定|资质)*[。!]?$/;

/** As the question lists them. */
const LISTED: readonly KnownTier[] = ['创新型', '市级专精特新', '国家小巨人', '无'];

/**
 * Reads the answer to the question for the tier: `市级专精特新`, `我们是小巨人`, `都不是`, `第二种`.
 * @returns the tier, `unknown` for "I do not know", undefined for what is no answer to it
 */
export function readTier(text: string): KnownTier | 'unknown' | undefined {
  const words = fold(text).replace(/[\s“”"…]/g, '');
  if (words.length === 0 || words.length > LONGEST || QUESTION.test(words)) return undefined;
  const listed = /^(?:选|是)?第?([1-4一二三四])(?:类|种|个|项)?[。!]?$/.exec(words)?.[1];
  if (listed) return LISTED[(Number(listed) || '一二三四'.indexOf(listed) + 1) - 1];
  if (UNKNOWN.test(words)) return 'unknown';
  return tierIn(words.replace(DENIED, '〓')) ?? (NONE.test(words) || DENIED.test(words) ? '无' : undefined);
}

/** The tier that a text names, if any; the highest where it names several. */
export function tierIn(text: string): KnownTier | undefined {
  if (/小巨人|国家级/.test(text)) return '国家小巨人';
  if (/市级|市专精特新/.test(text)) return '市级专精特新';
  if (/创新型/.test(text)) return '创新型';
  return undefined;
}
