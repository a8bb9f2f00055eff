import { type Derive, deriveAnew } from '#shared/derive.ts';
import { addPieces, asideFor, spelledOut } from '#shared/sentence-templates.ts';
import { classifierOf, trainClassifier } from '#shared/text-classifier.ts';
import { type Matcher, withoutContained } from './understanding.matcher.ts';

/** An example of how people put a problem, with its category; one with choices is a template. */
export interface Example {
  category: string;
  text: string;
}

/** Reads from the wording alone what a problem is about. */
export interface TopicModel {
  /** How likely each category is, 0 to 1, together 1. */
  probabilities(texts: readonly string[]): Map<string, number>;
}

/** There are sixteen categories, and some hundred examples of each. */
const NAIVE = 0.5;

/**
 * Trains the model on examples, with the cues that are found in them.
 * @param asides what is said of any problem: every third example is told with one, so that it speaks for none
 */
export function createTopicModel(
  examples: () => readonly Example[],
  asides: readonly string[],
  categoryCues: Matcher,
  derive: Derive = deriveAnew,
): TopicModel {
  const weights = derive('understanding topics', () =>
    trainClassifier(
      tell(examples(), asides.flatMap(spelledOut)).map(({ category, texts }) => ({
        label: category,
        features: features(texts, categoryCues),
      })),
      NAIVE,
    ),
  );
  const classifier = classifierOf(weights);
  return { probabilities: (texts) => classifier.probabilities(features(texts, categoryCues)) };
}

function tell(examples: readonly Example[], asides: readonly string[]) {
  return examples
    .flatMap(({ category, text }) => spelledOut(text).map((sentence) => ({ category, sentence })))
    .map(({ category, sentence }, at) => ({ category, texts: [sentence, ...asideFor(at, asides)] }));
}

/** Pieces of up to three characters, and the categories that cues speak for. */
function features(texts: readonly string[], categoryCues: Matcher): Set<string> {
  const found = new Set<string>();
  for (const text of texts) {
    for (const run of text.split(/[^一-鿿a-z0-9#]+/)) addPieces(found, run.replace(/\d+/g, '#'), '');
    for (const { group, weight } of withoutContained(categoryCues.match(text), text.length)) {
      if (!group.startsWith('pair:')) found.add(`cue ${group} ${weight}`);
    }
  }
  return found;
}
