import { z } from 'zod';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import { texts } from '#texts/zh-CN.ts';
import type { CardParts, Template } from './card.ts';
import { type Element, fact, facts, markdown, shorten, text } from './elements.ts';
import { inline } from './escape-markdown.ts';

const words = texts.cards.ticket;
const more = ticketTexts.card;

const dueSchema = z.object({
  /** Which limit: 签收时限, 办结时限. */
  label: z.string(),
  /** `11月25日 18:00` */
  at: z.string(),
  /** `剩余 1 个工作日`, `已超期 2 小时`; empty where it is not said. */
  left: z.string().default(''),
  overdue: z.boolean().default(false),
});

/** What any card about one ticket shows. Everything is in words that are ready to be read. */
export const ticketFactsSchema = z.object({
  ticketId: z.string(),
  number: z.string(),
  state: z.object({ code: z.string(), label: z.string() }),
  urgent: z.boolean(),
  enterprise: z.string(),
  category: z.string(),
  description: z.string(),
  /** null: not decided yet. */
  lead: z.string().nullable(),
  supporting: z.array(z.string()).default([]),
  handler: z.string().nullable().default(null),
  reporter: z.string().nullable().default(null),
  due: z.array(dueSchema).default([]),
  lastStep: z.string().nullable().default(null),
  nextStep: z.string().nullable().default(null),
  /** A wish that the dispatcher has to decide. */
  request: z.string().nullable().default(null),
  attachments: z.number().int().nonnegative().default(0),
});
export type TicketFacts = z.output<typeof ticketFactsSchema>;

const TEMPLATES: Readonly<Record<string, Template>> = {
  pending_dispatch: 'orange',
  assigned: 'blue',
  in_progress: 'wathet',
  awaiting_enterprise: 'yellow',
  resolved: 'turquoise',
  closed: 'green',
  cancelled: 'grey',
  merged: 'grey',
};

/** The head of a ticket's card: its colour follows the state, red where a limit is over. */
export function ticketHead(ticket: TicketFacts): Omit<CardParts, 'elements'> {
  const overdue = ticket.due.some((due) => due.overdue);
  const title = words.title(ticket.number);
  return {
    title,
    template: overdue ? 'red' : (TEMPLATES[ticket.state.code] ?? 'blue'),
    tags: [
      { text: ticket.state.label, color: 'blue' },
      ...(ticket.urgent ? [{ text: words.urgent, color: 'red' } as const] : []),
    ],
    summary: `${title} ${ticket.state.label}:${ticket.enterprise} ${ticket.description}`,
  };
}

/** @param limit the longest description that is shown whole */
export function ticketBody(ticket: TicketFacts, limit: number): Element[] {
  return [
    ...facts([...fact(words.enterprise, ticket.enterprise), ...fact(words.category, ticket.category)]),
    ...(ticket.description
      ? [markdown(`**${words.description}**`), text(shorten(ticket.description, limit))]
      : []),
    ...facts([
      ...fact(words.lead, ticket.lead ?? words.undecided),
      ...fact(words.supporting, ticket.supporting.join('、')),
      ...fact(words.handler, ticket.handler),
      ...fact(words.reporter, ticket.reporter),
      ...ticket.due.map(dueLine),
      ...fact(words.lastStep, ticket.lastStep && shorten(ticket.lastStep, limit)),
      ...fact(words.nextStep, ticket.nextStep),
      ...fact(more.request, ticket.request && shorten(ticket.request, limit)),
      ...fact(more.attachments, ticket.attachments > 0 ? more.attachmentCount(ticket.attachments) : null),
    ]),
  ];
}

/** `**办结时限** 12月3日 18:00,剩余 3 个工作日` */
export function dueLine(due: z.output<typeof dueSchema>): string {
  const left = inline(due.left);
  const shown = left === '' ? '' : due.overdue ? `,<font color='red'>${left}</font>` : `,${left}`;
  return `**${inline(due.label)}** ${inline(due.at)}${shown}`;
}

/** Longest texts to try, so that only what is too large is shortened. */
export const TEXT_LIMITS = [Number.POSITIVE_INFINITY, 3_000, 1_000, 300, 100] as const;
