import { z } from 'zod';
import { texts } from '#texts/zh-CN.ts';
import { type Card, card, defineCard, firstThatFits } from './card.ts';
import { clauseSchema, quotedClauses } from './clauses.ts';
import { button, note, row, rule, text } from './elements.ts';
import { growthOf } from './growth.ts';

const words = texts.cards.policy;

const schema = z.object({
  answerId: z.string(),
  question: z.string(),
  /** The sentence that says so; else the usual one. */
  lead: z.string().optional(),
  /** Who would answer the question if it is logged: 区经济信息委. */
  department: z.string(),
  /** The nearest clauses, shown as such. */
  nearest: z.array(clauseSchema).default([]),
  notices: z.array(z.string()).default([]),
  state: z.enum(['open', 'unsolved']).default('open'),
});
type Data = z.output<typeof schema>;

/** No clause supports an answer: that is said, the nearest clauses are shown as such, and the question can be logged. */
export const policyNoBasisCard = defineCard({
  kind: 'policy-no-basis',
  version: 1,
  schema,
  render: (data) => firstThatFits(drawings(data)),
  growth: ({ lead }) => growthOf(lead ?? texts.policy.noBasis, []),
});

function* drawings(data: Data): Generator<Card> {
  for (let shown = data.nearest.length; shown >= 0; shown--) yield draw(data, shown);
}

function draw(data: Data, shown: number): Card {
  const lead = data.lead ?? texts.policy.noBasis;
  const left = data.nearest.length - shown;
  const opened = data.state === 'unsolved';
  return card({
    title: words.noBasisTitle,
    subtitle: data.question,
    template: 'grey',
    summary: lead,
    elements: [
      text(lead),
      ...(data.nearest.length > 0 ? [note(words.nearest)] : []),
      ...quotedClauses(data.nearest.slice(0, shown), null),
      ...(left > 0 ? [note(words.tooLong(left))] : []),
      ...data.notices.map(note),
      rule(),
      ...(opened
        ? [note(words.unsolvedDone)]
        : [
            note(texts.policy.noBasisOffer(data.department)),
            row([button(words.register, { a: 'feedback.unsolved', q: data.answerId }, 'primary')]),
          ]),
    ],
  });
}
