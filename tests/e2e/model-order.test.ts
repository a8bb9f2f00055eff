import { expect, it } from 'vitest';
import { LEAD, openStreamingWorld, QUESTION } from './model-streaming-world.ts';
import { submit } from './model-world.ts';

// On one machine alone: of events that arrive in the same moment, several isolates may keep the later one first.
it('an answer with a model leaves the chat its order and its limits', async () => {
  const world = await openStreamingWorld(() => submit({ lead: LEAD, clauses: ['13'] }));
  await world.start();
  const questions = Array.from({ length: 6 }, () => world.ask(QUESTION));
  for (const question of questions) await world.answered(question);
  const answers = questions.map((question) => world.replies(question)[0]?.sequence ?? 0);
  expect(answers).toEqual([...answers].sort((a, b) => a - b));
  for (const question of questions) world.answerOf(question);
});
