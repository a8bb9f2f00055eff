import { expect, test } from 'vitest';
import { classifierOf, trainClassifier } from './text-classifier.ts';

const words = (text: string) => text.split(' ');
const examples = [
  ...['red apple', 'red cherry', 'ripe red plum', 'sweet plum', 'sweet apple', 'ripe cherry'].map((text) => ({
    label: 'fruit',
    features: words(text),
  })),
  ...['fast car', 'fast red car', 'slow car'].map((text) => ({ label: 'car', features: words(text) })),
];
const best = (text: string) =>
  [...classifierOf(trainClassifier(examples)).probabilities(words(text))].sort((a, b) => b[1] - a[1])[0]?.[0];

test('a text belongs to the class whose words it has, however many examples each class has', () => {
  expect(best('sweet ripe fig')).toBe('fruit');
  expect(best('fast fig car')).toBe('car');
});

test('the likelihoods together are 1, also where nothing is known', () => {
  const found = classifierOf(trainClassifier(examples)).probabilities(words('blue sky'));
  expect([...found.values()].reduce((sum, one) => sum + one, 0)).toBeCloseTo(1);
});

test('the same examples give the same classifier', () => {
  const one = classifierOf(trainClassifier(examples));
  const two = classifierOf(trainClassifier(examples));
  expect(one.probabilities(words('fast plum'))).toEqual(two.probabilities(words('fast plum')));
});

test('drawn to naive Bayes, it still tells the classes apart, and is surer of what one class alone has', () => {
  const drawn = classifierOf(trainClassifier(examples, 0.5));
  const of = (text: string, label: string) => drawn.probabilities(words(text)).get(label) ?? 0;
  expect(of('sweet ripe fig', 'fruit')).toBeGreaterThan(0.5);
  expect(of('fast fig car', 'car')).toBeGreaterThan(0.5);
  expect(of('car', 'car')).toBeGreaterThan(of('red', 'car'));
  expect([...drawn.probabilities(words('blue sky')).values()]).toEqual([0.5, 0.5]);
});
