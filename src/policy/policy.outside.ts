import { type Derive, deriveAnew } from '#shared/derive.ts';
import { addPieces, spelledOut } from '#shared/sentence-templates.ts';
import { classifierOf, trainClassifier } from '#shared/text-classifier.ts';
import type { LexiconFile } from './policy.lexicon.ts';
import { normaliseText } from './policy.tokens.ts';

/** How likely a question is about a matter that no clause speaks of, 0–1, by its wording alone. */
export type OutsideModel = (normalised: string) => number;

/** Fewer examples of either kind teach nothing. */
const LEAST_EXAMPLES = 20;

/**
 * Trains a model on how people ask about the clauses, and about what no clause speaks of. Examples of a subject that
 * some clause names are left out, so that a new document is not refused for an old example.
 * @param inside the district's phrasings
 * @param clauses normalised texts of all clauses
 */
export function createOutsideModel(
  inside: readonly string[],
  groups: LexiconFile['库外问法'],
  clauses: readonly string[],
  derive: Derive = deriveAnew,
): OutsideModel {
  const uncovered = groups.filter(
    ({ 文件用语 }) => !文件用语.some((term) => clauses.some((text) => text.includes(normaliseText(term)))),
  );
  const outside = uncovered.flatMap(({ 问法 }) => 问法.flatMap(spelledOut));
  if (inside.length < LEAST_EXAMPLES || outside.length < LEAST_EXAMPLES) return () => 0;
  const heard = pairCounts(inside);
  const example = (label: string, own: number) => (text: string) => {
    const plain = normaliseText(text);
    return { label, features: features(plain, heard, own) };
  };
  const weights = derive('policy outside', () =>
    trainClassifier([...inside.map(example('inside', 1)), ...outside.map(example('outside', 0))]),
  );
  const classifier = classifierOf(weights);
  return (normalised) => classifier.probabilities(features(normalised, heard, 0)).get('outside') ?? 0;
}

const STEPS = 8;
const PIECE = 2;

/** Pieces of up to two characters, and what share of the pairs is heard in phrasings (an example's own left out). */
function features(text: string, heard: ReadonlyMap<string, number>, own: number): Set<string> {
  const found = new Set<string>();
  const plain = text.replace(/[^\p{Script=Han}a-z0-9]+/gu, '').replace(/\d+/g, '#');
  addPieces(found, plain, '', PIECE);
  const pairs = pairsOf(plain);
  const known = pairs.filter((pair) => (heard.get(pair) ?? 0) > own).length;
  const share = pairs.length === 0 ? STEPS : Math.round((known / pairs.length) * STEPS);
  for (let step = 1; step <= STEPS; step++) found.add(share >= step ? `heard ${step}` : `unheard ${step}`);
  return found;
}

function pairCounts(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const pair of new Set(pairsOf(normaliseText(text)))) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
}
