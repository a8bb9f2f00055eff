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
