const LONGEST_GRAM = 3;
/** Each choice of a template stands in so many of the sentences made from it. */
const ROUNDS = 2;
const CHOICE = /\(([^()|]*(?:\|[^()|]*)+)\)(\?)?|\(([^()|]+)\)\?/g;

/**
 * The sentences that a template stands for: `(单子|那件事)(现在)?(办完没|到哪了)` takes each of its choices in turn, and not
 * every combination of them. A text without choices is its only sentence.
 */
export function spelledOut(template: string): string[] {
  const choices = [...template.matchAll(CHOICE)].map(([, several = '', mayMiss, single]) => [
    ...(single ?? several).split('|'),
    ...(mayMiss || single !== undefined ? [''] : []),
  ]);
  if (choices.length === 0) return [template];
  const sentences = new Set<string>();
  const rounds = Math.max(...choices.map(({ length }) => length)) * ROUNDS;
  for (let round = 0; round < rounds; round++) {
    let group = 0;
    sentences.add(
      template.replace(CHOICE, () => {
        const of = choices[group] ?? [];
        const turn = round + group + Math.floor(round / of.length) * (group % 2);
        group++;
        return of[turn % of.length] ?? '';
      }),
    );
  }
  return [...sentences];
}

/** So many examples are told plainly for one with an aside. */
const PLAIN_FOR_ASIDE = 3;

/** The aside that an example is told with, in turn; most have none. */
export function asideFor(at: number, asides: readonly string[]): string[] {
  const aside = at % PLAIN_FOR_ASIDE === 0 ? asides[(at / PLAIN_FOR_ASIDE) % asides.length] : undefined;
  return aside === undefined ? [] : [aside];
}

/** Adds every piece of up to so many characters. */
export function addPieces(found: Set<string>, text: string, prefix: string, longest = LONGEST_GRAM): void {
  for (let start = 0; start < text.length; start++) {
    for (let length = 1; length <= longest && start + length <= text.length; length++)
      found.add(prefix + text.slice(start, start + length));
  }
}
