import { z } from 'zod';
import { parseCheckedYaml } from '#shared/checked-yaml.ts';
import {
  type Category,
  cueSchema,
  type WeightedCues,
  weightedCuesSchema,
} from '#tickets/tickets.categories.ts';
import { type Cue, createMatcher, type Matcher } from './understanding.matcher.ts';
import type { MatterModel } from './understanding.matters.ts';
import type { TopicModel } from './understanding.topics.ts';
import type { UrgencyModel } from './understanding.urgency.ts';
import type { WishModel } from './understanding.wishes.ts';

/** What a sender can want. */
export const INTENTS = [
  'ask_policy',
  'report_issue',
  'ticket_status',
  'urge',
  'weekly_report',
  'help',
  'chitchat',
  'out_of_scope',
] as const;
export type Intent = (typeof INTENTS)[number];

export const FOLLOW_UPS = ['departments', 'original', 'more', 'how'] as const;
export type FollowUp = (typeof FOLLOW_UPS)[number];

const ROLES = ['background', 'request', 'complaint', 'additive', 'several', 'consequence', 'turn'] as const;
export type Role = (typeof ROLES)[number];

const URGENCY_PARTS = ['stopped', 'soon', 'danger', 'not'] as const;

const cues = z.array(cueSchema);
const sentences = z.array(z.string().min(1));
const oneOfEach = <K extends string>(keys: readonly K[]) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, cues])) as Record<K, typeof cues>);

const languageSchema = z.strictObject({
  roles: oneOfEach(ROLES),
  urgency: oneOfEach(URGENCY_PARTS),
  /** Templates of what is urgent and of what only sounds so. */
  urgencyExamples: z.strictObject({ urgent: sentences, calm: sentences }),
  /** What is said of any problem and tells nothing of what it is about: templates. */
  asides: sentences,
  intents: z.strictObject(
    Object.fromEntries(INTENTS.map((intent) => [intent, weightedCuesSchema])) as Record<
      Intent,
      typeof weightedCuesSchema
    >,
  ),
  events: cues,
  questions: cues,
  references: cues,
  fresh: cues,
  followUps: oneOfEach(FOLLOW_UPS),
  commands: z.array(z.string().min(1)),
  enterprise: z.strictObject({ suffixes: cues, notNames: cues }),
  /** How people put each wish: sentences, not patterns. */
  examples: z.strictObject(
    Object.fromEntries(INTENTS.map((intent) => [intent, sentences])) as Record<Intent, typeof sentences>,
  ),
});
/** `knowledge/intents.yaml`, checked. */
export type Language = z.output<typeof languageSchema>;

/**
 * Reads `knowledge/intents.yaml`.
 * @throws ConfigurationError naming file, line and mend
 */
export function parseIntents(text: string, file: string): Language {
  return parseCheckedYaml(languageSchema, text, file);
}

/** What is compiled from the files as they are, without training. */
export interface UnderstandingCues {
  categories: readonly Category[];
  /** Groups are category codes, and `pair:N:M` for side M of pair N. */
  categoryCues: Matcher;
  /** Cues that need several things in one message: `补贴 & 没到账`. */
  pairs: readonly Pair[];
  /** Groups are roles of a clause. */
  roleCues: Matcher;
  /** Groups are `stopped`, `soon`, `danger`, `not`. */
  urgencyCues: Matcher;
  /** Groups are intents, `event`, `question`, `reference`, `fresh` and follow-ups. */
  intentCues: Matcher;
  /** Groups are `suffix` and `notName`. */
  nameCues: Matcher;
  /** Characters of everyday speech: a word with others in it may be a name. */
  everyday: ReadonlySet<string>;
  /** Longest first. */
  commands: readonly string[];
}

/** Everything that reading a message needs, compiled once. */
export interface UnderstandingKnowledge extends UnderstandingCues {
  /** How people put each category's problems. */
  topics: TopicModel;
  /** Which clauses state a problem. */
  matters: MatterModel;
  /** How what is urgent is worded, and what only sounds so. */
  alarm: UrgencyModel;
  /** How people put each intent. */
  wishes: WishModel;
}

/** Sides that speak for a category only together, wherever in the message they stand. */
export interface Pair {
  category: string;
  weight: number;
  /** The groups of its sides. */
  sides: readonly string[];
}

/** Compiles the cues of both files. */
export function compileCues(categories: readonly Category[], language: Language): UnderstandingCues {
  return {
    categories,
    ...compileCategories(categories),
    roleCues: createMatcher(plain(language.roles)),
    urgencyCues: createMatcher(plain(language.urgency)),
    intentCues: createMatcher([
      ...INTENTS.flatMap((intent) => weighted(intent, language.intents[intent])),
      ...plain({
        event: language.events,
        question: language.questions,
        reference: language.references,
        fresh: language.fresh,
        ...language.followUps,
      }),
    ]),
    nameCues: createMatcher(
      plain({ suffix: language.enterprise.suffixes, notName: language.enterprise.notNames }),
    ),
    everyday: everydayCharacters(categories, language),
    commands: [...language.commands].sort((a, b) => b.length - a.length),
  };
}

/** The cues are in the language of the district's messages, so their characters are what names seldom use. */
function everydayCharacters(categories: readonly Category[], language: Language): Set<string> {
  const { enterprise: _names, ...speech } = language;
  return new Set(JSON.stringify([categories.map(({ cues }) => cues), speech]));
}

const AND = ' & ';

function compileCategories(categories: readonly Category[]): { categoryCues: Matcher; pairs: Pair[] } {
  const all = categories.flatMap(({ code, cues }) => weighted(code, cues));
  const pairs: Pair[] = [];
  const sideCues: Cue[] = [];
  for (const { group, weight, pattern } of all.filter((cue) => cue.pattern.includes(AND))) {
    const sides = pattern.split(AND).map((side, i) => {
      const name = `pair:${pairs.length}:${i}`;
      sideCues.push({ group: name, weight: 0, pattern: side.trim() });
      return name;
    });
    pairs.push({ category: group, weight, sides });
  }
  const single = all.filter((cue) => !cue.pattern.includes(AND));
  return { categoryCues: createMatcher([...single, ...sideCues]), pairs };
}

const WEIGHTS = { strong: 4, medium: 2, weak: 1, against: -6 } as const;

function weighted(group: string, cues: WeightedCues): Cue[] {
  return (['strong', 'medium', 'weak', 'against'] as const).flatMap((strength) =>
    cues[strength].map((pattern) => ({ group, weight: WEIGHTS[strength], pattern })),
  );
}

function plain(groups: Record<string, readonly string[]>): Cue[] {
  return Object.entries(groups).flatMap(([group, patterns]) =>
    patterns.map((pattern) => ({ group, weight: 1, pattern })),
  );
}
