import { type Derive, deriveAnew } from '#shared/derive.ts';
import { addPieces, spelledOut } from '#shared/sentence-templates.ts';
import { classifierOf, trainClassifier } from '#shared/text-classifier.ts';
import type { Matcher } from './understanding.matcher.ts';

/** Reads from the wording alone how likely each wish is. */
export interface WishModel {
  /** 0 to 1 for each intent, together 1. */
  probabilities(folded: string): Map<string, number>;
}

export interface WishCues {
  categoryCues: Matcher;
  intentCues: Matcher;
}

/** A message says in so many characters what it wants. */
const MAX_READ = 200;
const TICKET = /t?\d{8}-?\d{3,4}|(?<![\d.])0\d{3}(?!\d)/g;
/** Dialect and plain words for the same, so that one example teaches both. */
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/有没得/g, '有没有'],
  [/[没莫]得/g, '没有'],
  [/咋个样|咋样/g, '怎么样'],
  [/咋个|咋|啷个/g, '怎么'],
  [/啥子|啥/g, '什么'],
  [/好多/g, '多少'],
  [/好久/g, '多久'],
  [/娃儿|娃娃/g, '孩子'],
  [/晓得/g, '知道'],
  [/一哈/g, '一下'],
];

/**
 * Trains the model on example sentences.
 * @param examples folded, with their intents; those with choices are templates
 */
export function createWishModel(
  examples: readonly { category: string; text: string }[],
  cues: WishCues,
  derive: Derive = deriveAnew,
): WishModel {
  const weights = derive('understanding wishes', () =>
    trainClassifier(
      examples.flatMap(({ category, text }) =>
        spelledOut(text).map((sentence) => ({ label: category, features: features(sentence, cues) })),
      ),
    ),
  );
  const classifier = classifierOf(weights);
  return { probabilities: (folded) => classifier.probabilities(features(folded.slice(0, MAX_READ), cues)) };
}

/** Pieces of up to three characters, as they are and with what each category is about blotted out; and the cues. */
function features(folded: string, { categoryCues, intentCues }: WishCues): Set<string> {
  let text = folded.replace(TICKET, 'Ⓣ').replace(/\d+/g, '#').replace(/〓+/g, '〓');
  for (const [dialect, word] of PLAIN) text = text.replace(dialect, word);
  const found = new Set<string>();
  addPieces(found, `^${text}$`, '');
  const masked = withoutTopics(text, categoryCues);
  if (masked !== text) addPieces(found, `^${masked}$`, '~');
  found.add(masked === text ? 'no topic' : 'topic');
  for (const { group } of intentCues.match(text)) found.add(`cue ${group}`);
  found.add(`length ${Math.min(6, Math.floor(text.length / 6))}`);
  return found;
}

/** What a problem may be about stands for any such thing: `那个停电的单子` and `那个贷款的单子` are asked after alike. */
function withoutTopics(text: string, categoryCues: Matcher): string {
  const topics = categoryCues
    .match(text)
    .filter(({ whole, weight, start, end }) => whole && weight >= 4 && end - start >= 2);
  if (topics.length === 0) return text;
  const covered = new Set<number>();
  for (const { start, end } of topics) for (let at = start; at < end; at++) covered.add(at);
  let masked = '';
  for (let at = 0; at < text.length; at++) {
    if (!covered.has(at)) masked += text.charAt(at);
    else if (!masked.endsWith('◇')) masked += '◇';
  }
  return masked;
}
