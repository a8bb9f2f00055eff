import { texts } from '#texts/zh-CN.ts';
import type { Annotation } from './policy.applicability.ts';
import type { EnterpriseProfile } from './policy.types.ts';

/** Why a clause may not be for an enterprise, or is not. */
export interface Reservation {
  kind:
    | 'tier-missing'
    | 'tier-unknown'
    | 'listed'
    | 'not-listed'
    | 'listing-unknown'
    | 'industry'
    | 'place'
    | 'place-unknown';
  /** Whom the clause is for, in the words of the notes. */
  of: readonly string[];
}

export type Audience = Pick<Annotation, '对象' | '行业' | '区域'>;
type Tier = NonNullable<EnterpriseProfile['tier']>;

const LADDER: readonly Tier[] = ['无', '创新型', '市级专精特新', '国家小巨人'];
/** The lowest step that a word of 对象 asks for, the narrowest word first. */
const STEPS: readonly (readonly [word: RegExp, step: Tier])[] = [
  [/小巨人/, '国家小巨人'],
  [/市级/, '市级专精特新'],
  [/专精特新|创新型/, '创新型'],
];
/** Words for all who are recognised, whatever the step. */
const LOWEST = /^“?专精特新”?/;
const LISTED = /^(?:已)?(?:上市|挂牌)(?:企业|公司)$/;
const TO_BE_LISTED = /^(?:拟|未)(?:上市|挂牌)/;
/** Kinds of enterprise that are known by what they do. */
const TRADES: readonly (readonly [audience: string, trade: RegExp])[] = [
  ['孵化器', /孵化/],
  ['检测机构', /检测|检验|计量/],
  ['科研团队', /科研|研究院|研究所/],
  ['初创企业', /初创|创业/],
];
const OFFICES = /^(?:园区|部门|银行|金融机构|镇街|政府)$/;
const TOWN = /(?:镇|乡|街道)$/;

/**
 * What the notes on a clause say of an enterprise.
 *
 * 对象 names kinds of enterprise, any of which will do; words for a step of recognition and for being listed narrow
 * them; 行业 and 区域 narrow them further. What the profile does not say is a reservation, never a refusal.
 * @returns undefined where the clause is for others: for offices, or for a trade that this enterprise is not known for
 */
export function reservationsOf(notes: Audience, profile: EnterpriseProfile): Reservation[] | undefined {
  const kinds = notes.对象.filter((word) => !OFFICES.test(word));
  if (notes.对象.length > 0 && kinds.length === 0) return undefined;
  const trades = TRADES.filter(([name]) => kinds.includes(name));
  const ofTrade = trades.some(([, trade]) => trade.test(profile.industry ?? ''));
  if (!ofTrade && kinds.length > 0 && trades.length === kinds.length) return undefined;
  return [
    // Who is of a trade that is named needs no recognition.
    ...(ofTrade ? [] : tierReservation(kinds, profile)),
    ...listingReservation(kinds, profile),
    ...industryReservation(notes.行业, profile),
    ...placeReservation(notes.区域, profile),
  ];
}

function tierReservation(kinds: readonly string[], { tier }: EnterpriseProfile): Reservation[] {
  const asked = kinds.flatMap((word) => {
    const step = STEPS.find(([pattern]) => pattern.test(word))?.[1];
    return step ? [{ word, height: LADDER.indexOf(step) }] : [];
  });
  if (asked.length === 0) return [];
  const of = asked.map(({ word }) => word);
  if (tier === undefined) return [{ kind: 'tier-unknown', of }];
  const lowest = Math.min(...asked.map(({ height }) => height));
  return LADDER.indexOf(tier) < lowest ? [{ kind: 'tier-missing', of }] : [];
}

function listingReservation(kinds: readonly string[], { listed }: EnterpriseProfile): Reservation[] {
  const forListed = kinds.filter((word) => LISTED.test(word));
  const before = kinds.filter((word) => TO_BE_LISTED.test(word));
  if (listed && before.length > 0 && forListed.length === 0) return [{ kind: 'listed', of: before }];
  if (listed || forListed.length === 0 || before.length > 0) return [];
  return [{ kind: listed === undefined ? 'listing-unknown' : 'not-listed', of: forListed }];
}

/** A trade is free text in the directory, so another one is a doubt and no refusal. */
function industryReservation(trades: readonly string[], { industry }: EnterpriseProfile): Reservation[] {
  const named = industry !== undefined && trades.some((trade) => industry.includes(trade));
  return trades.length === 0 || named ? [] : [{ kind: 'industry', of: trades }];
}

/** Towns are held against the enterprise's town, parks against its park. */
function placeReservation(places: readonly string[], { park, town }: EnterpriseProfile): Reservation[] {
  if (places.length === 0) return [];
  const own = places.map((place) => (TOWN.test(place) ? town : park));
  if (places.some((place, at) => own[at]?.includes(place) || (own[at] && place.includes(own[at])))) return [];
  return [{ kind: own.includes(undefined) ? 'place-unknown' : 'place', of: places }];
}

/** Whether a question speaks of the asker's own enterprise. */
const OWN =
  /我们|我司|我(?:家|这)?(?:公司|厂|企业|单位)|我(?:是|想|要|有|能|可)|本(?:公司|企业|厂|司)|咱|俺|敝司/;

export function asksForOwn(question: string): boolean {
  return OWN.test(question);
}

const NAMED: Partial<Record<Reservation['kind'], RegExp>> = {
  'tier-missing': /专精特新|小巨人|创新型|认定|申报|培育/,
  'not-listed': /上市|挂牌|股改/,
};

/**
 * Why the profile rules a clause out for a question about the asker's own enterprise: a recognition it has not, a
 * listing it has not, another town or park. Only what the directory knows rules out, and nothing that the question
 * itself names: who asks about 小巨人 is answered about 小巨人.
 */
export function ruledOut(
  notes: Audience,
  profile: EnterpriseProfile,
  question: string,
): Reservation | undefined {
  return reservationsOf(notes, profile)?.find(({ kind, of }) => {
    if (kind === 'place') return !of.some((place) => question.includes(place.replace(TOWN, '')));
    const named = NAMED[kind];
    return named !== undefined && !named.test(question);
  });
}

/** A reservation in words; none for a tier that is not known where the clause is for every tier. */
export function wordReservation({ kind, of }: Reservation): string | undefined {
  const words = texts.policy.audience;
  const all = of.some((word) => LOWEST.test(word));
  const names = of.join('、');
  switch (kind) {
    case 'tier-missing':
      return all ? words.recognisedOnly : words.tierOnly(names);
    case 'tier-unknown':
      return all ? undefined : words.kindOnly(names);
    case 'listed':
      return words.listed;
    case 'industry':
      return words.trades(names);
    case 'place':
    case 'place-unknown':
      return words.places(names);
    default:
      return words.kindOnly(names);
  }
}
