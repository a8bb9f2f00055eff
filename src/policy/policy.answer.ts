import { forOthers, warnings } from './policy.asker.ts';
import { type Finding, isAnswering, isOutside, judge } from './policy.basis.ts';
import { cite } from './policy.cite.ts';
import { isGrounded } from './policy.grounding.ts';
import { clauseKey, type KnownClause, type Matcher } from './policy.matcher.ts';
import { parseNumeral } from './policy.numerals.ts';
import type { Embedder, PolicyIndex } from './policy.ports.ts';
import { asksDepartment, asksDuty, asksMeta, namedClause, withoutSetAside } from './policy.question.ts';
import { type Scored, scoreClauses } from './policy.scoring.ts';
import { contentWords, normaliseText } from './policy.tokens.ts';
import type { CitedClause, EnterpriseProfile, PolicyAnswer, PolicyDocument } from './policy.types.ts';
import { dutiesOf, responsible } from './policy.units.ts';
import { answersToday, noticesFor, validityOf } from './policy.validity.ts';

export interface AnswererNeeds {
  index: PolicyIndex;
  matcher: Matcher;
  documents: readonly PolicyDocument[];
  embedder?: Embedder;
}

interface Options {
  now: Date;
  profile?: EnterpriseProfile;
  limit?: number;
}

const SHOWN = 4;
/** What is for the asker answers where it fits so well beside what is for others. */
const AS_WELL = 0.75;
/** From this score on a question that is most like those for a document's data asks for it. */
const META_FIT = 0.7;
/** Where the question does not say which document it means, the data of so many are shown. */
const MOST_DOCUMENTS = 3;

export function createAnswerer(needs: AnswererNeeds) {
  const { matcher, documents } = needs;

  /** What can be answered before any search: a clause by its number, the document's own data. */
  function findByName(text: string, ids: readonly string[]): Finding | undefined {
    const named = clauseByNumber(text, ids, matcher);
    if (named) return { ranked: [named], shown: 1 };
    return asksMeta(text) ? metaFinding(text, ids, matcher) : undefined;
  }

  /**
   * The clauses by fit, and with what needs they were searched. Where an enterprise that we know asks for itself, what
   * its profile rules out is passed over before the ranking. But no question goes unanswered for that: where only a
   * clause for others fits, it is found, and the answer says for whom it is.
   */
  async function scoreForAsker(text: string, ids: readonly string[], except: readonly KnownClause[]) {
    const question = withoutSetAside(text);
    const whole = { needs, scored: await scoreClauses(needs, question, ids) };
    if (except.length === 0) return whole;
    const names = except.map(({ document, clause }) => ({ documentId: document.id, clauseId: clause.id }));
    const fitting = { ...needs, except: names };
    const scored = await scoreClauses(fitting, question, ids);
    const asWell = (scored[0]?.score ?? 0) >= (whole.scored[0]?.score ?? 0) * AS_WELL;
    return asWell ? { needs: fitting, scored } : whole;
  }

  async function find(question: string, { now, profile }: Options): Promise<Finding> {
    const text = matcher.lexicon.normalise(question);
    const ids = answeringDocuments(text, documents, now);
    const found = findByName(text, ids);
    if (found) return found;
    const units = matcher.lexicon.departments(text);
    const duties = asksDuty(text) ? dutiesOf(units, ids, matcher) : [];
    if (duties.length > 0) return { ranked: duties, shown: duties.length };
    const others = [...forOthers(question, profile, ids, matcher).keys()];
    const { needs: asked, scored: all } = await scoreForAsker(text, ids, others);
    const meta =
      isLikeMeta(all[0]) && !namesMatter(text, matcher) ? metaFinding(text, ids, matcher) : undefined;
    if (meta) return meta;
    const scored = all.filter(({ known }) => isAnswering(known));
    const judged = await judge(text, scored, asked, ids);
    return asksDepartment(text) ? responsible(text, judged, scored, ids, matcher) : judged;
  }

  async function answer(question: string, options: Options): Promise<PolicyAnswer> {
    const { ranked, shown, gap, excerpt } = await find(question, options);
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
      notices: [
        ...warnings(question, options.profile, clauses, matcher),
        ...documents.filter((d) => about.has(d.id)).flatMap((d) => noticesFor(d, documents, options.now)),
      ],
      ...(gap ? { gap } : {}),
    };
    if (isGrounded(result, (id) => documents.find((d) => d.id === id))) return result;
    return { ...result, outcome: 'no-basis', clauses: [], related: [], departments: [] };
  }

  async function rank(question: string, options: Options): Promise<CitedClause[]> {
    return (await find(question, options)).ranked.map((known) => cite(known));
  }

  return { answer, rank };
}

/** Whether a question names a matter, so that its 什么时候 is not about the document. */
function namesMatter(text: string, matcher: Matcher): boolean {
  if (matcher.lexicon.concepts(text).length > 0 || matcher.uncoveredSubjects(text).length > 0) return true;
  return isOutside({ text, whole: true }, matcher);
}

/** Documents that stand, and those that the question names. */
export function answeringDocuments(text: string, documents: readonly PolicyDocument[], now: Date): string[] {
  return documents
    .filter((document) => answersToday(validityOf(document, documents, now)) || isNamed(text, document))
    .map((document) => document.id);
}

/** Whether the question names the document by its number, however bracketed, or by its title. */
function isNamed(text: string, { front }: PolicyDocument): boolean {
  const plain = (words: string) => normaliseText(words).replace(/[〔〕[\]()【】《》“”"\s]/g, '');
  return [front.文号, front.标题].some((name) => plain(text).includes(plain(name)));
}

function clauseByNumber(text: string, ids: readonly string[], matcher: Matcher): KnownClause | undefined {
  const written = namedClause(text);
  const number = written === undefined ? undefined : parseNumeral(written);
  if (number === undefined) return undefined;
  const found = ids.flatMap((id) => matcher.clauses.get(clauseKey(id, String(number))) ?? []);
  return found.length === 1 ? found[0] : undefined;
}

function isLikeMeta(top: Scored | undefined): boolean {
  return top?.known.clause.kind === 'meta' && top.score >= META_FIT;
}

/** The document's own data, with the stretch of it that speaks of what is asked. */
function metaFinding(text: string, ids: readonly string[], matcher: Matcher): Finding | undefined {
  const all = ids.flatMap((id) => matcher.clauses.get(clauseKey(id, 'meta')) ?? []);
  const likeness = new Map(all.map((known) => [known, namedBy(text, known.document)]));
  const ranked = all.sort((a, b) => (likeness.get(b) ?? 0) - (likeness.get(a) ?? 0));
  const known = ranked[0];
  if (!known) return undefined;
  const shown = ranked.filter((other) => likeness.get(other) === likeness.get(known)).length;
  const wanted = EXCERPTS.find(([asked]) => asked.test(text))?.[1];
  const excerpt = wanted && known.clause.excerpts.find((stretch) => wanted.test(stretch));
  return { ranked, shown: Math.min(shown, MOST_DOCUMENTS), ...(excerpt ? { excerpt } : {}) };
}

/** How well a question names a document: by number or title, or by words of its title. */
function namedBy(text: string, document: PolicyDocument): number {
  if (isNamed(text, document)) return Number.POSITIVE_INFINITY;
  const title = normaliseText(document.front.标题);
  return contentWords(text).filter((word) => title.includes(word)).length;
}

/** What is asked of the data, and the stretch that says it. */
const EXCERPTS: readonly (readonly [asked: RegExp, stretch: RegExp])[] = [
  [/会议|常务会|审议|通过/, /审议|通过/],
  [/落款|办公室|印发单位|盖/, /日$/],
];
