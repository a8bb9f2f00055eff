import { z } from 'zod';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
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
const more = ticketTexts.draft;
const SIMILAR_MAX = 60;
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
  /** Names to choose the enterprise from, where what was written may mean several. */
  choices: z.array(z.string().min(1)).default([]),
  /** The tickets to which problems were added instead. */
  supplemented: z.array(z.string()).default([]),
  attachments: z.number().int().nonnegative().default(0),
  /** Open tickets that seem to be about the same: the person decides. */
  duplicates: z
    .array(
      z.object({
        item: z.number().int().nonnegative(),
        ticketId: z.string(),
        number: z.string(),
        state: z.string(),
        description: z.string(),
      }),
    )
    .default([]),
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
      ...data.duplicates.map(({ number, state, description }) =>
        note(more.similar(number, state, shorten(description, SIMILAR_MAX))),
      ),
      form('draft', [
        ...enterpriseFields(data),
        ...fields,
        ...facts(attachmentsOf(data)),
        row([
          submitButton('submit', words.submit, { a: 'draft.submit', d: data.draftId }, 'primary'),
          ...data.duplicates.map((duplicate) => supplementButton(data, duplicate)),
        ]),
      ]),
      row([button(words.discard, { a: 'draft.discard', d: data.draftId })]),
    ],
  });
}

/** The name is typed, or chosen where it is not clear; then what is typed counts only where nothing is chosen. */
function enterpriseFields({ choices, enterprise }: Data): Element[] {
  const typed = input({
    name: 'enterprise',
    label: words.enterprise,
    placeholder: words.enterprisePlaceholder,
    required: choices.length === 0,
    value: enterprise,
  });
  if (choices.length === 0) return [typed];
  return [
    note(more.chooseHint),
    select({
      name: 'enterprise_choice',
      required: false,
      placeholder: more.choose,
      options: [...new Set(choices)].map((name) => ({ value: name, label: name })),
    }),
    typed,
  ];
}

function supplementButton(data: Data, { item, ticketId, number }: Data['duplicates'][number]): Element {
  const label = data.items.length > 1 ? more.supplementOf(item + 1, number) : more.supplement(number);
  const value = { a: 'draft.supplement', d: data.draftId, i: item, t: ticketId };
  return submitButton(`supplement_${item}`, label, value);
}

const attachmentsOf = ({ attachments }: Data) =>
  fact(ticketTexts.card.attachments, attachments > 0 ? ticketTexts.card.attachmentCount(attachments) : null);

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
  const outcome = submitted ? outcomeOf(data) : words.discarded;
  return card({
    title: submitted ? titleOf(data) : words.titleDiscarded,
    template: submitted ? 'green' : 'grey',
    summary: outcome,
    elements: [
      text(outcome),
      ...facts([...fact(labels.enterprise, data.enterprise), ...attachmentsOf(data)]),
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

const titleOf = ({ numbers }: Data) => (numbers.length > 0 ? words.titleSubmitted : more.supplementedTitle);

function outcomeOf({ numbers, supplemented }: Data): string {
  return [
    ...(numbers.length > 0 || supplemented.length === 0 ? [words.submitted(numbers)] : []),
    ...(supplemented.length > 0 ? [more.supplemented(supplemented)] : []),
  ].join(';');
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
