import { z } from 'zod';
import { texts } from '#texts/zh-CN.ts';
import { type Card, card, defineCard, firstThatFits } from './card.ts';
import { facts, markdown, note, rule, shorten } from './elements.ts';
import { inline } from './escape-markdown.ts';
import { TEXT_LIMITS, ticketBody, ticketFactsSchema, ticketHead } from './ticket-facts.ts';

const HISTORY_SHOWN = 15;

const entrySchema = z.object({
  /** `11月24日 09:30` */
  at: z.string(),
  who: z.string(),
  /** 签收, 退回… */
  what: z.string(),
  note: z.string().nullable().default(null),
});
const schema = ticketFactsSchema.extend({
  /** Oldest first. */
  history: z.array(entrySchema),
});
type Data = z.output<typeof schema>;

/** The answer to 到哪一步了: the facts and what happened so far. */
export const ticketStatusCard = defineCard({
  kind: 'ticket-status',
  version: 1,
  schema,
  render: (data) => firstThatFits(TEXT_LIMITS.map((limit) => draw(data, limit))),
});

function draw(data: Data, limit: number): Card {
  const shown = data.history.slice(-HISTORY_SHOWN);
  const total = data.history.length;
  const count = total > shown.length ? texts.cards.shownOf(shown.length, total) : texts.cards.total(total);
  return card({
    ...ticketHead(data),
    elements: [
      ...ticketBody(data, limit),
      rule(),
      markdown(`**${texts.cards.ticket.history}**`),
      ...facts(shown.map((entry) => historyLine(entry, limit))),
      note(count),
    ],
  });
}

function historyLine(entry: z.output<typeof entrySchema>, limit: number): string {
  const reason = entry.note ? `:${inline(shorten(entry.note, limit))}` : '';
  return `${inline(entry.at)} ${inline(entry.who)} **${inline(entry.what)}**${reason}`;
}
