import { z } from 'zod';
import { texts } from '#texts/zh-CN.ts';
import { feedbackElements, feedbackFields } from './answer-feedback.ts';
import { type Card, card, defineCard, firstThatFits } from './card.ts';
import { clauseSchema, quotedClauses } from './clauses.ts';
import { type Element, fact, facts, note, rule, text } from './elements.ts';
import { growthOf } from './growth.ts';

const words = texts.cards.policy;

const schema = z.object({
  ...feedbackFields,
  question: z.string(),
  /** The answer in a sentence; else a sentence that counts the clauses. */
  lead: z.string().optional(),
  clauses: z.array(clauseSchema).min(1),
  departments: z.array(z.string()),
  /** Such as: the plan's period has ended. */
  notices: z.array(z.string()).default([]),
  /** What was asked beside and has no basis. */
  gap: z.string().optional(),
});
type Data = z.output<typeof schema>;

/** An answer that rests on clauses: the sentence, each clause word for word, who is responsible, notices, buttons. */
export const policyAnswerCard = defineCard({
  kind: 'policy-answer',
  version: 1,
  schema,
  render: (data) => firstThatFits(drawings(data)),
  growth: (data) => growthOf(leadOf(data), data.clauses),
});

/** A clause is never cut: where there are too many, the last ones are left out and counted. */
function* drawings(data: Data): Generator<Card> {
  for (let shown = data.clauses.length; shown >= 0; shown--) yield draw(data, shown);
}

function draw(data: Data, shown: number): Card {
  const { clauses, departments } = data;
  const left = clauses.length - shown;
  const differ = new Set(clauses.map((clause) => clause.departments.join())).size > 1;
  const lead = leadOf(data);
  return card({
    title: words.title,
    subtitle: data.question,
    template: 'blue',
    summary: lead,
    elements: [
      text(lead),
      ...quotedClauses(clauses.slice(0, shown), differ ? words.departments : null),
      ...(left > 0 ? [note(words.tooLong(left))] : []),
      ...facts(fact(words.departments, departments.join('、'))),
      ...(data.gap ? [text(data.gap)] : []),
      ...data.notices.map(note),
      ...titles(data),
      rule(),
      ...feedbackElements(data),
    ],
  });
}

const leadOf = ({ lead, clauses }: Data) => lead ?? words.lead(clauses.length);

/** The full titles of the documents that were quoted, each once. */
function titles(data: Data): Element[] {
  const names = new Set(
    data.clauses.map((c) => `《${c.documentTitle}》${c.documentNumber ? `(${c.documentNumber})` : ''}`),
  );
  return [note(`${words.source}:${[...names].join('、')}`)];
}
