import type { District } from '#conversation/conversation.types.ts';
import {
  parseIntents,
  type UnderstandingKnowledge,
} from '#conversation/understanding/understanding.knowledge.ts';
import { parseReports } from '#conversation/understanding/understanding.reports.ts';
import { compileUnderstanding } from '#conversation/understanding/understanding.training.ts';
import { loadDepartments } from '#directory/directory.departments.ts';
import { deriveAnew } from '#shared/derive.ts';
import { parseCalendar } from '#tickets/tickets.calendar.ts';
import { parseCategories } from '#tickets/tickets.categories.ts';
import { parseStandards } from '#tickets/tickets.standards.ts';
import type { KnowledgeSource } from './knowledge-source.ts';

/**
 * Reads the rules of a district: categories and routing, words, units, limits, holidays. What it takes to understand
 * messages is trained when it is first asked for, which takes seconds: most tools never do.
 * @throws ConfigurationError that names file, line and mend
 */
export function readRules(source: KnowledgeSource): Omit<District, 'policy'> {
  const { derive = deriveAnew } = source;
  const read = <T>(name: string, parse: (text: string, file: string) => T): T =>
    parse(source.read(name), name);
  const categories = derive('categories.yaml', () => read('categories.yaml', parseCategories));
  const language = derive('intents.yaml', () => read('intents.yaml', parseIntents));
  const codes = categories.map(({ code }) => code);
  // A folder from before there were marked reports does without.
  const reports = source.has('reports.yaml')
    ? derive('reports.yaml', () => read('reports.yaml', (text, file) => parseReports(text, file, codes)))
    : [];
  const departments = read('departments.yaml', loadDepartments);
  let trained: UnderstandingKnowledge | undefined;
  return {
    categories,
    departments,
    get understanding() {
      trained ??= compileUnderstanding({ categories, language, reports }, derive);
      return trained;
    },
    rules: {
      calendar: read('calendar.yaml', parseCalendar),
      standards: read('service-standards.yaml', parseStandards),
      categories: new Map(categories.map(({ code, name }) => [code, name])),
      isDepartment: (name) => departments.resolveDepartment(name)?.name === name,
    },
  };
}
