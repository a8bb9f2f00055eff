import { type Derive, deriveAnew } from '#shared/derive.ts';
import { addPieces } from '#shared/sentence-templates.ts';
import { classifierOf, trainClassifier } from '#shared/text-classifier.ts';
import { type Message, standsAlone } from './understanding.message.ts';
import type { MarkedReport } from './understanding.reports.ts';
import type { WeighedClause } from './understanding.weighing.ts';

/** Reads from wording and place in the message whether a clause states a problem, or only speaks around one. */
export interface MatterModel {
  /** 0 to 1 for the clause at this place, which speaks of something else than the message's main matter. */
  likelihood(message: Message, at: number): number;
}

/** A report as it is read, and which words of it state problems. */
export interface MarkedMessage {
  message: Message;
  problems: MarkedReport['problems'];
}

const STATES = 'states';
const SPEAKS = 'speaks';
/** A clause states a problem if so much of it, or of the problem, is in it. */
const SHARE = 0.5;

/** Trains the model on marked reports. */
export function createMatterModel(
  reports: () => readonly MarkedMessage[],
  derive: Derive = deriveAnew,
): MatterModel {
  const weights = derive('understanding matters', () =>
    trainClassifier(
      reports().flatMap(({ message, problems }) =>
        message.clauses.flatMap((clause, at) =>
          clause.top.category === message.main
            ? []
            : [{ label: statesOne(clause, problems) ? STATES : SPEAKS, features: features(message, at) }],
        ),
      ),
    ),
  );
  const classifier = classifierOf(weights);
  return {
    likelihood: (message, at) => classifier.probabilities(features(message, at)).get(STATES) ?? 1,
  };
}

function statesOne(clause: WeighedClause, problems: MarkedReport['problems']): boolean {
  return problems.some(({ start, end }) => {
    const shared = Math.min(end, clause.end) - Math.max(start, clause.start);
    return shared >= SHARE * Math.min(end - start, clause.end - clause.start);
  });
}

function features(message: Message, at: number): Set<string> {
  const { clauses } = message;
  const found = new Set<string>();
  const clause = clauses[at];
  if (!clause) return found;
  addPieces(found, `^${plain(clause.text)}$`, '');
  describe(found, clause, '');
  describe(found, clauses[at - 1], 'before ');
  describe(found, clauses[at + 1], 'after ');
  const before = clauses.slice(0, at).map(({ top }) => top.category);
  const after = clauses.slice(at + 1).map(({ top }) => top.category);
  const own = clause.top.category;
  found.add(`alone ${standsAlone(clause, message)}`);
  found.add(`several ${message.several}`);
  found.add(`said ${before.includes(own)}`);
  found.add(`comes ${after.includes(own)}`);
  found.add(`at ${Math.min(3, at)}`);
  found.add(`left ${Math.min(3, clauses.length - at)}`);
  found.add(`of ${Math.min(6, clauses.length)}`);
  return found;
}

function describe(found: Set<string>, clause: WeighedClause | undefined, prefix: string): void {
  if (!clause) {
    found.add(`${prefix}none`);
    return;
  }
  for (const role of clause.roles) found.add(`${prefix}role ${role}`);
  found.add(`${prefix}mark ${clause.mark}`);
  found.add(`${prefix}topic ${clause.top.category}`);
  found.add(`${prefix}length ${Math.min(5, Math.floor(clause.text.length / 4))}`);
  found.add(`${prefix}clear ${Math.floor(clause.top.odds * 4)}`);
}

const plain = (text: string) => text.trim().replace(/\d+/g, '#').replace(/〓+/g, '〓');
