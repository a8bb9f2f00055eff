/** A text's features, e.g. its words or pairs of characters, with the class that it belongs to. */
export interface LabelledFeatures {
  label: string;
  features: Iterable<string>;
}

export interface TextClassifier {
  /** How likely each class is, 0 to 1; together 1. Features that no example has say nothing. */
  probabilities(features: Iterable<string>): Map<string, number>;
}

const EPOCHS = 5;
const RATE = 0.5;
const DECAY = 1e-4;
/** 0 lets a class count by its examples, 1 all classes alike. */
const BALANCE = 0.75;
/** A feature that one example alone has is mostly chance. */
const LEAST = 2;

/** A trained classifier as data. */
export interface ClassifierWeights {
  labels: string[];
  /** The number of each feature. */
  numbers: Map<string, number>;
  /** For each feature by number, the weight of each class in the order of the labels. */
  weights: Float32Array;
}

/**
 * Trains a multinomial logistic regression on examples, by AdaGrad; a class with few of them is made up for. The same
 * examples always give the same classifier.
 * @param naive how far the weights are drawn to those of naive Bayes, 0 to 1: steadier where few examples meet many
 *   classes (the interpolation of Wang and Manning 2012, "Baselines and bigrams")
 */
export function trainClassifier(examples: readonly LabelledFeatures[], naive = 0): ClassifierWeights {
  const labels = [...new Set(examples.map(({ label }) => label))];
  const { numbers, texts } = numberFeatures(examples);
  const rows = examples.map(({ label }, at) => ({
    label: labels.indexOf(label),
    features: texts[at] ?? NO_FEATURES,
  }));
  const sizes = labels.map((_, at) => rows.filter(({ label }) => label === at).length);
  const width = labels.length;
  const weights = new Float32Array(numbers.size * width);
  const squares = new Float32Array(numbers.size * width);
  const average = rows.length / Math.max(1, width);
  const scores = new Float64Array(width);
  const errors = new Float64Array(width);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const at of order(rows.length, epoch)) {
      const row = rows[at];
      if (!row) continue;
      const importance = (average / (sizes[row.label] ?? 1)) ** BALANCE;
      step({ weights, squares, scores, errors }, row, importance);
    }
  }
  if (naive > 0) drawToNaive(weights, rows, width, naive);
  return { labels, numbers, weights };
}

interface Row {
  label: number;
  features: Int32Array;
}

/** What every feature is counted beside what was seen of it, so that one that a class never has is not ruled out. */
const SMOOTHING = 0.1;

/** Mixes the weights with how much oftener than on the whole each class has a feature, as logarithms. */
function drawToNaive(weights: Float32Array, rows: readonly Row[], width: number, share: number): void {
  const size = weights.length / width;
  const counts = new Float64Array(weights.length);
  const ofFeature = new Float64Array(size);
  const ofClass = new Float64Array(width);
  for (const { label, features } of rows) {
    ofClass[label] = (ofClass[label] as number) + features.length;
    for (const feature of features) {
      const at = feature * width + label;
      counts[at] = (counts[at] as number) + 1;
      ofFeature[feature] = (ofFeature[feature] as number) + 1;
    }
  }
  const all = ofClass.reduce((sum, one) => sum + one, 0);
  const logarithm = (count: number, of: number) => Math.log((count + SMOOTHING) / (of + SMOOTHING * size));
  for (let at = 0; at < weights.length; at++) {
    const feature = Math.floor(at / width);
    const own = logarithm(counts[at] as number, ofClass[at % width] as number);
    const usual = logarithm(ofFeature[feature] as number, all);
    weights[at] = (1 - share) * (weights[at] as number) + share * (own - usual);
  }
}

/** The classifier that was trained. */
export function classifierOf({ labels, numbers, weights }: ClassifierWeights): TextClassifier {
  const width = labels.length;
  return {
    probabilities(features) {
      const sums = new Float64Array(width);
      weigh(weights, known(features, numbers), sums);
      softmax(sums);
      return new Map(labels.map((label, at) => [label, sums[at] ?? 0]));
    },
  };
}

interface Model {
  weights: Float32Array;
  squares: Float32Array;
  /** One for each class; what they hold lasts for one step. */
  scores: Float64Array;
  errors: Float64Array;
}

function step(model: Model, row: Row, importance: number): void {
  const { weights, squares, scores, errors } = model;
  const width = scores.length;
  weigh(weights, row.features, scores);
  softmax(scores);
  const scale = 1 / Math.sqrt(row.features.length || 1);
  for (let label = 0; label < width; label++) {
    errors[label] = ((scores[label] as number) - (label === row.label ? 1 : 0)) * importance * scale;
  }
  for (const feature of row.features) {
    for (let label = 0, at = feature * width; label < width; label++, at++) {
      const weight = weights[at] as number;
      const gradient = (errors[label] as number) + DECAY * weight;
      const square = (squares[at] as number) + gradient * gradient;
      squares[at] = square;
      if (square > 0) weights[at] = weight - (RATE * gradient) / Math.sqrt(square + 1e-3);
    }
  }
}

/** The mean weight of the features, so that a long text is not surer than a short one by length alone. */
function weigh(weights: Float32Array, features: Int32Array, into: Float64Array): void {
  into.fill(0);
  const width = into.length;
  const scale = 1 / Math.sqrt(features.length || 1);
  for (const feature of features) {
    for (let label = 0, at = feature * width; label < width; label++, at++) {
      into[label] = (into[label] as number) + (weights[at] as number) * scale;
    }
  }
}

function softmax(scores: Float64Array): void {
  const highest = Math.max(...scores);
  let total = 0;
  for (let at = 0; at < scores.length; at++) {
    scores[at] = Math.exp((scores[at] ?? 0) - highest);
    total += scores[at] ?? 0;
  }
  for (let at = 0; at < scores.length; at++) scores[at] = (scores[at] ?? 0) / total;
}

const NO_FEATURES = new Int32Array();

/** Numbers the features that more than one example has, and reads each example by these numbers. */
function numberFeatures(examples: readonly LabelledFeatures[]) {
  const seen = new Map<string, number>();
  const counts: number[] = [];
  const each = examples.map(({ features }) => {
    const own = features instanceof Set ? features : new Set(features);
    const found = new Int32Array(own.size);
    let at = 0;
    for (const feature of own as Set<string>) {
      let number = seen.get(feature);
      if (number === undefined) {
        number = counts.push(0) - 1;
        seen.set(feature, number);
      }
      counts[number] = (counts[number] as number) + 1;
      found[at++] = number;
    }
    return found;
  });
  const kept = [...seen].filter(([, number]) => (counts[number] as number) >= LEAST);
  const final = new Int32Array(counts.length).fill(-1);
  kept.forEach(([, number], at) => {
    final[number] = at;
  });
  const texts = each.map((own) =>
    own.map((number) => final[number] as number).filter((number) => number >= 0),
  );
  return { numbers: new Map(kept.map(([feature], at) => [feature, at])), texts };
}

function known(features: Iterable<string>, numbers: ReadonlyMap<string, number>): Int32Array {
  const found = new Set<number>();
  for (const feature of features) {
    const number = numbers.get(feature);
    if (number !== undefined) found.add(number);
  }
  return Int32Array.from(found);
}

/** The numbers below a count, in another order for each epoch. */
function order(count: number, epoch: number): number[] {
  const numbers = Array.from({ length: count }, (_, at) => at);
  let state = epoch * 2_654_435_761 + 12_345;
  for (let at = count - 1; at > 0; at--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const other = state % (at + 1);
    [numbers[at], numbers[other]] = [numbers[other] ?? 0, numbers[at] ?? 0];
  }
  return numbers;
}
