import type { Role, UnderstandingCues } from './understanding.knowledge.ts';
import { withoutContained } from './understanding.matcher.ts';

/** A stretch between two marks, with what it speaks of and the part it plays in the message. */
export interface Clause {
  start: number;
  end: number;
  text: string;
  /** The mark before it, or an empty string at the start. */
  mark: string;
  roles: ReadonlySet<Role>;
  /** How strongly it speaks of each category, weighed by its role. */
  scores: ReadonlyMap<string, number>;
}

/** What fits a named category is not `other`; money promised is asked for in the words of what it was promised for. */
const LEAN: Record<string, number> = { other: 0.9, subsidy: 1.2 };
/** A clause without marks is cut here, so that no input makes one long. */
const MAX_CLAUSE = 160;
const MARK = /[,;。!?:\n~…]|—+| +/g;
/** What stands beside a landmark is a place, not a topic: `学校旁边`. */
const BESIDE = /^.?(?:旁边|对面|隔壁|附近|后面|背后|边上|那头|那边的)/;

/** Cuts a folded text at its marks and reads each clause, alone and then beside the others. */
export function readClauses(
  text: string,
  knowledge: UnderstandingCues,
  from = 0,
  to = text.length,
): Clause[] {
  const stretches: Stretch[] = [];
  let start = from;
  let mark = '';
  const push = (end: number, next: string) => {
    for (let at = start; at < end; at += MAX_CLAUSE) {
      stretches.push({ start: at, end: Math.min(end, at + MAX_CLAUSE), mark });
    }
    mark = next;
  };
  MARK.lastIndex = from;
  for (let found = MARK.exec(text); found && found.index < to; found = MARK.exec(text)) {
    push(found.index, found[0].charAt(0));
    start = found.index + found[0].length;
  }
  push(to, '');
  return readStretches(text, stretches, knowledge);
}

/** Where a clause lies, and the mark before it. */
export interface Stretch {
  start: number;
  end: number;
  mark: string;
}

/** Reads stretches that were cut already. */
export function readStretches(
  text: string,
  stretches: readonly Stretch[],
  knowledge: UnderstandingCues,
): Clause[] {
  const clauses = stretches
    .map((stretch) => collect(text, stretch, knowledge))
    .filter((clause) => clause !== undefined);
  addPairs(clauses, knowledge);
  return clauses.map(({ cues, ...clause }) => ({ ...clause, scores: scoreClause(cues, clause.roles) }));
}

interface Collected extends Omit<Clause, 'scores'> {
  /** The weights of the cues found, by category. */
  cues: Map<string, Map<number, number>>;
}

function collect(
  text: string,
  { start, end, mark }: Stretch,
  knowledge: UnderstandingCues,
): Collected | undefined {
  const words = text.slice(start, end);
  if (words.trim() === '') return undefined;
  const roles = new Set(knowledge.roleCues.match(words).map(({ group }) => group as Role));
  const cues: Collected['cues'] = new Map();
  for (const { group, cue, weight, end: after } of withoutContained(
    knowledge.categoryCues.match(words),
    words.length,
  )) {
    if (BESIDE.test(words.slice(after, after + 4))) continue;
    const found = cues.get(group) ?? new Map<number, number>();
    found.set(cue, weight);
    cues.set(group, found);
  }
  return { start, end, text: words, mark, roles, cues };
}

/** A pair counts where each side stands in some clause that is not background; for the first side's clause. */
function addPairs(clauses: readonly Collected[], knowledge: UnderstandingCues): void {
  const places = new Map<string, Collected>();
  for (const clause of clauses) {
    if (clause.roles.has('background')) continue;
    for (const group of clause.cues.keys()) {
      if (group.startsWith('pair:') && !places.has(group)) places.set(group, clause);
    }
  }
  for (const [i, { category, weight, sides }] of knowledge.pairs.entries()) {
    if (!sides.every((side) => places.has(side))) continue;
    const cues = places.get(sides[0] ?? '')?.cues;
    const found = cues?.get(category) ?? new Map<number, number>();
    cues?.set(category, found.set(-1 - i, weight));
  }
}

function scoreClause(cues: Collected['cues'], roles: ReadonlySet<Role>): Map<string, number> {
  const factor = weightOfRoles(roles);
  const scores = new Map<string, number>();
  for (const [group, found] of cues) {
    const score = group.startsWith('pair:') ? 0 : combine([...found.values()]) * factor * (LEAN[group] ?? 1);
    if (score > 0) scores.set(group, score);
  }
  return scores;
}

/** The strongest cue counts whole, further ones less, so that many words for one thing do not outweigh all else. */
function combine(weights: number[]): number {
  const positive = weights.filter((weight) => weight > 0);
  if (positive.length === 0) return 0;
  const strongest = Math.max(...positive);
  const rest = positive.reduce((sum, weight) => sum + weight, 0) - strongest;
  const against = weights.reduce((sum, weight) => (weight < 0 ? sum + weight : sum), 0);
  return Math.min(strongest + 0.4 * rest, 8) + against;
}

function weightOfRoles(roles: ReadonlySet<Role>): number {
  const turn = roles.has('turn') ? 1.5 : 1;
  if (roles.has('background')) return roles.has('turn') ? 1 : 0.1;
  if (roles.has('consequence')) return 0.5 * turn;
  if (roles.has('request')) return 1.2 * turn;
  return (roles.has('complaint') ? 1.1 : 0.9) * turn;
}

/** The category that a clause speaks of most, with its score. */
export function topCategory(
  scores: ReadonlyMap<string, number>,
): { category: string; score: number } | undefined {
  let best: { category: string; score: number } | undefined;
  for (const [category, score] of scores) if (!best || score > best.score) best = { category, score };
  return best;
}

/**
 * The scores of several clauses together. A category's best clause counts whole and its others half; in a clause
 * that speaks more of something else, a category is only mentioned.
 */
export function totalScores(clauses: readonly Clause[]): Map<string, number> {
  const found = new Map<string, number[]>();
  for (const { scores } of clauses) {
    const top = topCategory(scores)?.category;
    for (const [category, score] of scores) {
      const counted = category === top ? score : 0.6 * score;
      found.set(category, [...(found.get(category) ?? []), counted]);
    }
  }
  const totals = new Map<string, number>();
  for (const [category, scores] of found) {
    const best = Math.max(...scores);
    totals.set(category, best + 0.5 * (scores.reduce((sum, score) => sum + score, 0) - best));
  }
  return totals;
}
