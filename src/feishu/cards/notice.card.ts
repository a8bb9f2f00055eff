import { z } from 'zod';
import { texts } from '#texts/zh-CN.ts';
import { type Card, card, defineCard, firstThatFits, type Template } from './card.ts';
import { type Element, fact, facts, mentions, note, shorten, text } from './elements.ts';
import { TEXT_LIMITS } from './ticket-facts.ts';

const LINES_SHOWN = 30;
const TONES = {
  info: 'blue',
  success: 'green',
  warning: 'orange',
  danger: 'red',
} as const satisfies Record<string, Template>;

const schema = z.object({
  title: z.string().min(1),
  tone: z.enum(['info', 'success', 'warning', 'danger']).default('info'),
  lines: z.array(z.string().min(1)).min(1),
  /** The ticket that it is about. */
  ticket: z
    .object({ number: z.string(), enterprise: z.string().nullable(), state: z.string().nullable() })
    .optional(),
  /** Who is notified, by open_id. */
  mentions: z.array(z.string()).default([]),
});
type Data = z.output<typeof schema>;

/** A short notification. */
export const noticeCard = defineCard({
  kind: 'notice',
  version: 1,
  schema,
  render: (data) => firstThatFits(TEXT_LIMITS.map((limit) => draw(data, limit))),
});

function draw(data: Data, limit: number): Card {
  const left = data.lines.length - LINES_SHOWN;
  return card({
    title: data.title,
    template: TONES[data.tone],
    summary: `${data.title}:${data.lines.join(' ')}`,
    elements: [
      ...mentions(data.mentions),
      ...data.lines.slice(0, LINES_SHOWN).map((line) => text(shorten(line, limit))),
      ...(left > 0 ? [note(texts.cards.more(left))] : []),
      ...ticketLines(data),
    ],
  });
}

function ticketLines({ ticket }: Data): Element[] {
  if (!ticket) return [];
  const words = texts.cards;
  return facts([
    ...fact(words.list.number, ticket.number),
    ...fact(words.ticket.enterprise, ticket.enterprise),
    ...fact(words.list.state, ticket.state),
  ]);
}
