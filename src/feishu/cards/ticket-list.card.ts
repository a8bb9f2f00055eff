import { z } from 'zod';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import { texts } from '#texts/zh-CN.ts';
import { type Card, card, defineCard, firstThatFits } from './card.ts';
import { beside, button, type Element, markdown, note, row, shorten, text } from './elements.ts';
import { inline } from './escape-markdown.ts';

const words = texts.cards.list;
const SHOWN = [20, 10, 5] as const;
const DESCRIPTION_MAX = 40;

const rowSchema = z.object({
  /** With it, a button opens the ticket. */
  id: z.string().optional(),
  number: z.string(),
  enterprise: z.string(),
  category: z.string(),
  description: z.string().default(''),
  state: z.string(),
  urgent: z.boolean().default(false),
  /** `11月25日 18:00 前签收`; null where no limit runs. */
  due: z.string().nullable().default(null),
  overdue: z.boolean().default(false),
});
/** What a button of the list answers: the filter and the page. */
const pressSchema = z.object({ g: z.string(), p: z.number().int() });
const schema = z.object({
  title: z.string().optional(),
  tickets: z.array(rowSchema),
  /** How many there are in all, where not all are given. */
  total: z.number().int().nonnegative().optional(),
  filters: z
    .array(z.object({ label: z.string().min(1), active: z.boolean(), press: pressSchema }))
    .default([]),
  /** The place of the first ticket among all, from 1. */
  first: z.number().int().nonnegative().default(1),
  earlier: pressSchema.optional(),
  later: pressSchema.optional(),
});
type Data = z.output<typeof schema>;

/** Several tickets, with filters above, a button each, and pages. Presses answer `{a:'tickets.show', g, p}`. */
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
  return card({
    title,
    template: data.tickets.some((ticket) => ticket.overdue) ? 'red' : 'blue',
    summary: `${title}:${words.total(total)}`,
    elements: [
      ...(data.filters.length > 0 ? [row(data.filters.map(filterButton))] : []),
      ...(shown.length === 0 ? [text(words.empty)] : shown.map(ticketLine)),
      ...(shown.length === 0 ? [] : [note(countOf(data, shown.length, total))]),
      ...pager(data),
    ],
  });
}

function countOf({ first, earlier, later }: Data, shown: number, total: number): string {
  if (earlier || later) return ticketTexts.list.range(first, first + shown - 1, total);
  return total > shown ? words.shownOf(shown, total) : words.total(total);
}

function filterButton({ label, active, press }: Data['filters'][number]): Element {
  return button(label, { a: 'tickets.show', ...press }, active ? 'primary' : 'default');
}

function pager({ earlier, later }: Data): Element[] {
  const buttons = [
    ...(earlier ? [button(ticketTexts.list.earlier, { a: 'tickets.show', ...earlier })] : []),
    ...(later ? [button(ticketTexts.list.later, { a: 'tickets.show', ...later })] : []),
  ];
  return buttons.length > 0 ? [row(buttons)] : [];
}

function ticketLine(ticket: Data['tickets'][number]): Element {
  const about = markdown(lines(ticket));
  if (!ticket.id) return about;
  return beside(about, button(ticketTexts.list.open, { a: 'ticket.open', t: ticket.id }));
}

function lines(ticket: Data['tickets'][number]): string {
  const urgent = ticket.urgent ? ` <font color='red'>${texts.cards.ticket.urgent}</font>` : '';
  const due = ticket.due ? inline(ticket.due) : '';
  const dueShown = ticket.overdue ? `<font color='red'>${due}</font>` : due;
  const second = [inline(ticket.enterprise), inline(ticket.category), dueShown].filter((part) => part !== '');
  const third = ticket.description ? `\n${inline(shorten(ticket.description, DESCRIPTION_MAX))}` : '';
  return `**${inline(ticket.number)}** ${inline(ticket.state)}${urgent}\n${second.join(' · ')}${third}`;
}
