import type { Role, UnderstandingKnowledge } from './understanding.knowledge.ts';
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

/** A clause without marks is cut here, so that no input makes one long. */
const MAX_CLAUSE = 160;
const MARK = /[,;。!?:\n~…]|—+| +/g;
/** What stands beside a landmark is a place, not a topic: `学校旁边`. */
const BESIDE = /^.?(?:旁边|对面|隔壁|附近|后面|背后|边上|那头|那边的)/;

/** Cuts a folded text at its marks and reads each clause. */
export function readClauses(
  text: string,
  knowledge: UnderstandingKnowledge,
  from = 0,
  to = text.length,
): Clause[] {
  const clauses: Clause[] = [];
  let start = from;
  let mark = '';
  const push = (end: number, next: string) => {
    for (let at = start; at < end; at += MAX_CLAUSE) {
      const clause = readClause(text, at, Math.min(end, at + MAX_CLAUSE), mark, knowledge);
      if (clause) clauses.push(clause);
    }
    mark = next;
  };
  MARK.lastIndex = from;
  for (let found = MARK.exec(text); found && found.index < to; found = MARK.exec(text)) {
    push(found.index, found[0].charAt(0));
    start = found.index + found[0].length;
  }
  push(to, '');
  return clauses;
}

/** Reads one clause; undefined where nothing is in it. */
export function readClause(
  text: string,
  start: number,
  end: number,
  mark: string,
  knowledge: UnderstandingKnowledge,
): Clause | undefined {
  const words = text.slice(start, end);
  if (words.trim() === '') return undefined;
  const roles = new Set(knowledge.roleCues.match(words).map(({ group }) => group as Role));
  return { start, end, text: words, mark, roles, scores: scoreClause(words, roles, knowledge) };
}

function scoreClause(
  words: string,
  roles: ReadonlySet<Role>,
  knowledge: UnderstandingKnowledge,
): Map<string, number> {
  const hits = withoutContained(knowledge.categoryCues.match(words), words.length);
  const cues = new Map<string, Map<number, number>>();
  for (const { group, cue, weight, end } of hits) {
    if (BESIDE.test(words.slice(end, end + 4))) continue;
    const found = cues.get(group) ?? new Map<number, number>();
    found.set(cue, weight);
    cues.set(group, found);
  }
  const factor = weightOfRoles(roles);
  const scores = new Map<string, number>();
  for (const [group, found] of cues) {
    const score = combine([...found.values()]) * factor;
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
  if (roles.has('request')) return 1.25 * turn;
  return (roles.has('complaint') ? 1.2 : 0.7) * turn;
}

/** The category that a clause speaks of most, with its score. */
export function topCategory(
  scores: ReadonlyMap<string, number>,
): { category: string; score: number } | undefined {
  let best: { category: string; score: number } | undefined;
  for (const [category, score] of scores) if (!best || score > best.score) best = { category, score };
  return best;
}

/** The scores of several clauses together. */
export function totalScores(clauses: readonly Clause[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { scores } of clauses) {
    for (const [category, score] of scores) totals.set(category, (totals.get(category) ?? 0) + score);
  }
  return totals;
}
