import { existsSync } from 'node:fs';
import { readPolicyKnowledge } from '#adapters/knowledge/read-policy-knowledge.ts';
import type { PolicyKnowledge } from '#policy/policy.knowledge.ts';
import type { Derive } from '#shared/derive.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { knowledgeFolder } from './knowledge-folder.ts';

/**
 * Reads the policy side of a knowledge folder: `policies/*.md`, `lexicon.yaml`, `applicability/*.yaml`.
 * @throws ConfigurationError that names file, line and mend
 */
export function loadKnowledge(folder: string, derive?: Derive): PolicyKnowledge {
  if (!existsSync(folder)) {
    throw new ConfigurationError('knowledge.folder', `知识目录 ${folder} 不存在,请检查 KNOWLEDGE_DIR`);
  }
  return readPolicyKnowledge({ ...knowledgeFolder(folder), ...(derive ? { derive } : {}) });
}
