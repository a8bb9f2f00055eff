import { z } from 'zod';
import { texts } from '#texts/zh-CN.ts';
import { button, type Element, form, input, note, row, select, submitButton } from './elements.ts';

const words = texts.cards.policy;

/** What was thought of an answer, as its card shows it. */
export const feedbackFields = {
  answerId: z.string(),
  state: z.enum(['open', 'helpful', 'unhelpful', 'unsolved']).default('open'),
  /** Why it did not help; without it the card asks. */
  reason: z.string().optional(),
};

/** The buttons under an answer; once 没帮助 was pressed, the form that asks for the reason. */
export function feedbackElements(data: {
  answerId: string;
  state: 'open' | 'helpful' | 'unhelpful' | 'unsolved';
  reason?: string | undefined;
}): Element[] {
  const { answerId: q, state, reason } = data;
  const unsolved = button(words.unsolved, { a: 'feedback.unsolved', q });
  switch (state) {
    case 'open': {
      const helpful = button(words.helpful, { a: 'feedback.helpful', q }, 'primary');
      return [row([helpful, button(words.unhelpful, { a: 'feedback.unhelpful', q }), unsolved])];
    }
    case 'helpful':
      return [note(words.helpfulDone), row([unsolved])];
    case 'unhelpful':
      return reason
        ? [note(words.unhelpfulDone(reason)), row([unsolved])]
        : [note(words.unhelpfulAsk), reasonForm(q), row([unsolved])];
    case 'unsolved':
      return [note(words.unsolvedDone)];
  }
}

function reasonForm(q: string): Element {
  return form('feedback', [
    select({
      name: 'reason',
      required: true,
      placeholder: words.reason,
      options: words.reasons.map((label) => ({ value: label, label })),
    }),
    input({
      name: 'detail',
      required: false,
      label: words.reasonDetail,
      placeholder: words.reasonDetailHint,
    }),
    submitButton('reason_submit', words.reasonSubmit, { a: 'feedback.reason', q }),
  ]);
}
