import { type Clause, totalScores } from './understanding.clauses.ts';
import type { UnderstandingCues } from './understanding.knowledge.ts';
import type { TopicModel } from './understanding.topics.ts';

/** What weighing a clause needs. */
export interface WeighingKnowledge extends UnderstandingCues {
  topics: TopicModel;
}

/** How likely each category is, 0 to 1, together 1. */
export type Odds = ReadonlyMap<string, number>;

/** A clause with what it is about, read by itself. */
export interface WeighedClause extends Clause {
  odds: Odds;
  top: Likeliest;
}

export interface Likeliest {
  category: string;
  /** 0 to 1. */
  odds: number;
}

/** What a point of cues counts beside the logarithm of a likelihood by wording, and up to how many points. */
const CUES_WEIGHT = 0.4;
const MOST_CUES = 10;
/** What the wording all but rules out, cues can still carry. */
const RULED_OUT = -6;
/** A message says what it is about in one clause: how much the clearest one counts beside the whole. */
const CLEAREST_SHARE = 0.3;

/** Weighs a clause by its cues and its wording. */
export function weighClause(clause: Clause, knowledge: WeighingKnowledge): WeighedClause {
  const odds = toOdds(clause.scores, logarithms(knowledge.topics.probabilities([clause.text])));
  return { ...clause, odds, top: likeliest(odds) };
}

/** Weighs clauses together: all that is not mere background. */
export function weighClauses(clauses: readonly WeighedClause[], knowledge: WeighingKnowledge): Odds {
  const spoken = clauses.filter(({ roles }) => !roles.has('background'));
  const texts = (spoken.length > 0 ? spoken : clauses).map(({ text }) => text);
  const whole = logarithms(knowledge.topics.probabilities(texts));
  const each = texts.map((text) => logarithms(knowledge.topics.probabilities([text])));
  const wording = new Map(
    [...whole].map(([category, logarithm]) => {
      const clearest = Math.max(...each.map((one) => one.get(category) ?? RULED_OUT));
      return [category, (1 - CLEAREST_SHARE) * logarithm + CLEAREST_SHARE * clearest];
    }),
  );
  return toOdds(totalScores(clauses), wording);
}

/** The likeliest category; `other` where none is. */
export function likeliest(odds: Odds): Likeliest {
  let best: Likeliest = { category: 'other', odds: 0 };
  for (const [category, value] of odds) if (value > best.odds) best = { category, odds: value };
  return best;
}

function logarithms(probabilities: ReadonlyMap<string, number>): Map<string, number> {
  return new Map([...probabilities].map(([category, p]) => [category, Math.max(RULED_OUT, Math.log(p))]));
}

function toOdds(cues: ReadonlyMap<string, number>, wording: ReadonlyMap<string, number>): Odds {
  const sums = [...wording].map(([category, logarithm]): [string, number] => [
    category,
    logarithm + CUES_WEIGHT * Math.min(MOST_CUES, cues.get(category) ?? 0),
  ]);
  const highest = Math.max(...sums.map(([, sum]) => sum));
  const total = sums.reduce((all, [, sum]) => all + Math.exp(sum - highest), 0);
  return new Map(sums.map(([category, sum]) => [category, Math.exp(sum - highest) / total]));
}
