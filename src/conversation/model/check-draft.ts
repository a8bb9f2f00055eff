import { isVerbatim } from '#policy/policy.grounding.ts';
import type { CitedClause, PolicyDocument } from '#policy/policy.types.ts';
import {
  agentsIn,
  claimsIn,
  latinIn,
  quotedIn,
  shareInSources,
  unknownName,
  unquoted,
} from './lead-names.ts';
import { canonical, datesOf, isMisplaced, type Quantity, quantitiesOf } from './lead-quantities.ts';
import type { AnswerDraft } from './model.types.ts';

/** Why a draft is not used: for logs and for the answer's version. */
export type Fault =
  | 'unknown-clause'
  | 'no-clause'
  | 'altered-quote'
  | 'form'
  | 'number'
  | 'date'
  | 'name'
  | 'quotation'
  | 'claim'
  | 'off-topic';

export interface CheckNeeds {
  question: string;
  /** What was put before the model, by `document#clause`. */
  offered: ReadonlyMap<string, CitedClause>;
  document(id: string): PolicyDocument | undefined;
  /** What we ourselves say beside an answer over these clauses, such as that a period has ended. */
  noticesOf(clauses: readonly CitedClause[]): readonly string[];
  /** The names and by-names of all units, and the district's own names. */
  names: KnownNames;
  /** How many clauses an answer shows at most. */
  limit: number;
}

export interface KnownNames {
  units: readonly string[];
  district: readonly string[];
}

export type CheckedDraft =
  | { ok: true; clauses: CitedClause[]; lead?: string; gap?: string }
  | { ok: false; fault: Fault };

/** A sentence longer than this is no sentence. */
const LONGEST_LEAD = 200;
/** At least this share of the sentence must be in the clauses' own words. */
const OWN_WORDS = 0.5;
/** What a question alone never vouches for: money, shares, time. */
const CLAIM_UNIT = /^(?:元|块|角|分|%|‰|倍|成|折|年|月|日|号|天|周|时|小|点|个[月工百季小年]|期|季)?$/;

/** Parts of dates stand beside each other: what they are said of tells nothing. */
const TIME_UNIT = /^[年月日号]?$/;

/**
 * Holds a draft against what it may rest on. What the model says of itself does not count: clauses must have been put
 * before it, quotes are the document's, and every number, date, name and promise of the sentence must be in the clauses.
 */
export function checkDraft(draft: AnswerDraft, needs: CheckNeeds): CheckedDraft {
  const clauses: CitedClause[] = [];
  for (const { id } of draft.clauses) {
    const clause = resolve(id, needs.offered);
    if (!clause) return { ok: false, fault: 'unknown-clause' };
    if (!clauses.includes(clause)) clauses.push(clause);
  }
  const shown = clauses.slice(0, needs.limit);
  if (shown.length === 0) return { ok: false, fault: 'no-clause' };
  if (shown.some((clause) => !isInDocument(clause, needs))) return { ok: false, fault: 'altered-quote' };
  const lead = draft.lead.trim();
  const fault = lead === '' ? undefined : faultOf(lead, shown, needs);
  if (fault) return { ok: false, fault };
  const gap = gapOf(draft.gap, needs.question);
  return { ok: true, clauses: shown, ...(lead ? { lead } : {}), ...(gap ? { gap } : {}) };
}

/** By the whole id, or by the clause's own where only one document has such a clause. */
function resolve(id: string, offered: ReadonlyMap<string, CitedClause>): CitedClause | undefined {
  const whole = offered.get(id.trim());
  if (whole) return whole;
  const alike = [...offered.values()].filter((clause) => clause.clauseId === id.trim());
  return alike.length === 1 ? alike[0] : undefined;
}

function isInDocument(clause: CitedClause, needs: CheckNeeds): boolean {
  const document = needs.document(clause.documentId);
  return document !== undefined && isVerbatim(clause.quote, document);
}

/** What is wrong with a sentence over these clauses; undefined for nothing. */
export function faultOf(lead: string, clauses: readonly CitedClause[], needs: CheckNeeds): Fault | undefined {
  if (!isPlainSentence(lead)) return 'form';
  const shorten = (text: string) => withoutDistrict(canonical(text), needs.names.district);
  const sources = unquoted(
    shorten([...clauses.flatMap((c) => textsOf(c, needs)), ...needs.noticesOf(clauses)].join('\n|')),
  );
  const marked = shorten(lead);
  const plain = unquoted(marked);
  const question = quantitiesOf(canonical(needs.question));
  const known = quantitiesOf(sources);
  for (const quantity of quantitiesOf(plain)) {
    if (!isSupported(quantity, known, question)) return 'number';
    if (!TIME_UNIT.test(quantity.unit) && isMisplaced(quantity, known)) return 'number';
  }
  const dates = new Set(datesOf(sources).flatMap(beginnings));
  if (!datesOf(plain).every((date) => dates.has(date))) return 'date';
  if (!quotedIn(marked).every((inner) => sources.includes(unquoted(inner)))) return 'quotation';
  if (!latinIn(plain).every((word) => sources.includes(word))) return 'name';
  const units = needs.names.units.map((unit) => unquoted(shorten(unit)));
  if (units.some((unit) => plain.includes(unit) && !sources.includes(unit))) return 'name';
  if (unknownName(plain, sources) !== undefined) return 'name';
  if (!agentsIn(plain).every((agent) => sources.includes(agent))) return 'name';
  if (!claimsIn(plain).every((claim) => sources.includes(claim))) return 'claim';
  return shareInSources(plain, sources) < OWN_WORDS ? 'off-topic' : undefined;
}

/** One line of Chinese, digits, Latin and punctuation: nothing that hides, reorders or formats text. */
function isPlainSentence(lead: string): boolean {
  return (
    lead.length <= LONGEST_LEAD &&
    /^[\p{Script=Han}\p{Script=Latin}\p{Nd} \p{P}+=<>~$¥%℃㎡〇]+$/u.test(lead) &&
    !/[*_`#|\\[\]{}<>@]/.test(lead) &&
    (lead.normalize('NFKC').match(/\p{Nd}/gu) ?? []).every((digit) => /[0-9]/.test(digit))
  );
}

/** Everything of a clause that an answer shows, and the titles it stands under. */
function textsOf(clause: CitedClause, needs: CheckNeeds): string[] {
  const whole = needs.document(clause.documentId)?.clauses.find((c) => c.id === clause.clauseId);
  return [
    clause.quote,
    clause.place,
    clause.documentTitle,
    clause.documentNumber,
    ...clause.departments,
    ...(whole?.headings ?? []),
  ];
}

/** 重庆市江津区科技局 and 区科技局 are the same. */
function withoutDistrict(text: string, district: readonly string[]): string {
  return [...district]
    .sort((a, b) => b.length - a.length)
    .reduce((rest, name) => rest.replaceAll(name, '区'), text);
}

function isSupported(wanted: Quantity, sources: readonly Quantity[], question: readonly Quantity[]): boolean {
  // A bare number counts nothing, as in a heading: only the same place vouches for it.
  const same = (other: Quantity) =>
    other.value === wanted.value &&
    other.unit === wanted.unit &&
    (wanted.unit !== '' || other.literal === wanted.literal);
  return sources.some(same) || (!CLAIM_UNIT.test(wanted.unit) && question.some(same));
}

/** `2022年7月5日` vouches for `2022年7月` and `2022年`, and for `7月5日`. */
function beginnings(date: string): string[] {
  const [, year = '', month = '', day = ''] = /^(\d{4}年)?(\d{1,2}月)?(\d{1,2}日)?$/.exec(date) ?? [];
  return [year, year + month, year + month + day, month, month + day];
}

/** The part without a basis is shown in the asker's own words or not at all. */
function gapOf(gap: string | null | undefined, question: string): string | undefined {
  const part = gap?.trim();
  return part && part.length >= 2 && question.includes(part) ? part : undefined;
}
