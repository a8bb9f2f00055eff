import type { Clause } from './understanding.clauses.ts';
import { topCategory, totalScores } from './understanding.clauses.ts';
import {
  FOLLOW_UPS,
  type FollowUp,
  INTENTS,
  type Intent,
  type UnderstandingKnowledge,
} from './understanding.knowledge.ts';

export interface IntentReading {
  intent: Intent;
  /** 0 to 1. */
  confidence: number;
  followUp?: FollowUp;
}

export interface IntentFacts {
  clauses: readonly Clause[];
  hasTicketNumber: boolean;
  namesEnterprise: boolean;
  urgent: boolean;
}

/** What the sender wants: the cues' votes, and what the message's shape adds to them. */
export function readIntent(
  folded: string,
  facts: IntentFacts,
  knowledge: UnderstandingKnowledge,
): IntentReading {
  const words = folded.slice(0, 600);
  if (!/[\p{L}\p{N}]/u.test(words)) return { intent: 'chitchat', confidence: 1 };
  const { votes, groups } = countVotes(words, knowledge);
  addShape(votes, groups, words, facts);
  const ranked = INTENTS.map((intent) => ({ intent, score: votes.get(intent) ?? 0 })).sort(
    (a, b) => b.score - a.score,
  );
  const [best, second] = ranked;
  const followUp = FOLLOW_UPS.find((kind) => groups.has(kind));
  const found = followUp && words.length <= 20 ? { followUp } : {};
  if (!best || best.score < 1) return { intent: fallback(words, facts), confidence: 0.2, ...found };
  const margin = (best.score - Math.max(0, second?.score ?? 0)) / best.score;
  const confidence = Math.round(50 * (Math.min(1, best.score / 5) + margin)) / 100;
  return { intent: best.intent, confidence, ...found };
}

function fallback(words: string, { clauses }: IntentFacts): Intent {
  if ((topCategory(totalScores(clauses))?.score ?? 0) >= 2) return 'report_issue';
  return words.length <= 4 ? 'chitchat' : 'ask_policy';
}

function countVotes(words: string, knowledge: UnderstandingKnowledge) {
  const seen = new Set<number>();
  const groups = new Set<string>();
  const cues = new Map<string, number[]>();
  const lines = words.split(/[,;。!\n ]+/).filter((line) => line !== '');
  for (const line of lines.map((one) => one.replace(/[?!~…]+$/, ''))) {
    for (const { group, cue, weight } of knowledge.intentCues.match(line)) {
      groups.add(group);
      if (seen.has(cue)) continue;
      seen.add(cue);
      cues.set(group, [...(cues.get(group) ?? []), weight]);
    }
  }
  const votes = new Map<string, number>();
  for (const intent of INTENTS) {
    const weights = cues.get(intent) ?? [];
    const strongest = Math.max(0, ...weights);
    const rest = weights.filter((w) => w > 0).reduce((sum, w) => sum + w, 0) - strongest;
    const against = weights.filter((w) => w < 0).reduce((sum, w) => sum + w, 0);
    votes.set(intent, strongest + Math.min(4, 0.4 * rest) + against);
  }
  return { votes, groups };
}

function addShape(
  votes: Map<string, number>,
  groups: ReadonlySet<string>,
  words: string,
  facts: IntentFacts,
): void {
  const add = (intent: Intent, by: number) => votes.set(intent, (votes.get(intent) ?? 0) + by);
  const top = topCategory(totalScores(facts.clauses))?.score ?? 0;
  const complains = facts.clauses.some(
    ({ roles, scores }) => roles.has('complaint') && (topCategory(scores)?.score ?? 0) >= 2,
  );
  const fresh = groups.has('fresh');
  if (facts.hasTicketNumber) {
    add('ticket_status', 3);
    add('urge', 2);
  }
  if (groups.has('reference') && !fresh) {
    add('ticket_status', 2);
    add('urge', 2);
    add('report_issue', -1.5);
  } else {
    add('ticket_status', -2);
    add('urge', -1.5);
  }
  if (fresh) add('report_issue', 4);
  if (top >= 3) add('report_issue', 1);
  if (complains) add('report_issue', 1.5);
  if (facts.namesEnterprise) add('report_issue', 2);
  if (facts.urgent) add('report_issue', 2);
  if (words.length > 40) add('report_issue', 1);
  if (words.length > 12) add('chitchat', -1.5);
  if (/[?吗么呢]\s*$/.test(words)) add('ask_policy', 0.5);
}
