import { readRules } from '#adapters/knowledge/read-rules.ts';
import type { District } from '#conversation/conversation.types.ts';
import type { Derive } from '#shared/derive.ts';
import { knowledgeFolder } from './knowledge-folder.ts';

/**
 * Reads the rules of a district from its knowledge folder: categories and routing, words, units, limits, holidays.
 * @throws ConfigurationError that names file, line and mend
 */
export function loadRules(folder: string, derive?: Derive): Omit<District, 'policy'> {
  return readRules({ ...knowledgeFolder(folder), ...(derive ? { derive } : {}) });
}
