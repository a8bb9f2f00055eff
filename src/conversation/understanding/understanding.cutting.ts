import { type Clause, readClauses, readStretches, topCategory } from './understanding.clauses.ts';
import { type WeighedClause, type WeighingKnowledge, weighClause } from './understanding.weighing.ts';

/** A clause that can stand as a problem of its own scores at least this by its cues. */
export const SOLID = 3;
/** An item of a list in one clause is about something if it is so likely. */
const CLEAR_ITEM = 0.6;

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

/** The clauses of each item of a numbered list, where there are at least two of one kind of number. */
export function readNumbered(text: string, knowledge: WeighingKnowledge): WeighedClause[][] {
  return numberedItems(text).map(({ start, end }) =>
    readClauses(text, knowledge, start, end).map((clause) => weighClause(clause, knowledge)),
  );
}

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

/** Cuts clauses that hold several matters, and weighs each. */
export function cutClauses(
  text: string,
  clauses: readonly Clause[],
  knowledge: WeighingKnowledge,
): WeighedClause[] {
  return splitJoined(text, splitLists(text, clauses, knowledge), knowledge).map((clause) =>
    weighClause(clause, knowledge),
  );
}

/** `缺电工、缺宿舍、缺贷款` is three clauses, `环评和产证都没下来` two; `道路、路灯坏了` stays one. */
function splitLists(text: string, clauses: readonly Clause[], knowledge: WeighingKnowledge): Clause[] {
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
    const clear = parts
      .map((part) => weighClause(part, knowledge))
      .filter(({ top, scores }) => top.odds >= CLEAR_ITEM && (scores.get(top.category) ?? 0) >= SOLID - 1);
    const distinct = new Set(clear.map(({ top }) => top.category));
    return distinct.size > 1 && clear.length >= parts.length - 1 ? parts : [clause];
  });
}

/** A clause shorter than this holds one matter. */
const SHORTEST_HALF = 4;
/** What a clause that goes on to another matter says before that matter's predicate: `…宿舍也没床位`. */
const GOES_ON = /[也又还另且都]/;

/** `招不到人宿舍也没床位` is two clauses without a mark between: each half speaks of something else, and of trouble. */
function splitJoined(text: string, clauses: Clause[], knowledge: WeighingKnowledge): Clause[] {
  return clauses.flatMap((clause) => {
    const spoken = [...clause.scores.values()].filter((score) => score >= SOLID - 1);
    const long = clause.text.length >= 2 * SHORTEST_HALF && GOES_ON.test(clause.text.slice(SHORTEST_HALF));
    if (!long || spoken.length < 2 || clause.roles.has('background')) return [clause];
    return bestHalves(text, clause, knowledge) ?? [clause];
  });
}

/** The cut at which both halves are surest of what they speak of; undefined where no cut makes two matters. */
function bestHalves(text: string, clause: Clause, knowledge: WeighingKnowledge): Clause[] | undefined {
  const starts = new Set(
    knowledge.categoryCues.match(clause.text).flatMap(({ weight, start }) => (weight >= 2 ? [start] : [])),
  );
  let best: { halves: Clause[]; worth: number } | undefined;
  for (const at of starts) {
    if (at < SHORTEST_HALF || clause.text.length - at < SHORTEST_HALF) continue;
    if (clause.text.charAt(at - 1) === '的') continue;
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
