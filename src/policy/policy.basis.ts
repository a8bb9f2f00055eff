import { missingFacts } from './policy.facts.ts';
import type { KnownClause, Matcher } from './policy.matcher.ts';
import { type QuestionPart, questionParts, withoutDepartment } from './policy.question.ts';
import { type Scored, type ScoringNeeds, scoreClauses } from './policy.scoring.ts';

/** What was found for a question, before it is worded. */
export interface Finding {
  ranked: KnownClause[];
  /** How many of them the answer rests on; 0 is no basis. */
  shown: number;
  gap?: string;
  excerpt?: string;
}

/** Below this score the best clause is only near, no basis. */
const BASIS = 0.42;
/** The same where the question has words that nobody knows. */
const BASIS_UNKNOWN = 0.5;
/** The same where the clause is about a matter that the question names in words of the lexicon. */
const BASIS_NAMED = 0.28;
/** Where a remark names a subject that is not covered, the rest of the question must fit this well. */
const BASIS_BESIDE = 0.9;
/** Only a clause that fits as well as this may give the fact that is asked for. */
const AS_GOOD = 0.7;
/** So likely a question is about what no clause speaks of; and so likely one part of it is, which says less. */
const OUTSIDE = 0.5;
const OUTSIDE_PART = 0.85;
/** A clause that fits this well is believed rather than the wording. */
const FITS_WELL = 0.95;
/** A shorter part says nothing by its wording alone. */
const TELLING_PART = 6;
/** A fit this good outweighs a word that nobody knows. */
const PLAIN_FIT = 1.1;
/** A further clause is shown where it fits nearly as well as the best. */
const NEARLY = 0.55;
/** Decides whether the best clauses are a basis, and for which part of the question. */
export async function judge(
  text: string,
  scored: readonly Scored[],
  needs: ScoringNeeds,
  ids: readonly string[],
): Promise<Finding> {
  const { matcher } = needs;
  const ranked = scored.slice(0, 10).map(({ known }) => known);
  const best = scored[0]?.score ?? 0;
  if (!isBasis(text, scored, matcher)) return { ranked, shown: 0 };
  if (best < FITS_WELL && isOutside({ text, whole: true }, matcher)) return { ranked, shown: 0 };
  const shown = scored.filter(({ score }) => score >= best * NEARLY).length;
  const parts = questionParts(text);
  const groundless = parts.filter((part) => isGroundless(part, scored, matcher));
  if (groundless.length === 0) return { ranked, shown };
  const rest = parts.filter((part) => !groundless.includes(part));
  if (!rest.some((part) => part.asks)) return { ranked, shown: 0 };
  const asked = groundless.filter((part) => part.asks || parts.length === 1);
  const restText = rest.map((part) => part.text).join(',');
  const again = (await scoreClauses(needs, restText, ids)).filter(({ known }) => isAnswering(known));
  const remark = asked.length < groundless.length;
  const holds = !isGeneral(restText, matcher) && isBasis(restText, again, matcher);
  const strong = !remark || (again[0]?.score ?? 0) >= BASIS_BESIDE;
  if (!holds || !strong) return { ranked, shown: 0 };
  const gap = asked.map((part) => part.text).join(',');
  return gap === '' ? { ranked, shown } : { ranked, shown, gap };
}

/** Clauses that answer by themselves: lines of units and the document's data answer only what asks for them. */
export function isAnswering(known: KnownClause): boolean {
  return known.clause.kind !== 'responsible' && known.clause.kind !== 'meta';
}

function isBasis(text: string, scored: readonly Scored[], matcher: Matcher): boolean {
  const best = scored[0];
  if (!best) return false;
  const hits = matcher.lexicon.concepts(text);
  const named = hits.some(
    ({ concept }) => !concept.general && (best.known.concepts.get(concept.name) ?? 0) > 0,
  );
  const unknown = matcher.unknownWords(text).length > 0;
  const needed = named ? BASIS_NAMED : unknown ? BASIS_UNKNOWN : BASIS;
  if (best.score < needed) return false;
  // Money for something that no text, phrasing or entry of the lexicon knows: 充电桩补贴.
  return !isGeneral(text, matcher) || best.score >= PLAIN_FIT || !unknown;
}

function isGeneral(text: string, matcher: Matcher): boolean {
  const hits = matcher.lexicon.concepts(text);
  return hits.length > 0 && hits.every(({ concept }) => concept.general);
}

/** Whether a question or a part of it is worded as what no clause speaks of. */
export function isOutside({ text, whole }: Pick<QuestionPart, 'text' | 'whole'>, matcher: Matcher): boolean {
  // What is only wished for stands beside what it is wished for: …,有什么扶持.
  if (!whole && isGeneral(text, matcher)) return false;
  const matter = withoutDepartment(text);
  if (matter !== text && matter.length < TELLING_PART) return false;
  return matcher.outside(matter) > (whole ? OUTSIDE : OUTSIDE_PART);
}

/** Whether a part of a question asks what no clause can give: a fact that is not there, a subject that is not covered. */
function isGroundless(part: QuestionPart, scored: readonly Scored[], matcher: Matcher): boolean {
  if (matcher.uncoveredSubjects(part.text).length > 0) return true;
  const best = scored[0]?.score ?? 0;
  if (part.asks && best < FITS_WELL && part.text.length >= TELLING_PART && isOutside(part, matcher))
    return true;
  const top = scored
    .slice(0, 3)
    .filter(({ score }) => score >= best * AS_GOOD)
    .map(({ known }) => known.plain);
  return part.facts.length > 0 && top.every((plain) => missingFacts(part.facts, plain).length > 0);
}
