import type { Clause } from './understanding.clauses.ts';
import { cutClauses, readNumbered } from './understanding.cutting.ts';
import type { UnderstandingKnowledge } from './understanding.knowledge.ts';
import { readMessage, standsAlone } from './understanding.message.ts';
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
/** So likely a clause states another problem, it is one without any sign of standing alone. */
const STATED = 0.7;

/** A telephone number or an address in the web states no problem. */
const WORDS = /\p{Script=Han}/u;

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
  const words = single ? original : ownWords(clauses, original);
  return {
    category: chosen,
    confidence: Math.round(100 * (best.odds >= UNSEEN ? (odds.get(chosen) ?? 0) : 0)) / 100,
    ...(rival.odds >= WORTH_NAMING ? { second: rival.category } : {}),
    description: words.trim() || original.trim() || '(没有文字)',
  };
}

/** The words of some of the message's clauses, without what only joined them to the others. */
function ownWords(clauses: readonly WeighedClause[], original: string): string {
  const telling = clauses.filter(({ text }) => !EMPTY.test(text.trim()));
  return (telling.length > 0 ? telling : clauses)
    .map(({ start, end }) => original.slice(start, end).trim())
    .join(',')
    .replace(JOINING, '');
}

/** The enterprise is a field of its own, and 另外 by itself says nothing. */
const EMPTY = /^(?:[〓\s]+|另外|还有|此外|再有|其次|同时|并且|而且|以及)$/;
const JOINING =
  /^(?:另外|还有(?:就是|一个)?|此外|再就是|再有|其次|同时|并且|而且|以及|第?[一二三四五](?:是|来)|第[一二三四五])[,,、::\s]*(?=.)/;

function without(odds: Odds, category: string): Odds {
  return new Map([...odds].filter(([other]) => other !== category));
}

function groupByCategory(clauses: WeighedClause[], knowledge: UnderstandingKnowledge): Group[] {
  if (clauses.length < 2) return [{ clauses }];
  const message = readMessage(clauses, knowledge);
  const categories = [message.main];
  for (const [at, clause] of clauses.entries()) {
    if (categories.includes(clause.top.category) || !WORDS.test(clause.text)) continue;
    const stated = clause.top.odds * knowledge.matters.likelihood(message, at);
    if (standsAlone(clause, message) || stated >= STATED) categories.push(clause.top.category);
  }
  return categories.length === 1 ? [{ clauses }] : distribute(clauses, categories);
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
