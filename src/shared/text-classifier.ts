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
 */
export function trainClassifier(examples: readonly LabelledFeatures[]): ClassifierWeights {
  const labels = [...new Set(examples.map(({ label }) => label))];
  const numbers = numberFeatures(examples);
  const rows = examples.map(({ label, features }) => ({
    label: labels.indexOf(label),
    features: known(features, numbers),
  }));
  const sizes = labels.map((_, at) => rows.filter(({ label }) => label === at).length);
  const width = labels.length;
  const weights = new Float32Array(numbers.size * width);
  const squares = new Float32Array(numbers.size * width);
  const average = rows.length / Math.max(1, width);
  const scores = new Float64Array(width);
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const at of order(rows.length, epoch)) {
      const row = rows[at];
      if (!row) continue;
      const importance = (average / (sizes[row.label] ?? 1)) ** BALANCE;
      step({ weights, squares, scores, width }, row, importance);
    }
  }
  return { labels, numbers, weights };
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
  scores: Float64Array;
  width: number;
}

function step(model: Model, row: { label: number; features: Int32Array }, importance: number): void {
  const { weights, squares, scores, width } = model;
  weigh(weights, row.features, scores);
  softmax(scores);
  const scale = 1 / Math.sqrt(row.features.length || 1);
  for (const feature of row.features) {
    for (let label = 0; label < width; label++) {
      const at = feature * width + label;
      const weight = weights[at] ?? 0;
      const error = ((scores[label] ?? 0) - (label === row.label ? 1 : 0)) * importance * scale;
      const gradient = error + DECAY * weight;
      const square = (squares[at] ?? 0) + gradient * gradient;
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
    for (let label = 0; label < width; label++) {
      into[label] = (into[label] ?? 0) + (weights[feature * width + label] ?? 0) * scale;
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

function numberFeatures(examples: readonly LabelledFeatures[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { features } of examples) {
    for (const feature of new Set(features)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  const kept = [...counts].filter(([, count]) => count >= LEAST);
  return new Map(kept.map(([feature], at) => [feature, at]));
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
