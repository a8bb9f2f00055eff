import type { QuestionReader } from './summaries.ports.ts';

/** Nobody asked anything. */
export const noQuestions: QuestionReader = {
  figures: async () => ({ count: 0, topics: [], gaps: [] }),
  count: async () => 0,
  askedBy: async () => [],
  mark: async () => 0,
  addedSince: async () => false,
};
