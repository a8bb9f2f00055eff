import type { Clause } from './understanding.clauses.ts';
import { SOLID } from './understanding.cutting.ts';
import {
  likeliest,
  type Odds,
  type WeighedClause,
  type WeighingKnowledge,
  weighClauses,
} from './understanding.weighing.ts';

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

/** The clauses of a message, with what it is about as a whole. */
export interface Message {
  clauses: readonly WeighedClause[];
  whole: Odds;
  main: string;
  /** It says that it holds several matters. */
  several: boolean;
}

/** Weighs the clauses together. */
export function readMessage(clauses: readonly WeighedClause[], knowledge: WeighingKnowledge): Message {
  const whole = weighClauses(clauses, knowledge);
  return { clauses, whole, main: likeliest(whole).category, several: isList(clauses) };
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

/** Whether by its cues a clause about something else than the main matter is a problem of its own beside it. */
export function standsAlone(clause: WeighedClause, { clauses, whole, main, several }: Message): boolean {
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
