import { z } from 'zod';
import { type Card, card, defineCard, firstThatFits } from './card.ts';
import { mentions, text } from './elements.ts';
import { actionSchema, type FormDetail, suggestionSchema, ticketActions } from './ticket-actions.ts';
import { TEXT_LIMITS, ticketBody, ticketFactsSchema, ticketHead } from './ticket-facts.ts';

const schema = ticketFactsSchema.extend({
  /** The version that the buttons belong to: a press on an older card is noticed. */
  version: z.number().int(),
  /** What this is about, for those who get it: 新工单,请签收. */
  headline: z.string().optional(),
  /** Who is notified, by open_id. */
  mentions: z.array(z.string()).default([]),
  actions: z.array(actionSchema).default([]),
  /** Where the dispatcher could send it with one press. */
  suggestions: z.array(suggestionSchema).default([]),
});
type Data = z.output<typeof schema>;

/** One ticket, for whoever sees it, with what may be done now. */
export const ticketCard = defineCard({
  kind: 'ticket',
  version: 1,
  schema,
  render: (data) => firstThatFits(drawings(data)),
});

function* drawings(data: Data): Generator<Card> {
  for (const limit of TEXT_LIMITS) yield draw(data, limit, 'full');
  yield draw(data, 1_000, 'required');
  yield draw(data, 1_000, 'typed');
  yield draw(data, 100, 'typed');
}

function draw(data: Data, limit: number, detail: FormDetail): Card {
  return card({
    ...ticketHead(data),
    elements: [
      ...mentions(data.mentions),
      ...(data.headline ? [text(data.headline)] : []),
      ...ticketBody(data, limit),
      ...ticketActions(data, { ticketId: data.ticketId, version: data.version }, detail),
    ],
  });
}
