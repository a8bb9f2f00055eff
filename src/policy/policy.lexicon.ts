import type { z } from 'zod';
import { InvalidInput } from '#shared/errors.ts';
import { filled, listOf, mapping, named, weight, words, yesNo } from './policy.fields.ts';
import { normaliseText } from './policy.tokens.ts';
import { createTypoCorrector } from './policy.typos.ts';

const someWords = words.min(1, '至少要写一个');

/** `knowledge/lexicon.yaml`: how enterprises speak, and what official texts call it. */
export const lexiconSchema = mapping({
  改写: named(filled).default({}).describe('dialect and abbreviations → plain words, before all else'),
  专名: words.default([]).describe('words that a typing error is mended to'),
  公文问法: words.default([]).describe("how people ask for a document's own data"),
  概念: listOf(
    mapping({
      名称: filled,
      说法: someWords.describe(
        'patterns: * is up to ten characters, (a|b) a choice, x? perhaps an x, $ a number',
      ),
      文件用语: words.default([]).describe('a clause with one of these words is about it'),
      分量: weight.default(1),
      笼统: yesNo.default(false).describe('says what is wanted, not for what'),
    }),
  ).default([]),
  单位: listOf(mapping({ 名称: filled, 别称: words })).default([]),
  具体事项: listOf(
    mapping({
      名称: filled,
      说法: someWords,
      文件用语: words.default([]).describe('covered where a clause has one of these; else of 说法'),
    }),
  )
    .default([])
    .describe('subjects that need a clause of their own: without one there is no basis'),
  库外问法: listOf(
    mapping({
      名称: filled,
      文件用语: words.default([]).describe('a clause with one of these words: no longer outside'),
      问法: someWords.describe('how people ask about it: templates with choices'),
    }),
  )
    .default([])
    .describe('what people ask and no clause speaks of, as examples'),
});
export type LexiconFile = z.infer<typeof lexiconSchema>;

export interface Concept {
  name: string;
  weight: number;
  /** It says what is wanted, not for what. */
  general: boolean;
  officialTerms: readonly string[];
}

/** A phrase of the question that stands for a concept. */
export interface ConceptHit {
  concept: Concept;
  phrase: string;
}

export interface Subject {
  name: string;
  officialTerms: readonly string[];
}

export interface Lexicon {
  /** One form, without the bot's name, dialect and abbreviations. */
  normalise(question: string): string;
  concepts(normalised: string): ConceptHit[];
  /** Official names of units that the question names. */
  departments(normalised: string): string[];
  /** Subjects that need a clause of their own. */
  subjects(normalised: string): Subject[];
  allSubjects: readonly Subject[];
}

/** Nobody asks in more characters; what is longer costs time and says no more. */
const LONGEST_QUESTION = 1000;

/** @throws InvalidInput for a pattern that cannot be read */
export function compileLexicon(file: LexiconFile): Lexicon {
  const rewrites = Object.entries(file.改写)
    .map(([from, to]) => [normaliseText(from), normaliseText(to)] as const)
    .sort((a, b) => b[0].length - a[0].length);
  const concepts = file.概念.map((entry) => ({
    pattern: compilePatterns(entry.说法),
    concept: {
      name: entry.名称,
      weight: entry.分量,
      general: entry.笼统,
      officialTerms: entry.文件用语.map(normaliseText),
    },
  }));
  const departments = file.单位.map((entry) => ({
    name: entry.名称,
    pattern: compilePatterns([entry.名称, ...entry.别称]),
  }));
  const subjects = file.具体事项.map((entry) => ({
    pattern: compilePatterns(entry.说法),
    subject: {
      name: entry.名称,
      officialTerms: (entry.文件用语.length > 0 ? entry.文件用语 : entry.说法).map(normaliseText),
    },
  }));
  const mend = typoCorrector(file);
  return {
    normalise(question) {
      let text = normaliseText(question.slice(0, LONGEST_QUESTION))
        .replace(/@[^\s]+\s*/g, ' ')
        .replace(/\s+/g, ' ')
        .trim();
      for (const [from, to] of rewrites) text = text.replaceAll(from, to);
      return mend(text);
    },
    concepts(text) {
      return concepts.flatMap(({ concept, pattern }) => {
        const phrase = pattern.exec(text)?.[0];
        return phrase ? [{ concept, phrase }] : [];
      });
    },
    departments: (text) => [
      ...new Set(departments.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name)),
    ],
    allSubjects: subjects.map(({ subject }) => subject),
    subjects: (text) => subjects.filter(({ pattern }) => pattern.test(text)).map(({ subject }) => subject),
  };
}

/** The words of these patterns that are written out, without choices or gaps. */
function plainTerms(patterns: readonly string[]): string[] {
  return patterns.map(normaliseText).filter((term) => /^\p{Script=Han}{2,8}$/u.test(term));
}

function typoCorrector(file: LexiconFile): (text: string) => string {
  const terms = [
    ...file.专名,
    ...file.概念.flatMap((concept) => [
      ...concept.文件用语,
      ...concept.说法.filter((word) => word.length > 2),
    ]),
    ...file.单位.map((unit) => unit.名称),
  ];
  const others = [
    ...file.概念.flatMap((concept) => concept.说法),
    ...file.具体事项.flatMap((subject) => [...subject.说法, ...subject.文件用语]),
    ...file.单位.flatMap((unit) => unit.别称),
  ];
  return createTypoCorrector(plainTerms(terms), plainTerms(others));
}

/**
 * One expression for a list of patterns: `*` is up to ten characters of one sentence, `(a|b)` a choice, `x?` an x that
 * may be missing, `$` a number.
 */
export function compilePatterns(patterns: readonly string[]): RegExp {
  const sources = patterns.map((pattern) =>
    normaliseText(pattern)
      .replace(/[.+^{}[\]\\]/g, '\\$&')
      .replaceAll('*', '[^。?!;]{0,10}?')
      .replaceAll('$', '\\d+'),
  );
  try {
    return new RegExp(sources.join('|'));
  } catch (error) {
    throw new InvalidInput('lexicon.pattern', `词库中的说法写法有误:${patterns.join('、')}(括号要成对)`, {
      cause: error,
    });
  }
}
