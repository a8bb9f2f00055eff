import {
  type Clause,
  readClauses,
  readStretches,
  topCategory,
  totalScores,
} from './understanding.clauses.ts';
import type { UnderstandingKnowledge } from './understanding.knowledge.ts';

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

/** A clause that can stand as a problem of its own scores at least this. */
const SOLID = 3;
export const MAX_PROBLEMS = 10;
/** What likeness to examples counts beside cues, whose strong ones count 4, and at most. */
const EXAMPLE_WEIGHT = 0.12;
const EXAMPLE_LIMIT = 5;

interface Group {
  clauses: Clause[];
  /** Its category where that was settled before. */
  category?: string;
}

/**
 * Which problems a text holds. Numbered lists are taken at their word; else a clause is a second problem only
 * where it speaks of another category by itself and is joined as a further matter, not as cause or consequence.
 * @param original the text as written, of the same length as `folded`
 * @param clauses the clauses of `folded`
 */
export function findProblems(
  folded: string,
  original: string,
  clauses: Clause[],
  knowledge: UnderstandingKnowledge,
): Problem[] {
  const items = numberedItems(folded);
  const groups =
    items.length > 1
      ? items.map(({ start, end }) => ({ clauses: readClauses(folded, knowledge, start, end) }))
      : groupByCategory(splitJoined(folded, splitLists(folded, clauses, knowledge), knowledge), knowledge);
  const problems = groups
    .filter(({ clauses }) => clauses.length > 0)
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
  const ranked = [...weighAll(clauses, knowledge)].sort((a, b) => b[1] - a[1]);
  const chosen = category ?? ranked[0]?.[0] ?? 'other';
  const score = ranked.find(([code]) => code === chosen)?.[1] ?? 0;
  const rival = ranked.find(([code]) => code !== chosen);
  const margin = score > 0 ? Math.max(0, score - (rival?.[1] ?? 0)) / score : 0;
  const confidence = Math.round(50 * (Math.min(1, score / 4) + margin)) / 100;
  const words = single
    ? original
    : clauses.map(({ start, end }) => original.slice(start, end).trim()).join(',');
  return {
    category: chosen,
    confidence,
    ...(rival && rival[1] >= 0.4 * score ? { second: rival[0] } : {}),
    description: words.trim() || original.trim() || '(没有文字)',
  };
}

const NUMBERED = [
  /(?:第)?[一二三四五六七八九十](?:是|来是)/g,
  /其[一二三四五六七八九十][,、:]?/g,
  /第[一二三四五六七八九十](?:个|件)?(?:是|[,、:])/g,
  /(?<![\d.])\d{1,2}[、.)](?![\d])/g,
  /\((?:\d{1,2}|[一二三四五六七八九十])\)/g,
  /[①②③④⑤⑥⑦⑧⑨⑩]/g,
  /(?<![一二三四五六七八九十])[一二三四五六七八九十]、/g,
  /(?:还有|另)?一(?:个|件|方面)是/g,
];

/** The items of a numbered list, where there are at least two of one kind of number. */
function numberedItems(text: string): { start: number; end: number }[] {
  for (const pattern of NUMBERED) {
    const marks = [...text.matchAll(pattern)];
    if (marks.length < 2 || marks.length > 30) continue;
    return marks.map((mark, i) => ({
      start: mark.index + mark[0].length,
      end: marks[i + 1]?.index ?? text.length,
    }));
  }
  return [];
}

/** `缺电工、缺宿舍、缺贷款` is three clauses, `环评和产证都没下来` two; `道路、路灯坏了` stays one. */
function splitLists(text: string, clauses: Clause[], knowledge: UnderstandingKnowledge): Clause[] {
  return clauses.flatMap((clause) => {
    const between = listMark(clause.text);
    if (!between || clause.roles.has('background')) return [clause];
    let start = clause.start;
    const stretches = clause.text.split(between).map((piece, i) => {
      const stretch = { start, end: start + piece.length, mark: i > 0 ? '、' : clause.mark };
      start += piece.length + 1;
      return stretch;
    });
    const parts = readStretches(text, stretches, knowledge);
    const solid = parts
      .map(({ scores }) => topCategory(scores))
      .filter((top) => (top?.score ?? 0) >= SOLID - 0.5);
    const distinct = new Set(solid.map((top) => top?.category));
    return distinct.size > 1 && solid.length >= parts.length - 1 ? parts : [clause];
  });
}

/** A clause shorter than this holds one matter. */
const SHORTEST_HALF = 4;
/** What a clause that goes on to another matter says before that matter's predicate: `…宿舍也没床位`. */
const GOES_ON = /[也又还另且都]/;

/** `招不到人宿舍也没床位` is two clauses without a mark between: each half speaks of something else, and of trouble. */
function splitJoined(text: string, clauses: Clause[], knowledge: UnderstandingKnowledge): Clause[] {
  return clauses.flatMap((clause) => {
    const spoken = [...clause.scores.values()].filter((score) => score >= SOLID - 1);
    const long = clause.text.length >= 2 * SHORTEST_HALF && GOES_ON.test(clause.text.slice(SHORTEST_HALF));
    if (!long || spoken.length < 2 || clause.roles.has('background')) return [clause];
    return bestHalves(text, clause, knowledge) ?? [clause];
  });
}

/** The cut at which both halves are surest of what they speak of; undefined where no cut makes two matters. */
function bestHalves(text: string, clause: Clause, knowledge: UnderstandingKnowledge): Clause[] | undefined {
  const starts = new Set(
    knowledge.categoryCues.match(clause.text).flatMap(({ weight, start }) => (weight >= 2 ? [start] : [])),
  );
  let best: { halves: Clause[]; worth: number } | undefined;
  for (const at of starts) {
    if (at < SHORTEST_HALF || clause.text.length - at < SHORTEST_HALF) continue;
    const cut = clause.start + at;
    const halves = readStretches(
      text,
      [
        { start: clause.start, end: cut, mark: clause.mark },
        { start: cut, end: clause.end, mark: '、' },
      ],
      knowledge,
    );
    const worth = worthOfHalves(halves);
    if (worth > (best?.worth ?? 0)) best = { halves, worth };
  }
  return best?.halves;
}

function worthOfHalves([first, second]: Clause[]): number {
  const one = first && topCategory(first.scores);
  const other = second && topCategory(second.scores);
  if (!one || !other || one.category === other.category) return 0;
  if (Math.min(one.score, other.score) < SOLID || !GOES_ON.test(second.text)) return 0;
  const clear =
    one.score > (first.scores.get(other.category) ?? 0) + 1 &&
    other.score > (second.scores.get(one.category) ?? 0) + 1;
  const troubled = first.roles.has('complaint') || first.roles.has('request');
  return clear && troubled ? one.score + other.score : 0;
}

/** What separates a list's items in a clause; a word for `and` only where the clause says that it means both. */
function listMark(words: string): RegExp | undefined {
  if (words.includes('、')) return /、/;
  return /[和跟与及].*(?:都|均|也|两|一起|各)/.test(words) ? /[和跟与及]/ : undefined;
}

/** What cues and examples say of clauses together. */
function weighAll(clauses: readonly Clause[], knowledge: UnderstandingKnowledge): Map<string, number> {
  const totals = totalScores(clauses);
  const spoken = clauses.filter(({ roles }) => !roles.has('background')).map(({ text }) => text);
  for (const [category, score] of knowledge.examples.score(spoken)) {
    totals.set(category, (totals.get(category) ?? 0) + Math.min(EXAMPLE_LIMIT, EXAMPLE_WEIGHT * score));
  }
  return totals;
}

function groupByCategory(clauses: Clause[], knowledge: UnderstandingKnowledge): Group[] {
  const totals = weighAll(clauses, knowledge);
  const main = topCategory(totals)?.category;
  if (main === undefined) return [{ clauses }];
  const several = clauses.some(({ roles }) => roles.has('several'));
  const categories = [main];
  for (const clause of clauses) {
    const top = standsAlone(clause, main, several, clauses);
    if (top && !categories.includes(top)) categories.push(top);
  }
  const [only] = categories;
  if (categories.length === 1 && only !== undefined) return [{ clauses, category: only }];
  return distribute(clauses, categories);
}

/** The category of a clause that is a problem of its own beside the main one. */
function standsAlone(clause: Clause, main: string, several: boolean, all: Clause[]): string | undefined {
  const { roles, scores } = clause;
  if (roles.has('background') || roles.has('consequence')) return undefined;
  const top = topCategory(scores);
  if (!top || top.category === main || top.score < SOLID) return undefined;
  if (top.score < (scores.get(main) ?? 0) + 1) return undefined;
  const mainClauses = all.filter((other) => other !== clause && topCategory(other.scores)?.category === main);
  const joined = (one: Clause) => one.roles.has('additive') || one.mark === '、' || one.mark === ';';
  if (mainClauses.some((other) => other.start > clause.start && joined(other))) return top.category;
  const speaks = roles.has('complaint') || roles.has('request') || joined(clause);
  return mainClauses.length > 0 && speaks && (several || joined(clause)) ? top.category : undefined;
}

/** Every clause goes to the problem that it speaks of, else to the one before it. */
function distribute(clauses: Clause[], categories: string[]): Group[] {
  const groups = new Map<string, Group>();
  let waiting: Clause[] = [];
  let current: Group | undefined;
  for (const clause of clauses) {
    const category = topCategory(clause.scores)?.category;
    if (category !== undefined && categories.includes(category)) {
      current = groups.get(category) ?? { clauses: [], category };
      groups.set(category, current);
      current.clauses.push(...waiting, clause);
      waiting = [];
    } else if (current) current.clauses.push(clause);
    else waiting.push(clause);
  }
  return [...groups.values()];
}
