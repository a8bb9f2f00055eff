import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { trainClassifier } from '#shared/text-classifier.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { basisOf, createDerivedFile } from './derived-file.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const train = () =>
  trainClassifier(['用电', '用地', '用电', '用地'].map((label) => ({ label, features: [label] })));

it('has what was derived at the next start, unless what it came from has changed', () => {
  const folder = temporaryFolder();
  const trained = vi.fn(train);
  const first = createDerivedFile(folder, 'one')('weights', trained);
  vi.runAllTimers();
  expect(createDerivedFile(folder, 'one')('weights', trained)).toEqual(first);
  expect(trained).toHaveBeenCalledTimes(1);
  createDerivedFile(folder, 'two')('weights', trained);
  expect(trained).toHaveBeenCalledTimes(2);
  vi.runAllTimers();
  expect(readdirSync(folder)).toEqual(['derived-two.bin']);
});

it('derives anew where the file is damaged or cannot be written', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'derived-one.bin'), 'no such format');
  expect(createDerivedFile(folder, 'one')('weights', train).labels).toEqual(['用电', '用地']);
  writeFileSync(join(folder, 'a-file'), '');
  expect(createDerivedFile(join(folder, 'a-file'), 'one')('weights', train).labels).toHaveLength(2);
  vi.runAllTimers();
});

it('knows a changed file, a renamed one, and other code', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'policies'));
  writeFileSync(join(folder, 'policies/a.md'), '甲');
  const before = basisOf(folder, 'build');
  expect(basisOf(folder, 'build')).toBe(before);
  expect(basisOf(folder, 'other')).not.toBe(before);
  writeFileSync(join(folder, 'policies/a.md'), '乙');
  expect(basisOf(folder, 'build')).not.toBe(before);
});

it('can keep all that is derived from a knowledge folder, and reads it as if it were new', () => {
  const folder = temporaryFolder();
  const derive = createDerivedFile(folder, 'one');
  const [rules, knowledge] = [loadRules('knowledge', derive), loadKnowledge('knowledge', derive)];
  const trained = rules.understanding.topics;
  vi.runAllTimers();
  const kept = createDerivedFile(folder, 'one');
  const { derive: _, ...again } = loadKnowledge('knowledge', kept);
  expect(again).toEqual(loadKnowledge('knowledge'));
  expect(knowledge.documents).toEqual(again.documents);
  const texts = ['用电', '停电三天了'];
  const topics = loadRules('knowledge', kept).understanding.topics;
  expect(topics.probabilities(texts)).toEqual(trained.probabilities(texts));
  const never = () => {
    throw new Error('not kept');
  };
  for (const name of ['categories.yaml', 'intents.yaml', 'understanding topics', 'policy knowledge'])
    expect(createDerivedFile(folder, 'one')(name, never)).toBeDefined();
});
