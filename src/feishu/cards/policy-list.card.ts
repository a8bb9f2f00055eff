import { z } from 'zod';
import { texts } from '#texts/zh-CN.ts';
import { feedbackElements, feedbackFields } from './answer-feedback.ts';
import { type Card, card, defineCard, firstThatFits } from './card.ts';
import { clauseSchema, sourceLine } from './clauses.ts';
import { type Element, markdown, note, rule, text } from './elements.ts';
import { inline } from './escape-markdown.ts';

const words = texts.cards.policyList;

const itemSchema = clauseSchema.extend({
  /** Word for word from the clause: it applies only under this. */
  condition: z.string().nullable().default(null),
});
const schema = z.object({
  ...feedbackFields,
  question: z.string(),
  /** For whom the list is, and how long it is. */
  lead: z.string(),
  /** By what an enterprise needs; within a need as in the documents. */
  groups: z.array(z.object({ need: z.string(), items: z.array(itemSchema).min(1) })).min(1),
  /** What the list rests on and nobody here knows. */
  unknown: z.array(z.string()).default([]),
  notices: z.array(z.string()).default([]),
});
type Data = z.output<typeof schema>;
type Item = z.output<typeof itemSchema>;

/** What an enterprise can have, by need: each clause numbered, with its source and departments. */
export const policyListCard = defineCard({
  kind: 'policy-list',
  version: 1,
  schema,
  render: (data) => firstThatFits(drawings(data)),
});

/** A clause is never cut: where there are too many, the last ones are left out and counted. */
function* drawings(data: Data): Generator<Card> {
  const total = data.groups.reduce((sum, { items }) => sum + items.length, 0);
  for (let shown = total; shown >= 0; shown--) yield draw(data, shown, total - shown);
}

function draw(data: Data, shown: number, left: number): Card {
  return card({
    title: words.title,
    subtitle: data.question,
    template: 'blue',
    summary: data.lead,
    elements: [
      text(data.lead),
      ...groupElements(data, shown),
      ...(left > 0 ? [note(words.left(left))] : []),
      rule(),
      ...(data.unknown.length > 0 ? [note(words.unknown(data.unknown))] : []),
      ...data.notices.map(note),
      ...feedbackElements(data),
    ],
  });
}

/** The first `shown` items, numbered through. */
function groupElements(data: Data, shown: number): Element[] {
  let number = 0;
  return data.groups.flatMap(({ need, items }) => {
    const fitting = items.slice(0, shown - number);
    if (fitting.length === 0) return [];
    return [markdown(`**${inline(need)}**`), ...fitting.flatMap((item) => itemElements(item, ++number))];
  });
}

function itemElements(item: Item, number: number): Element[] {
  const units = item.departments.join('、');
  const source = `${sourceLine(item)}${units ? ` ${texts.cards.policy.departments}:${units}` : ''}`;
  return [
    text(`${number}. ${item.quote}`),
    ...(item.condition ? [note(words.condition(item.condition))] : []),
    note(source),
  ];
}
