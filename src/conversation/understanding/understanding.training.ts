import { type Derive, deriveAnew } from '#shared/derive.ts';
import { spelledOut } from '#shared/sentence-templates.ts';
import type { Category } from '#tickets/tickets.categories.ts';
import { readClauses } from './understanding.clauses.ts';
import { cutClauses } from './understanding.cutting.ts';
import { blotOut, findEnterprise } from './understanding.enterprise.ts';
import {
  compileCues,
  INTENTS,
  type Language,
  type UnderstandingCues,
  type UnderstandingKnowledge,
} from './understanding.knowledge.ts';
import { createMatterModel } from './understanding.matters.ts';
import { readMessage } from './understanding.message.ts';
import type { MarkedReport } from './understanding.reports.ts';
import { fold } from './understanding.text.ts';
import { createTopicModel, type Example, type TopicModel } from './understanding.topics.ts';
import { createUrgencyModel } from './understanding.urgency.ts';
import { createWishModel } from './understanding.wishes.ts';

/** What the district's files say of how people speak. */
export interface UnderstandingFiles {
  categories: readonly Category[];
  language: Language;
  reports: readonly MarkedReport[];
}

/** Compiles the files and trains on them, which takes seconds: once for each process, or once for all by `derive`. */
export function compileUnderstanding(
  { categories, language, reports }: UnderstandingFiles,
  derive: Derive = deriveAnew,
): UnderstandingKnowledge {
  const cues = compileCues(categories, language);
  const told = reports.map((report) => withoutName(report, cues));
  const asides = language.asides.map(fold);
  const topics = createTopicModel(
    () => [...exampleTopics(categories), ...told.flatMap(reportTopics)],
    asides,
    cues.categoryCues,
    derive,
  );
  return {
    ...cues,
    topics,
    matters: createMatterModel(() => {
      const knowledge = { ...cues, topics };
      return [
        ...told.map((report) => inClauses(report, knowledge)),
        ...plainExamples(categories).map((example) => exampleInClauses(example, knowledge)),
      ];
    }, derive),
    alarm: createUrgencyModel(
      {
        templates: language.urgencyExamples,
        problems: [...problems(categories), ...commonWordings(categories)],
        reports: told,
        asides: asides.flatMap(spelledOut),
      },
      cues.urgencyCues,
      derive,
    ),
    wishes: createWishModel(intentExamples(categories, language), cues, derive),
  };
}

/** Reads as a message is read: folded, the enterprise's name blotted out. Positions stay as they are. */
function withoutName(report: MarkedReport, cues: UnderstandingCues): MarkedReport {
  const folded = fold(report.text);
  const name = findEnterprise(folded, cues);
  return { ...report, text: name ? blotOut(folded, name) : folded };
}

const exampleTopics = (categories: readonly Category[]): Example[] =>
  categories.flatMap(({ code, examples, wordings }) =>
    [...examples, ...wordings].map((text) => ({ category: code, text: fold(text) })),
  );

/** Each problem by itself, and a report of one problem as a whole. */
function reportTopics({ text, problems }: MarkedReport): Example[] {
  const each = problems.map(({ category, start, end }) => ({ category, text: text.slice(start, end) }));
  const [first, ...further] = problems;
  const only = first && further.length === 0 && first.end - first.start < text.length;
  return only ? [...each, { category: first.category, text }] : each;
}

function inClauses({ text, problems }: MarkedReport, knowledge: UnderstandingCues & { topics: TopicModel }) {
  const clauses = cutClauses(text, readClauses(text, knowledge), knowledge);
  return { message: readMessage(clauses, knowledge), problems };
}

/** An example of one category: what speaks of another only speaks around it. */
function exampleInClauses(
  { category, text }: Example,
  knowledge: UnderstandingCues & { topics: TopicModel },
) {
  const clauses = cutClauses(text, readClauses(text, knowledge), knowledge);
  return { message: { ...readMessage(clauses, knowledge), main: category }, problems: [] };
}

const plainExamples = (categories: readonly Category[]): Example[] =>
  categories.flatMap(({ code, examples }) => examples.map((text) => ({ category: code, text: fold(text) })));

/** Some spellings of each wording are enough to know what is not urgent. */
const SPELLINGS = 3;
const commonWordings = (categories: readonly Category[]) =>
  categories.flatMap(({ wordings }) => wordings.flatMap((text) => spelledOut(text).slice(0, SPELLINGS)));

const problems = (categories: readonly Category[]) => categories.flatMap(({ examples }) => examples);

/** What is an example of a problem is one of a report as well. */
function intentExamples(categories: readonly Category[], language: Language): Example[] {
  return INTENTS.flatMap((intent) =>
    [...language.examples[intent], ...(intent === 'report_issue' ? problems(categories) : [])].map(
      (text) => ({ category: intent, text: fold(text) }),
    ),
  );
}
