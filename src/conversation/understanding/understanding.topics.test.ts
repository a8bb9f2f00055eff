import { expect, test } from 'vitest';
import { createMatcher } from './understanding.matcher.ts';
import { createTopicModel } from './understanding.topics.ts';

const examples = [
  { category: 'energy', text: '(车间|厂里|仓库)(停电|跳闸|没电)(了|半天)' },
  { category: 'facilities', text: '(门口|园区|厂外)的路(烂|塌|堵)(了|一截)' },
];
const cues = createMatcher([{ group: 'energy', weight: 4, pattern: '变压器' }]);
const model = createTopicModel(() => examples, ['(老板|财务)很急', '跑了三趟'], cues);
const likelihood = (texts: string[], category: string) => model.probabilities(texts).get(category) ?? 0;

test('the wording of examples tells what a text is about', () => {
  expect(likelihood(['厂里跳闸'], 'energy')).toBeGreaterThan(0.8);
  expect(likelihood(['厂外的路塌了'], 'facilities')).toBeGreaterThan(0.8);
});

test('what any problem is told with moves nothing by much', () => {
  const plain = likelihood(['门口的路烂了'], 'facilities');
  expect(Math.abs(likelihood(['门口的路烂了', '老板很急'], 'facilities') - plain)).toBeLessThan(0.2);
});

test('together the likelihoods are one', () => {
  const all = [...model.probabilities(['没听过的话']).values()];
  expect(all.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1);
});
