import { z } from 'zod';
import { texts } from '#texts/zh-CN.ts';
import { card, defineCard } from './card.ts';
import { markdown, note } from './elements.ts';

const words = texts.waiting;

/** The part of the card in which the answer grows: the platform's `element_id`. */
export const GROWING_ELEMENT = 'answer';

const schema = z.object({
  question: z.string(),
  /** `late`: nothing has come for so long that it is said. */
  state: z.enum(['reading', 'late']).default('reading'),
});

/** What stands under a question until its answer takes the place: nothing of an answer, only that somebody is at it. */
export const policyWaitingCard = defineCard({
  kind: 'policy-waiting',
  version: 1,
  schema,
  render: ({ question, state }) =>
    card({
      title: words.title,
      subtitle: question,
      template: 'blue',
      summary: words[state],
      grows: state === 'reading',
      elements:
        state === 'late' ? [note(words.late)] : [{ ...markdown(words.reading), element_id: GROWING_ELEMENT }],
    }),
});
