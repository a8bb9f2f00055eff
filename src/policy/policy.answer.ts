import { cite } from './policy.cite.ts';
import { isGrounded } from './policy.grounding.ts';
import { clauseKey, type KnownClause, type Matcher } from './policy.matcher.ts';
import { parseNumeral } from './policy.numerals.ts';
import type { Embedder, PolicyIndex } from './policy.ports.ts';
import {
  asksDepartment,
  asksDuty,
  asksMeta,
  missingFacts,
  namedClause,
  questionParts,
  speaksOfSection,
  withoutSetAside,
} from './policy.question.ts';
import { type Scored, scoreClauses } from './policy.scoring.ts';
import { normaliseText, tokenize } from './policy.tokens.ts';
import type { CitedClause, PolicyAnswer, PolicyDocument } from './policy.types.ts';
import { answersToday, noticesFor, validityOf } from './policy.validity.ts';

export interface AnswererNeeds {
  index: PolicyIndex;
  matcher: Matcher;
  documents: readonly PolicyDocument[];
  embedder?: Embedder;
}

interface Options {
  now: Date;
  limit?: number;
}

/** What was found for a question, before it is worded. */
interface Finding {
  ranked: KnownClause[];
  /** How many of them the answer rests on; 0 is no basis. */
  shown: number;
  gap?: string;
  excerpt?: string;
}

/** Below this score the best clause is only near, no basis. */
const BASIS = 0.18;
/** Where a remark names a subject that is not covered, the rest of the question must fit this well. */
const BASIS_BESIDE = 0.4;
/** A further clause is shown where it fits nearly as well as the best. */
const NEARLY = 0.5;
const SHOWN = 4;
/** Where a second clause fits as well as this, its section's units are named, too. */
const ALSO_RESPONSIBLE = 0.9;

export function createAnswerer(needs: AnswererNeeds) {
  const { matcher, documents } = needs;

  async function find(question: string, now: Date): Promise<Finding> {
    const text = matcher.lexicon.normalise(question);
    const ids = answeringDocuments(text, documents, now);
    const named = clauseByNumber(text, ids, matcher);
    if (named) return { ranked: [named], shown: 1 };
    if (asksMeta(text)) {
      const meta = metaClause(text, ids, matcher);
      if (meta) return { ranked: [meta.known], shown: 1, ...(meta.excerpt ? { excerpt: meta.excerpt } : {}) };
    }
    const scored = (await scoreClauses(needs, withoutSetAside(text), ids)).filter(({ known }) => isAnswering(known));
    const units = matcher.lexicon.departments(text);
    if (units.length > 0 && asksDuty(text)) {
      const duties = dutiesOf(units, ids, matcher);
      if (duties.length > 0) return { ranked: duties, shown: duties.length };
    }
    const judged = await judge(text, scored, needs, ids);
    if (!asksDepartment(text)) return judged;
    return responsible(text, judged, scored, ids, matcher);
  }

  async function answer(question: string, options: Options): Promise<PolicyAnswer> {
    const { ranked, shown, gap, excerpt } = await find(question, options.now);
    const limit = options.limit ?? SHOWN;
    const cited = ranked.map((known, at) => cite(known, at === 0 ? excerpt : undefined));
    const clauses = cited.slice(0, Math.min(shown, limit));
    const related = shown === 0 ? cited.slice(0, 3) : [];
    const about = new Set([...clauses, ...related].map((clause) => clause.documentId));
    const result: PolicyAnswer = {
      question,
      outcome: clauses.length > 0 ? 'answered' : 'no-basis',
      clauses,
      related,
      departments: [...new Set(clauses.flatMap((clause) => clause.departments))],
      notices: documents.filter((d) => about.has(d.id)).flatMap((d) => noticesFor(d, documents, options.now)),
      ...(gap ? { gap } : {}),
    };
    if (isGrounded(result, (id) => documents.find((d) => d.id === id))) return result;
    return { ...result, outcome: 'no-basis', clauses: [], related: [], departments: [] };
  }

  async function rank(question: string, options: Options): Promise<CitedClause[]> {
    return (await find(question, options.now)).ranked.map((known) => cite(known));
  }

  return { answer, rank };
}

/** Documents that stand, and those that the question names. */
function answeringDocuments(text: string, documents: readonly PolicyDocument[], now: Date): string[] {
  return documents
    .filter((document) => answersToday(validityOf(document, documents, now)) || isNamed(text, document))
    .map((document) => document.id);
}

function isNamed(text: string, { front }: PolicyDocument): boolean {
  return text.includes(normaliseText(front.文号)) || text.includes(normaliseText(front.标题));
}

function isAnswering(known: KnownClause): boolean {
  return known.clause.kind !== 'responsible' && known.clause.kind !== 'meta';
}

function clauseByNumber(text: string, ids: readonly string[], matcher: Matcher): KnownClause | undefined {
  const written = namedClause(text);
  const number = written === undefined ? undefined : parseNumeral(written);
  if (number === undefined) return undefined;
  const found = ids.flatMap((id) => matcher.clauses.get(clauseKey(id, String(number))) ?? []);
  return found.length === 1 ? found[0] : undefined;
}

/** The document's own data, with the stretch of it that speaks of what is asked. */
function metaClause(
  text: string,
  ids: readonly string[],
  matcher: Matcher,
): { known: KnownClause; excerpt?: string } | undefined {
  const known = ids.flatMap((id) => matcher.clauses.get(clauseKey(id, 'meta')) ?? []);
  const first = known.find(({ document }) => isNamed(text, document)) ?? known[0];
  if (!first) return undefined;
  const wanted = /常务会|审议|通过/.test(text)
    ? /审议|通过/
    : /落款|办公室|印发单位/.test(text)
      ? /日$/
      : undefined;
  const excerpt = wanted && first.clause.excerpts.find((stretch) => wanted.test(stretch));
  return excerpt ? { known: first, excerpt } : { known: first };
}

/** The clauses that name these units as responsible; where a section is about the unit's own matter, that one first. */
function dutiesOf(units: readonly string[], ids: readonly string[], matcher: Matcher): KnownClause[] {
  const allowed = new Set(ids);
  const own = units.map((unit) =>
    unit.replace(/^(?:江津区|区)|(?:局|委|中心|部|发展服务中心)$/g, '').slice(0, 2),
  );
  const lines = [...matcher.clauses.values()].filter(
    ({ clause, document }) =>
      allowed.has(document.id) &&
      (clause.kind === 'responsible' || (clause.departments.length > 0 && !clause.responsibleId)) &&
      units.some((unit) => clause.departments.includes(unit)),
  );
  const isOwn = ({ clause }: KnownClause) =>
    own.some((word) => clause.headings.some((h) => h.includes(word)));
  return lines.sort((a, b) => Number(isOwn(b)) - Number(isOwn(a)) || a.clause.start - b.clause.start);
}

/** Who is responsible for what the question is about: the line of its section, or the clause that names its units. */
function responsible(
  text: string,
  judged: Finding,
  scored: readonly Scored[],
  ids: readonly string[],
  matcher: Matcher,
): Finding {
  const section = speaksOfSection(text) ? sectionNamed(text, ids, matcher) : undefined;
  if (section) return { ranked: [section, ...judged.ranked.slice(0, 9)], shown: 1 };
  const known = judged.ranked[0];
  if (judged.shown === 0 || !known) return judged;
  const line = known.clause.responsibleId;
  const unit = line && matcher.clauses.get(clauseKey(known.document.id, line));
  if (known.annotation?.找谁 || !unit) return known.annotation?.找谁 ? judged : { ...judged, shown: 1 };
  const lines = scored
    .filter(({ score }) => score >= (scored[0]?.score ?? 0) * ALSO_RESPONSIBLE)
    .flatMap(({ known: other }) => {
      const id = other.clause.responsibleId;
      return (id && matcher.clauses.get(clauseKey(other.document.id, id))) || [];
    });
  const units = [...new Set([unit, ...lines])];
  return { ...judged, ranked: [...units, ...judged.ranked], shown: units.length + 1 };
}

/** The line of units of the section whose title the question speaks of: by two words that no other section's has. */
function sectionNamed(text: string, ids: readonly string[], matcher: Matcher): KnownClause | undefined {
  const lines = [...matcher.clauses.values()].filter(
    ({ clause, document }) => clause.kind === 'responsible' && ids.includes(document.id),
  );
  const titles = lines.map(({ clause }) => new Set(titleWords(clause.headings.at(-1) ?? '')));
  const votes = titles.map(
    (title) =>
      [...title].filter((w) => text.includes(w) && titles.filter((t) => t.has(w)).length === 1).length,
  );
  const most = Math.max(0, ...votes);
  return most >= 2 && votes.filter((vote) => vote === most).length === 1
    ? lines[votes.indexOf(most)]
    : undefined;
}

function titleWords(title: string): string[] {
  return tokenize(title).filter((word) => word.length >= 2);
}

/** Decides whether the best clauses are a basis, and for which part of the question. */
async function judge(
  text: string,
  scored: readonly Scored[],
  needs: AnswererNeeds,
  ids: readonly string[],
): Promise<Finding> {
  const best = scored[0];
  const ranked = scored.slice(0, 10).map(({ known }) => known);
  if (!best || best.score < BASIS) return { ranked, shown: 0 };
  const parts = questionParts(text);
  const groundless = parts.filter((part) => isGroundless(part, scored, needs.matcher));
  const shown = scored.filter(({ score }) => score >= Math.max(BASIS, best.score * NEARLY)).length;
  if (groundless.length === 0) return { ranked, shown };
  const rest = parts.filter((part) => !groundless.includes(part));
  const asked = groundless.filter((part) => part.asks || parts.length === 1);
  if (!rest.some((part) => part.asks)) return { ranked, shown: 0 };
  const restText = rest.map((part) => part.text).join(',');
  const again = (await scoreClauses(needs, restText, ids)).filter(({ known }) => isAnswering(known));
  const enough = asked.length === groundless.length ? BASIS : BASIS_BESIDE;
  if ((again[0]?.score ?? 0) < enough) return { ranked, shown: 0 };
  const gap = asked.map((part) => part.text).join(',');
  return gap === '' ? { ranked, shown } : { ranked, shown, gap };
}

/** Whether a part of a question asks what no clause can give: a fact that is not there, a subject that is not covered. */
function isGroundless(
  part: ReturnType<typeof questionParts>[number],
  scored: readonly Scored[],
  matcher: Matcher,
): boolean {
  const clauses = [...matcher.clauses.values()];
  const uncovered = matcher.lexicon
    .subjects(part.text)
    .some(
      (subject) => !clauses.some(({ plain }) => subject.officialTerms.some((term) => plain.includes(term))),
    );
  if (uncovered) return true;
  const top = scored.slice(0, 3).map(({ known }) => known.plain);
  return part.facts.length > 0 && top.every((plain) => missingFacts(part.facts, plain).length > 0);
}
