import type { Annotation } from './policy.applicability.ts';
import type { PolicyKnowledge } from './policy.knowledge.ts';
import { type ConceptHit, compileLexicon, type Lexicon, type Subject } from './policy.lexicon.ts';
import { createOutsideModel, type OutsideModel } from './policy.outside.ts';
import { createPhrasings } from './policy.phrasings.ts';
import { contentWords, normaliseText } from './policy.tokens.ts';
import type { Clause, PolicyDocument } from './policy.types.ts';

/** A clause with its document and what the district noted about it. */
export interface KnownClause {
  key: string;
  document: PolicyDocument;
  clause: Clause;
  annotation: Annotation | undefined;
  /** Normalised text, for looking up words. */
  plain: string;
  /** Weight (0–1) of each concept that the clause is about. */
  concepts: ReadonlyMap<string, number>;
}

/** How well a clause fits a question by the district's knowledge, each 0–1. */
export interface Match {
  /** The share of the question's concepts that the clause is about. */
  concept: number;
  /** The likeness to the nearest phrasing. */
  asked: number;
  /** The likeness to all phrasings together. */
  familiar: number;
  /** 1 where the clause speaks of a subject that the question names and that needs a clause of its own. */
  subject: number;
}

export interface Matcher {
  lexicon: Lexicon;
  clauses: ReadonlyMap<string, KnownClause>;
  match(normalised: string): Map<string, Match>;
  /** Words of the question that no clause, no phrasing and no entry of the lexicon knows. */
  unknownWords(normalised: string): string[];
  /** Subjects of the question that need a clause of their own and have none. */
  uncoveredSubjects(normalised: string): Subject[];
  /** How likely the wording is about what no clause speaks of. */
  outside: OutsideModel;
}

/** The weight of a concept that a clause shows only by its words, beside one that the district put at 3. */
const BY_WORD = 0.5;
/** Of a long clause, so many characters stand for how it is asked for. */
const LONGEST_OWN = 400;
/** Keeps a question with one faint concept from counting as fully understood. */
const SMOOTHING = 0.8;

export function clauseKey(documentId: string, clauseId: string): string {
  return `${documentId}#${clauseId}`;
}

/** Compiles lexicon and annotations, to be asked for every question. */
export function createMatcher(knowledge: PolicyKnowledge): Matcher {
  const lexicon = compileLexicon(knowledge.lexicon);
  const clauses = new Map<string, KnownClause>();
  for (const document of knowledge.documents) {
    const notes = knowledge.applicability.find((file) => file.文件 === document.id)?.条款 ?? {};
    for (const clause of document.clauses) {
      const known = describe(document, clause, notes[clause.id], knowledge.lexicon);
      clauses.set(known.key, known);
    }
  }
  const carriers = carriersOf(clauses);
  const rarity = conceptRarity(carriers);
  const noted = phrasesOf(clauses, knowledge.lexicon.公文问法);
  const phrasings = createPhrasings(noted, lexicon, knowledge.derive);
  const outside = createOutsideModel(
    noted.flatMap(([, phrases]) => phrases),
    knowledge.lexicon.库外问法,
    [...clauses.values()].map(({ plain }) => plain),
    knowledge.derive,
  );
  const words = vocabulary(knowledge, clauses);
  const covered = coveredSubjects(lexicon, clauses);
  return {
    lexicon,
    clauses,
    outside,
    unknownWords: (normalised) => contentWords(normalised).filter((word) => !words.includes(word)),
    uncoveredSubjects: (normalised) =>
      lexicon.subjects(normalised).filter((subject) => !covered.has(subject.name)),
    match(normalised) {
      const hits = lexicon.concepts(normalised);
      const worth = (hit: ConceptHit) => hit.concept.weight * (rarity.get(hit.concept.name) ?? 1);
      const all = hits.reduce((sum, hit) => sum + worth(hit), 0);
      const matches = new Map<string, Match>();
      for (const [key, likeness] of phrasings(normalised, hits))
        matches.set(key, { concept: 0, subject: 0, ...likeness });
      for (const hit of hits) {
        for (const [key, weight] of carriers.get(hit.concept.name) ?? []) {
          const match = matches.get(key) ?? noMatch();
          match.concept += (worth(hit) * weight) / (all + SMOOTHING);
          matches.set(key, match);
        }
      }
      for (const subject of lexicon.subjects(normalised)) {
        for (const key of covered.get(subject.name) ?? []) {
          matches.set(key, { ...(matches.get(key) ?? noMatch()), subject: 1 });
        }
      }
      return matches;
    },
  };
}

const noMatch = (): Match => ({ concept: 0, asked: 0, familiar: 0, subject: 0 });

function describe(
  document: PolicyDocument,
  clause: Clause,
  annotation: Annotation | undefined,
  lexicon: PolicyKnowledge['lexicon'],
): KnownClause {
  const plain = normaliseText(clause.text);
  const concepts = new Map<string, number>();
  if (clause.kind !== 'responsible' && clause.kind !== 'meta') {
    for (const concept of lexicon.概念) {
      if (concept.文件用语.some((term) => plain.includes(normaliseText(term))))
        concepts.set(concept.名称, BY_WORD);
    }
  }
  for (const [name, weight] of Object.entries(annotation?.概念 ?? {})) concepts.set(name, weight / 3);
  return { key: clauseKey(document.id, clause.id), document, clause, annotation, plain, concepts };
}

function phrasesOf(
  clauses: ReadonlyMap<string, KnownClause>,
  forData: readonly string[],
): [key: string, phrases: readonly string[]][] {
  return [...clauses.values()].flatMap((known): [string, readonly string[]][] => {
    if (known.clause.kind === 'responsible') return [];
    if (known.clause.kind === 'meta') return [[known.key, forData]];
    const noted = known.annotation?.问法 ?? [];
    return [[known.key, noted.length > 0 ? noted : ownPhrases(known)]];
  });
}

/** A clause that nobody noted phrasings for is asked for in its own words. */
function ownPhrases({ plain, clause }: KnownClause): string[] {
  const pieces = plain.slice(0, LONGEST_OWN).split(/[,。;:\n]/);
  const heading = normaliseText(clause.headings.at(-1) ?? '');
  return [...pieces, heading].map((piece) => piece.trim()).filter((piece) => piece.length >= 4);
}

/** All that the knowledge says in any place, as one text to look words up in. */
function vocabulary(knowledge: PolicyKnowledge, clauses: ReadonlyMap<string, KnownClause>): string {
  const { 概念, 改写, 单位, 公文问法 } = knowledge.lexicon;
  const known = [...clauses.values()];
  return normaliseText(
    [
      ...known.map(({ plain }) => plain),
      ...known.flatMap(({ annotation }) => annotation?.问法 ?? []),
      ...概念.flatMap((concept) => [...concept.说法, ...concept.文件用语]),
      ...Object.values(改写),
      ...单位.flatMap((unit) => [unit.名称, ...unit.别称]),
      ...公文问法,
    ].join('\n'),
  );
}

/** For each subject that some clause speaks of, those clauses. */
function coveredSubjects(lexicon: Lexicon, clauses: ReadonlyMap<string, KnownClause>): Map<string, string[]> {
  const covered = new Map<string, string[]>();
  for (const { clause, key, plain } of clauses.values()) {
    if (clause.kind === 'responsible' || clause.kind === 'meta') continue;
    // The names of units say nothing of what they do: 人力社保局 covers no 社保.
    const text = plain.replace(/\((?:责任|牵头|配合)(?:单位|部门):[^()]*\)|[\p{Script=Han}]{2,10}局/gu, '');
    for (const { name, officialTerms } of lexicon.allSubjects) {
      if (officialTerms.some((term) => text.includes(term)))
        covered.set(name, [...(covered.get(name) ?? []), key]);
    }
  }
  return covered;
}

/** The clauses that each concept is about. */
function carriersOf(clauses: ReadonlyMap<string, KnownClause>): Map<string, [key: string, weight: number][]> {
  const carriers = new Map<string, [string, number][]>();
  for (const known of clauses.values()) {
    for (const [name, weight] of known.concepts) {
      const list = carriers.get(name);
      if (list) list.push([known.key, weight]);
      else carriers.set(name, [[known.key, weight]]);
    }
  }
  return carriers;
}

/** A concept that few clauses are about tells more. */
function conceptRarity(carriers: ReadonlyMap<string, readonly [string, number][]>): Map<string, number> {
  return new Map(
    [...carriers].map(([name, list]) => {
      const about = list.filter(([, weight]) => weight >= BY_WORD).length;
      return [name, 1 / Math.sqrt(Math.max(1, about))];
    }),
  );
}
