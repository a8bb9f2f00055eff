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
  /** Urgent by what it names, a stop or a danger: 起火了. */
  alarm: boolean;
}

/** What the votes of cues count beside the wording, and within which bounds. */
const CUES_WEIGHT = 0.3;
const MOST_VOTES = 8;
const LEAST_VOTE = -4;
/** The wording speaks with the logarithm of its likelihood; what it all but rules out, cues can still carry. */
const RULED_OUT = -6;
/** An intent is in the first words of a message. */
const MAX_READ = 600;

/** What the sender wants: how it is worded, the votes of cues, and what the message's shape adds to them. */
export function readIntent(
  folded: string,
  facts: IntentFacts,
  knowledge: UnderstandingKnowledge,
): IntentReading {
  const words = folded.slice(0, MAX_READ);
  if (!/[\p{L}\p{N}]/u.test(words)) return { intent: 'chitchat', confidence: 1 };
  const { votes, groups } = countVotes(words, knowledge);
  const asks = (votes.get('ask_policy') ?? 0) > 0;
  addShape(votes, groups, words, facts);
  for (const [intent, probability] of knowledge.wishes.probabilities(words)) {
    const vote = Math.max(LEAST_VOTE, Math.min(MOST_VOTES, votes.get(intent) ?? 0));
    votes.set(intent, CUES_WEIGHT * vote + Math.max(RULED_OUT, Math.log(probability)) - RULED_OUT);
  }
  const ranked = INTENTS.map((intent) => ({ intent, score: votes.get(intent) ?? 0 })).sort(
    (a, b) => b.score - a.score,
  );
  const [best] = ranked;
  const followUp = FOLLOW_UPS.find((kind) => groups.has(kind));
  const found = followUp && words.length <= 20 ? { followUp } : {};
  if (!best) return { intent: 'chitchat', confidence: 0, ...found };
  const total = ranked.reduce((sum, { score }) => sum + Math.exp(score - best.score), 0);
  const confidence = Math.round(100 / total) / 100;
  const sure = confidence >= SURE;
  return { intent: settled({ intent: best.intent, sure, asks }, words, groups, facts), confidence, ...found };
}

/** What a few words decide by what they hold, and not by what they resemble. */
function settled(
  { intent, sure, asks }: { intent: Intent; sure: boolean; asks: boolean },
  words: string,
  groups: ReadonlySet<string>,
  facts: IntentFacts,
): Intent {
  if (facts.alarm) {
    const idle = intent === 'chitchat' || intent === 'help' || (intent === 'out_of_scope' && !sure);
    const statement = intent === 'ask_policy' && !asks && !groups.has('question') && !words.includes('?');
    return idle || statement ? 'report_issue' : intent;
  }
  if (intent === 'report_issue') return isBareTopic(words, groups, facts) ? 'ask_policy' : intent;
  // 早上好!屋顶漏雨: a greeting before a difficulty is not all that is said.
  const complains = groups.has('event') || facts.clauses.some(({ roles }) => roles.has('complaint'));
  const difficulty = complains && aboutOf(facts) >= PLAINLY_ABOUT;
  return intent === 'chitchat' && difficulty ? 'report_issue' : intent;
}

/** How many points of cues speak for what the message is about. */
const aboutOf = ({ clauses }: IntentFacts) => topCategory(totalScores(clauses))?.score ?? 0;
const PLAINLY_ABOUT = 2;

/** From this confidence on, what an intent resembles is taken for it. */
const SURE = 0.6;

/** A topic has at most so many characters. */
const LONGEST_TOPIC = 8;

/** 首台套 and 担保费 name a topic: no difficulty, no wish, no enterprise. What is wrong with it would have been said. */
function isBareTopic(words: string, groups: ReadonlySet<string>, facts: IntentFacts): boolean {
  if (words.trim().length > LONGEST_TOPIC || facts.namesEnterprise || groups.has('event')) return false;
  return facts.clauses.every(({ roles }) => !roles.has('complaint') && !roles.has('request'));
}

function countVotes(words: string, knowledge: UnderstandingKnowledge) {
  const groups = new Set<string>();
  const cues = new Map<string, Map<number, number>>();
  const lines = words.split(/[,;。!?\n ]+/).filter((line) => line !== '');
  for (const line of lines.map((one) => one.replace(/[~…]+$/, ''))) {
    for (const { group, cue, weight } of knowledge.intentCues.match(line)) {
      groups.add(group);
      const found = cues.get(group) ?? new Map<number, number>();
      cues.set(group, found.set(cue, weight));
    }
  }
  const votes = new Map<string, number>();
  for (const intent of INTENTS) votes.set(intent, combine([...(cues.get(intent)?.values() ?? [])]));
  const events = cues.get('event')?.size ?? 0;
  return { votes, groups, events };
}

function combine(weights: readonly number[]): number {
  const strongest = Math.max(0, ...weights);
  const rest = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0) - strongest;
  const against = weights.reduce((sum, weight) => sum + Math.min(0, weight), 0);
  return strongest + Math.min(4, 0.4 * rest) + against;
}

type Add = (intent: Intent, by: number) => void;

/** What an old matter, a question, a difficulty or a name make likelier. */
function addShape(
  votes: Map<string, number>,
  groups: ReadonlySet<string>,
  words: string,
  facts: IntentFacts,
): void {
  const add: Add = (intent, by) => votes.set(intent, (votes.get(intent) ?? 0) + by);
  const about = aboutOf(facts);
  const old = facts.hasTicketNumber || (groups.has('reference') && !groups.has('fresh'));
  addAge(add, old, facts.hasTicketNumber);
  addForm(add, groups, words, about, old);
  if (groups.has('fresh')) add('report_issue', 4);
  if (facts.namesEnterprise) add('report_issue', 3);
  if (facts.urgent) add('report_issue', 1.5);
  if (words.length > 14) add('chitchat', -2);
}

/** A matter that was logged before is asked after or pressed for, not reported. */
function addAge(add: Add, old: boolean, numbered: boolean): void {
  add('ticket_status', old ? 2 : -2);
  add('urge', old ? 2 : -1.5);
  if (old) add('report_issue', -2.5);
  if (numbered) add('ticket_status', 1.5);
}

/** A difficulty is reported; a question without one is about policy. */
function addForm(add: Add, groups: ReadonlySet<string>, words: string, about: number, old: boolean): void {
  if (groups.has('event')) {
    add('report_issue', about >= 2 ? 3.5 : 2);
    add('ask_policy', -1.5);
    if (!old && about >= 2.5) {
      add('ticket_status', -2);
      add('urge', -2);
    }
  } else if (groups.has('question') || words.includes('?')) {
    add('ask_policy', about >= 2 ? 2.5 : 1);
    add('report_issue', -1);
  } else if (about >= 3) add('report_issue', 1.5);
}
