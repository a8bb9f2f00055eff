import { type Answer, recentAnswers } from '#conversation/conversation.store.ts';
import type { ConversationDeps, Reply, Turn } from '#conversation/conversation.types.ts';
import { textPayload } from '#conversation/payloads.ts';
import type { Enterprise } from '#directory/directory.types.ts';
import { BENEFITS } from '#policy/policy.applicability.ts';
import { type Reservation, wordReservation } from '#policy/policy.audience.ts';
import type { ApplicableClause } from '#policy/policy.benefits.ts';
import type { EnterpriseProfile } from '#policy/policy.types.ts';
import { texts } from '#texts/zh-CN.ts';
import { profileOf, remember } from './answer-question.ts';
import { type KnownTier, tierIn } from './read-tier.ts';

/** Whoever writes more asks about something in particular. */
const LONGEST = 80;
const POLICY = '(?:惠企|优惠|扶持|支持|政府)*(?:政策|条款|好处|优惠|扶持|支持|待遇|红利)';
const WHICH = '(?:哪些|什么|啥子?|哪几(?:项|条|个|样)|几(?:项|条))(?:样的?|方面的?)?';
const HAVE =
  '(?:享受|申请|申报|拿|领|享|争取|沾|适用|适合|用)(?:得?[到上]|得)?(?:的|于)?(?:我们|我司|咱们?)?';
const US = '(?:我们?|我司|咱们?|本)';
const ASKS = [
  new RegExp(`${HAVE}(?:有)?${WHICH}${POLICY}`),
  new RegExp(
    `${WHICH}${POLICY}(?:是)?(?:我们?|我司|咱们?|企业|公司)*(?:能|可以?|够)*(?:${HAVE}|给)(?:我们|我司|咱们?)?`,
  ),
  new RegExp(`${US}(?:这[种样类]的?)?(?:企业|公司|厂)?(?:能|可以)?有${WHICH}${POLICY}`),
  new RegExp(
    `(?:符合|适合|适用于?|匹配|对口)${US}(?:企业|公司|厂)?(?:条件)?的?${POLICY}(?:有|是)?(?:${WHICH})?`,
  ),
  /匹配(?:一?下|些|点)?(?:惠企)?政策/,
  new RegExp(`${HAVE}${WHICH}(?=[嘛呢呀啊?。]*$)`),
];
/** What may stand beside it without making it a question about something in particular. */
const BESIDE = [
  /(?:我们|我司|咱们?)?(?:公司|企业|厂)?(?:是|主要)?(?:做|搞|生产|从事)[^,。?!]{1,12}(?:的|,)/g,
  /[“"]?(?:国家级?|市级|区级|创新型|专精特新|小巨人|中小|级)+[”"]?/g,
  /我司|我们?|咱们?|本公司|贵区|区里|区上|江津区?|政府|公司|企业|工?厂里?|单位|作为|属于|目前|现在|请问|想问|问|了解|麻烦|一下|下|都|到底|究竟|能|可以|够|是|的|这[种样]|一家|一个|像|如果|按照?|情况|帮|看看|查查|梳理|列出?|说说|讲讲|有|呢|吗|嘛|呀|啊|对|给|红利|[\s,。?!;:、“”"…,?!]/g,
];

/**
 * What a question for all that an enterprise can have leaves beside that: '' where it speaks of nobody else, or the
 * words that may name an enterprise. Undefined for a question about something in particular.
 */
export function readsWhatApplies(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const found = ASKS.map((pattern) => pattern.exec(text)?.[0]).find(Boolean);
  if (!found) return undefined;
  return BESIDE.reduce((words, pattern) => words.replace(pattern, ''), text.replace(found, ''));
}

/**
 * 我们能享受哪些政策: the list for the enterprise that is known; else one question, at most once.
 * Undefined for a question that is about something in particular.
 */
export async function whatApplies(
  deps: ConversationDeps,
  turn: Turn,
  question = turn.text,
): Promise<Reply | undefined> {
  const rest = readsWhatApplies(question);
  if (rest === undefined) return undefined;
  const tier = tierIn(question);
  if (rest === '' && tier && !OWN.test(question)) return list(deps, turn, { tier });
  const enterprise = rest === '' ? turn.enterprise : await enterpriseNamed(deps, turn, rest);
  if (enterprise) return list(deps, turn, profileOf(enterprise));
  if (rest !== '') return undefined;
  return tier ? list(deps, turn, { tier }) : askOnce(deps, turn);
}

/** Who speaks of their own enterprise is answered by the directory, not by what they say of it. */
const OWN = /我|咱|本公司/;

/** The enterprise that is named, where the asker may know of it and no other enterprise reads along. */
async function enterpriseNamed(deps: ConversationDeps, turn: Turn, name: string): Promise<Enterprise | null> {
  const { exact } = await deps.enterprises.find(name);
  const { person, chat } = turn;
  if (!exact || !person || (chat?.enterpriseId && chat.enterpriseId !== exact.id)) return null;
  const own = person.contactOf.includes(exact.id) || person.commissionerOf.includes(exact.id);
  const official = person.roles.some((role) => role !== 'contact' && role !== 'commissioner');
  return own || official ? exact : null;
}

/** The answer to our question, as the list. */
export async function listForTier(
  deps: ConversationDeps,
  turn: Turn,
  tier: KnownTier | 'unknown',
): Promise<Reply> {
  return list(deps, turn, tier === 'unknown' ? {} : { tier });
}

async function askOnce(deps: ConversationDeps, turn: Turn): Promise<Reply> {
  const of = { chatId: turn.message.chatId, openId: turn.message.sender.openId };
  const thread = await recentAnswers(deps.db, of, turn.now);
  if (thread.some((answer) => answer.outcome === 'asked')) return list(deps, turn, toldBefore(thread));
  return remember(deps, turn, {
    question: turn.text,
    outcome: 'asked',
    clauses: [],
    version: RULES,
    payload: () => textPayload(texts.policy.askTier),
  });
}

function toldBefore(thread: readonly Answer[]): EnterpriseProfile {
  const tier = thread.map((answer) => tierIn(answer.question)).find(Boolean);
  return tier ? { tier } : {};
}

const RULES = 'rules';

function list(deps: ConversationDeps, turn: Turn, profile: EnterpriseProfile): Reply {
  const { policy } = deps.district;
  const found = policy.applicable(profile, turn.now);
  const groups = BENEFITS.map((need) => ({
    need,
    items: found.filter(({ benefit }) => benefit === need),
  })).filter(({ items }) => items.length > 0);
  if (groups.length === 0) return { messages: [{ payload: textPayload(texts.policy.appliesNothing) }] };
  const tier = profile.tier ? texts.policy.tiers[profile.tier] : null;
  const question = texts.policy.appliesQuestion(profile.name ?? null, tier);
  const about = new Set(found.map(({ clause }) => clause.documentId));
  return remember(deps, turn, {
    question,
    outcome: 'answered',
    clauses: groups.flatMap(({ items }) => items.map(({ clause }) => clause)),
    version: RULES,
    payload: (answerId) => ({
      kind: 'policy-list',
      v: 1,
      data: {
        answerId,
        question,
        lead: texts.policy.appliesTo(profile.name ?? null, tier, found.length),
        groups: groups.map(({ need, items }) => ({ need, items: items.map(line) })),
        unknown: unknownOf(found, profile),
        notices: [...about].flatMap((id) => policy.notices(id, turn.now)),
      },
    }),
  });
}

function line({ clause, condition, reservations }: ApplicableClause) {
  const conditions = [condition, ...reservations.map(wordReservation)];
  return {
    ...clause,
    condition: conditions.filter((one) => one !== undefined).join(';') || null,
  };
}

const AMOUNT = /\d[\d.]*\s*(?:万|亿)?元|\d[\d.]*\s*%/;

/** What the list rests on and nobody here knows. */
function unknownOf(found: readonly ApplicableClause[], profile: EnterpriseProfile): string[] {
  const words = texts.policy.unknown;
  const open = (kind: Reservation['kind']) =>
    found.some(({ reservations }) => reservations.some((reservation) => reservation.kind === kind));
  return [
    ...(profile.tier ? [] : [words.tier]),
    ...(open('listing-unknown') ? [words.listing] : []),
    ...(open('place-unknown') ? [words.place] : []),
    ...(profile.industry ? [] : [words.industry]),
    ...(found.some(({ condition }) => condition) ? [words.conditions] : []),
    ...(found.some(({ clause }) => AMOUNT.test(clause.quote)) ? [] : [words.amounts]),
  ];
}
