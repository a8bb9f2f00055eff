import { z } from 'zod';
import { texts } from '#texts/zh-CN.ts';
import { type Card, card, defineCard, firstThatFits } from './card.ts';
import {
  button,
  type Choice,
  type Element,
  fact,
  facts,
  form,
  INPUT_MAX,
  input,
  markdown,
  note,
  row,
  rule,
  select,
  shorten,
  submitButton,
  text,
} from './elements.ts';
import { inline } from './escape-markdown.ts';

const words = texts.cards.draft;
const labels = texts.cards.ticket;
const URGENCIES: Choice[] = [
  { value: 'normal', label: texts.cards.urgencies.normal },
  { value: 'urgent', label: texts.cards.urgencies.urgent },
];

const itemSchema = z.object({
  /** A code of `categories`. */
  category: z.string(),
  urgency: z.enum(['normal', 'urgent']),
  description: z.string(),
  /** null: the dispatcher decides. */
  lead: z.string().nullable(),
  supporting: z.array(z.string()).default([]),
  /** The due time in words: `12月3日 18:00 前办结`. */
  due: z.string().nullable().default(null),
});
const schema = z.object({
  draftId: z.string(),
  state: z.enum(['open', 'submitted', 'discarded']),
  /** Empty where it is not known yet. */
  enterprise: z.string(),
  categories: z.array(z.object({ value: z.string(), label: z.string() })).min(1),
  items: z.array(itemSchema).min(1).max(5),
  /** The tickets' numbers, once it is submitted. */
  numbers: z.array(z.string()).default([]),
  /** Hints above the form, such as a ticket that looks the same. */
  notes: z.array(z.string()).default([]),
});
type Data = z.output<typeof schema>;
type Item = z.output<typeof itemSchema>;

/**
 * Problems that are about to be logged, one block each. Form fields: `enterprise`, and `category_0`, `urgency_0`,
 * `description_0` for the first problem and so on; the category is shown and not asked where there are too many.
 */
export const ticketDraftCard = defineCard({
  kind: 'ticket-draft',
  version: 1,
  schema,
  render: (data) => firstThatFits(drawings(data)),
});

function* drawings(data: Data): Generator<Card> {
  if (data.state === 'open') {
    yield openDraft(data, true, INPUT_MAX);
    yield openDraft(data, false, INPUT_MAX);
    yield openDraft(data, false, 500);
    return;
  }
  for (const limit of [INPUT_MAX, 300]) yield settledDraft(data, limit);
}

function openDraft(data: Data, withCategories: boolean, limit: number): Card {
  const fields = data.items.flatMap((item, i) => itemFields(data, item, i, withCategories, limit));
  return card({
    title: words.title,
    template: data.items.some((item) => item.urgency === 'urgent') ? 'red' : 'orange',
    summary: `${words.title}:${data.items.map((item) => item.description).join(';')}`,
    elements: [
      text(words.intro),
      ...data.notes.map(note),
      form('draft', [
        input({
          name: 'enterprise',
          label: words.enterprise,
          placeholder: words.enterprisePlaceholder,
          required: true,
          value: data.enterprise,
        }),
        ...fields,
        submitButton('submit', words.submit, { a: 'draft.submit', d: data.draftId }, 'primary'),
      ]),
      row([button(words.discard, { a: 'draft.discard', d: data.draftId })]),
    ],
  });
}

function itemFields(data: Data, item: Item, i: number, withCategories: boolean, limit: number): Element[] {
  const several = data.items.length > 1;
  return [
    ...(several ? [rule(), markdown(`**${words.problem(i + 1)}**`)] : []),
    ...(withCategories
      ? [
          markdown(`**${words.category}**`),
          select({
            name: `category_${i}`,
            required: true,
            placeholder: labels.choose,
            options: data.categories,
            value: item.category,
          }),
        ]
      : facts(fact(words.category, categoryLabel(data, item)))),
    markdown(`**${words.urgency}**`),
    select({
      name: `urgency_${i}`,
      required: true,
      placeholder: labels.choose,
      options: URGENCIES,
      value: item.urgency,
    }),
    input({
      name: `description_${i}`,
      label: words.description,
      placeholder: words.descriptionPlaceholder,
      required: true,
      value: shorten(item.description, limit),
      lines: 3,
    }),
    ...facts(routing(item)),
  ];
}

function settledDraft(data: Data, limit: number): Card {
  const submitted = data.state === 'submitted';
  const outcome = submitted ? words.submitted(data.numbers) : words.discarded;
  return card({
    title: submitted ? words.titleSubmitted : words.titleDiscarded,
    template: submitted ? 'green' : 'grey',
    summary: outcome,
    elements: [
      text(outcome),
      ...facts(fact(labels.enterprise, data.enterprise)),
      ...data.items.flatMap((item, i) => [
        ...facts([
          ...(data.items.length > 1 ? [`**${inline(data.numbers[i] ?? words.problem(i + 1))}**`] : []),
          ...fact(labels.category, categoryLabel(data, item)),
          ...fact(words.urgency, texts.cards.urgencies[item.urgency]),
          ...(submitted ? routing(item) : []),
        ]),
        ...(item.description ? [text(shorten(item.description, limit))] : []),
      ]),
    ],
  });
}

function routing(item: Item): string[] {
  return [
    ...fact(labels.lead, item.lead ?? words.toDispatcher),
    ...fact(labels.supporting, item.supporting.join('、')),
    ...fact(words.due, item.due),
  ];
}

const categoryLabel = (data: Data, item: Item) =>
  data.categories.find((category) => category.value === item.category)?.label ?? item.category;
