/** An example of how people put a problem, with its category. */
export interface Example {
  category: string;
  text: string;
}

export interface ExampleScorer {
  /**
   * How much texts are worded like each category's examples: the sum of the logarithms of how much likelier each
   * piece of their wording is in that category than elsewhere. Only what speaks for a category is returned.
   */
  score(texts: readonly string[]): Map<string, number>;
}

const SMOOTHING = 0.1;
/** A single character says less than a word. */
const SINGLE_CHARACTER = 0.7;
/** No piece speaks against a category by more than this. */
const FLOOR = -1;

/** Weighs every piece of one to three characters by how much more often one category's examples hold it. */
export function createExampleScorer(examples: readonly Example[]): ExampleScorer {
  const categories = [...new Set(examples.map(({ category }) => category))];
  const sizes = categories.map((category) => examples.filter((one) => one.category === category).length);
  const counts = new Map<string, number[]>();
  for (const { category, text } of examples) {
    const at = categories.indexOf(category);
    for (const piece of pieces([text])) {
      const row = counts.get(piece) ?? categories.map(() => 0);
      row[at] = (row[at] ?? 0) + 1;
      counts.set(piece, row);
    }
  }
  const weights = new Map<string, number[]>();
  for (const [piece, row] of counts) weights.set(piece, weigh(piece, row, sizes, examples.length));

  function score(texts: readonly string[]): Map<string, number> {
    const sums = categories.map(() => 0);
    for (const piece of pieces(texts)) {
      weights.get(piece)?.forEach((weight, i) => {
        sums[i] = (sums[i] ?? 0) + weight;
      });
    }
    return new Map(
      categories.flatMap((category, i): [string, number][] => {
        const sum = sums[i] ?? 0;
        return sum > 0 ? [[category, sum]] : [];
      }),
    );
  }

  return { score };
}

function weigh(piece: string, row: readonly number[], sizes: readonly number[], all: number): number[] {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count, i) => {
    const size = sizes[i] ?? 0;
    const inside = (count + SMOOTHING) / (size + SMOOTHING * 20);
    const outside = (total - count + SMOOTHING * 15) / (all - size + SMOOTHING * 300);
    return Math.max(FLOOR, Math.log(inside / outside)) * (piece.length > 1 ? 1 : SINGLE_CHARACTER);
  });
}

/** The different pieces of one to three characters, within runs of letters and Chinese. */
function pieces(texts: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const text of texts) {
    for (const run of text.split(/[^一-鿿a-z0-9]+/)) {
      for (let i = 0; i < run.length; i++) {
        for (let length = 1; length <= 3 && i + length <= run.length; length++)
          found.add(run.slice(i, i + length));
      }
    }
  }
  return found;
}
