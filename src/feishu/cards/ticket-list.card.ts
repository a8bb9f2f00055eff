import { z } from 'zod';
import { texts } from '#texts/zh-CN.ts';
import { type Card, card, defineCard, firstThatFits } from './card.ts';
import { markdown, note, text } from './elements.ts';
import { inline } from './escape-markdown.ts';

const words = texts.cards.list;
const SHOWN = [20, 10, 5] as const;

const rowSchema = z.object({
  number: z.string(),
  enterprise: z.string(),
  category: z.string(),
  state: z.string(),
  urgent: z.boolean().default(false),
  /** `11月25日 18:00 前签收`; null where no limit runs. */
  due: z.string().nullable().default(null),
  overdue: z.boolean().default(false),
});
const schema = z.object({
  title: z.string().optional(),
  tickets: z.array(rowSchema),
  /** How many there are in all, where not all are given. */
  total: z.number().int().nonnegative().optional(),
});
type Data = z.output<typeof schema>;

/** Several tickets, two lines each. */
export const ticketListCard = defineCard({
  kind: 'ticket-list',
  version: 1,
  schema,
  render: (data) => firstThatFits(SHOWN.map((limit) => draw(data, limit))),
});

function draw(data: Data, limit: number): Card {
  const shown = data.tickets.slice(0, limit);
  const total = Math.max(data.total ?? 0, data.tickets.length);
  const title = data.title ?? words.title;
  const count = total > shown.length ? words.shownOf(shown.length, total) : words.total(total);
  return card({
    title,
    template: data.tickets.some((ticket) => ticket.overdue) ? 'red' : 'blue',
    summary: `${title}:${words.total(total)}`,
    elements:
      shown.length === 0
        ? [text(words.empty)]
        : [...shown.map((ticket) => markdown(lines(ticket))), note(count)],
  });
}

function lines(ticket: z.output<typeof rowSchema>): string {
  const urgent = ticket.urgent ? ` <font color='red'>${texts.cards.ticket.urgent}</font>` : '';
  const due = ticket.due ? inline(ticket.due) : '';
  const dueShown = ticket.overdue ? `<font color='red'>${due}</font>` : due;
  const second = [inline(ticket.enterprise), inline(ticket.category), dueShown].filter((part) => part !== '');
  return `**${inline(ticket.number)}** ${inline(ticket.state)}${urgent}\n${second.join(' · ')}`;
}
