import { type Derive, deriveAnew } from '#shared/derive.ts';
import { addPieces, asideFor, spelledOut } from '#shared/sentence-templates.ts';
import { classifierOf, trainClassifier } from '#shared/text-classifier.ts';
import type { Clause } from './understanding.clauses.ts';
import type { UnderstandingKnowledge } from './understanding.knowledge.ts';
import type { Matcher } from './understanding.matcher.ts';
import type { MarkedReport } from './understanding.reports.ts';
import { fold } from './understanding.text.ts';

/** Reads from the wording alone whether production has stopped or is about to, or safety is at stake. */
export interface UrgencyModel {
  /** 0 to 1. */
  likelihood(folded: string): number;
}

/** So likely an alarm is raised without any cue; and so unlikely in spite of one it is not. */
const ALARM = 0.55;
const NO_ALARM = 0.3;
/** An alarm is in one clause: how much the clearest one counts beside the whole. */
const CLEAREST_SHARE = 0.2;
const MAX_READ = 200;

export interface UrgencyExamples {
  /** Templates of what is urgent and of what only sounds so. */
  templates: Record<'urgent' | 'calm', readonly string[]>;
  /** Problems: those with a cue are mostly urgent, others not. */
  problems: readonly string[];
  /** Folded. */
  reports: readonly MarkedReport[];
  /** What is said of any problem: some examples are told with one. */
  asides: readonly string[];
}

/** Trains the model on examples of both kinds. */
export function createUrgencyModel(
  examples: UrgencyExamples,
  urgencyCues: Matcher,
  derive: Derive = deriveAnew,
): UrgencyModel {
  const classifier = classifierOf(
    derive('understanding urgency', () =>
      trainClassifier(
        labelled(examples, urgencyCues).map(({ label, text }, at) => ({
          label,
          features: features([text, ...asideFor(at, examples.asides)].join(), urgencyCues),
        })),
      ),
    ),
  );
  return {
    likelihood: (folded) =>
      classifier.probabilities(features(folded.slice(0, MAX_READ), urgencyCues)).get('urgent') ?? 0,
  };
}

function labelled({ templates, problems, reports }: UrgencyExamples, urgencyCues: Matcher) {
  const sentences = (label: 'urgent' | 'calm') =>
    templates[label].flatMap(spelledOut).map((text) => ({ label, text: fold(text) }));
  return [
    ...sentences('urgent'),
    ...sentences('calm'),
    ...problems.map(fold).map((text) => ({ label: holdsCue([text], urgencyCues) ? 'urgent' : 'calm', text })),
    ...reports.map(({ text, urgent }) => ({ label: urgent ? 'urgent' : 'calm', text })),
  ];
}

/** A feature of every text: what is known of none of its pieces is as likely urgent as any message. */
const ANY = 'any';

function features(text: string, urgencyCues: Matcher): Set<string> {
  const found = new Set<string>([ANY]);
  for (const stretch of text.split(/[^一-鿿a-z0-9#]+/)) addPieces(found, stretch.replace(/\d+/g, '#'), '');
  for (const { group } of urgencyCues.match(text)) found.add(`cue ${group}`);
  return found;
}

/** Whether a message is urgent, and whether a stop or a danger is named in it. */
export interface Urgency {
  urgent: boolean;
  named: boolean;
}

/**
 * Whether production has stopped or is about to, or safety is at stake.
 * The word 急 alone says nothing; a stop that is denied, past or only a word's part does not count.
 */
export function readUrgency(
  folded: string,
  clauses: readonly Clause[],
  knowledge: UnderstandingKnowledge,
): Urgency {
  const stretches = clauses.map(({ text }) => text);
  const clearest = Math.max(0, ...stretches.map((text) => knowledge.alarm.likelihood(text)));
  const whole = knowledge.alarm.likelihood(folded);
  const likelihood = CLEAREST_SHARE * clearest + (1 - CLEAREST_SHARE) * whole;
  const named = holdsCue(stretches, knowledge.urgencyCues);
  return { urgent: likelihood > (named ? NO_ALARM : ALARM), named };
}

function holdsCue(stretches: readonly string[], urgencyCues: Matcher): boolean {
  return stretches.some((text) => {
    const hits = urgencyCues.match(text);
    const denied = hits.filter(({ group }) => group === 'not');
    return hits.some(
      ({ group, start, end }) =>
        group !== 'not' && !denied.some((other) => other.start < end && start < other.end),
    );
  });
}
