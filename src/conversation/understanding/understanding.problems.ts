import type { Clause } from './understanding.clauses.ts';
import { cutClauses, readNumbered, SOLID } from './understanding.cutting.ts';
import type { UnderstandingKnowledge } from './understanding.knowledge.ts';
import { likeliest, type Odds, type WeighedClause, weighClauses } from './understanding.weighing.ts';

/** One problem of a report. */
export interface Problem {
  /** A category's code; `other` where nothing speaks for any. */
  category: string;
  /** 0 to 1: how clearly its category was seen. */
  confidence: number;
  /** The next best category, where it is not far behind. */
  second?: string;
  /** The sender's own words for it, never empty. */
  description: string;
}

export const MAX_PROBLEMS = 10;
/** A category less likely than this was not seen at all. */
const UNSEEN = 0.2;
/** The next best category is worth naming from here. */
const WORTH_NAMING = 0.08;
/** How likely a clause is about a second matter where it is joined as a further one, and where it only stands beside. */
const JOINED = 0.7;
const BESIDE = 0.95;
/** So likely a joined clause needs no cue, and one of several matters. */
const CLEAR = 0.85;
const CLEAR_OF_SEVERAL = 0.75;
/** A message whose clauses are in trouble over so many things is a list. */
const LIST = 3;
/** How likely the clause is about the main matter that a second one stands beside. */
const MAIN = 0.8;
/** What only stands beside must be felt in the whole message. */
const FELT = 0.003;

interface Group {
  clauses: WeighedClause[];
  /** Its category where that was settled before. */
  category?: string;
}

/**
 * Which problems a text holds. Numbered lists are taken at their word; else a clause is a second problem only
 * where it speaks of another category by itself, not as cause, consequence or background of the first.
 * @param original the text as written, of the same length as `folded`
 * @param clauses the clauses of `folded`
 */
export function findProblems(
  folded: string,
  original: string,
  clauses: Clause[],
  knowledge: UnderstandingKnowledge,
): Problem[] {
  const items = readNumbered(folded, knowledge);
  const groups: Group[] =
    items.length > 1
      ? items.map((item) => ({ clauses: item }))
      : groupByCategory(cutClauses(folded, clauses, knowledge), knowledge);
  const problems = groups
    .filter(({ clauses: own }) => own.length > 0)
    .slice(0, MAX_PROBLEMS)
    .map((group) => toProblem(group, original, groups.length === 1, knowledge));
  return problems.length > 0 ? problems : [unclear(original)];
}

function unclear(original: string): Problem {
  return { category: 'other', confidence: 0, description: original.trim() || '(没有文字)' };
}

function toProblem(
  { clauses, category }: Group,
  original: string,
  single: boolean,
  knowledge: UnderstandingKnowledge,
): Problem {
  const odds = weighClauses(clauses, knowledge);
  const best = likeliest(odds);
  const chosen = category ?? (best.odds >= UNSEEN ? best.category : 'other');
  const rival = likeliest(without(odds, chosen));
  const words = single
    ? original
    : clauses.map(({ start, end }) => original.slice(start, end).trim()).join(',');
  return {
    category: chosen,
    confidence: Math.round(100 * (best.odds >= UNSEEN ? (odds.get(chosen) ?? 0) : 0)) / 100,
    ...(rival.odds >= WORTH_NAMING ? { second: rival.category } : {}),
    description: words.trim() || original.trim() || '(没有文字)',
  };
}

function without(odds: Odds, category: string): Odds {
  return new Map([...odds].filter(([other]) => other !== category));
}

function groupByCategory(clauses: WeighedClause[], knowledge: UnderstandingKnowledge): Group[] {
  if (clauses.length < 2) return [{ clauses }];
  const whole = weighClauses(clauses, knowledge);
  const main = likeliest(whole).category;
  const message = { clauses, whole, main, several: isList(clauses) };
  const categories = [main];
  for (const clause of clauses) {
    if (!categories.includes(clause.top.category) && standsAlone(clause, message)) {
      categories.push(clause.top.category);
    }
  }
  return categories.length === 1 ? [{ clauses }] : distribute(clauses, categories);
}

interface Message {
  clauses: readonly WeighedClause[];
  whole: Odds;
  main: string;
  /** It says that it holds several matters. */
  several: boolean;
}

const joined = ({ roles, mark }: Clause) => roles.has('additive') || mark === '、' || mark === ';';
const speaks = ({ roles }: Clause) => roles.has('complaint') || roles.has('request');
const isMinor = ({ roles }: Clause) => roles.has('background') || roles.has('consequence');
const solid = ({ scores, top }: WeighedClause) => (scores.get(top.category) ?? 0) >= SOLID;

/** Whether the message says that it holds several matters, or plainly lists them. */
function isList(clauses: readonly WeighedClause[]): boolean {
  const matters = clauses.filter(
    (clause) => clause.top.odds >= CLEAR_OF_SEVERAL && speaks(clause) && !isMinor(clause),
  );
  const distinct = new Set(matters.map(({ top }) => top.category));
  return distinct.size >= LIST || clauses.some(({ roles }) => roles.has('several'));
}

/** Whether a clause about something else than the main matter is a problem of its own beside it. */
function standsAlone(clause: WeighedClause, { clauses, whole, main, several }: Message): boolean {
  const { top } = clause;
  if (isMinor(clause) || top.odds < JOINED) return false;
  const mains = clauses.filter(
    (other) => other.top.category === main && other.top.odds >= MAIN && !other.roles.has('background'),
  );
  if (mains.length === 0) return false;
  const after = mains.some(({ start }) => start > clause.start);
  if (several || joined(clause) || mains.some((one) => one.start > clause.start && joined(one))) {
    const clear = top.odds >= (several ? CLEAR_OF_SEVERAL : CLEAR);
    return clear || (clause.scores.get(top.category) ?? 0) >= SOLID - 1;
  }
  const enclosed = after && mains.some(({ start }) => start < clause.start);
  if (enclosed || top.odds < BESIDE || (whole.get(top.category) ?? 0) < FELT) return false;
  const plain = mains.filter((one) => !one.roles.has('consequence'));
  return solid(clause) && plain.some(solid) && speaks(clause) && plain.some(speaks);
}

/** Every clause goes to the problem that it speaks of, else to the one before it. */
function distribute(clauses: WeighedClause[], categories: string[]): Group[] {
  const groups = new Map<string, Group>();
  let waiting: WeighedClause[] = [];
  let current: Group | undefined;
  for (const clause of clauses) {
    const { category } = clause.top;
    if (categories.includes(category)) {
      current = groups.get(category) ?? { clauses: [], category };
      groups.set(category, current);
      current.clauses.push(...waiting, clause);
      waiting = [];
    } else if (current) current.clauses.push(clause);
    else waiting.push(clause);
  }
  return [...groups.values()];
}
