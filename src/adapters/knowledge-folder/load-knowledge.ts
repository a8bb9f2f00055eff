import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { applicabilitySchema } from '#policy/policy.applicability.ts';
import { parsePolicyFile } from '#policy/policy.file.ts';
import type { PolicyKnowledge } from '#policy/policy.knowledge.ts';
import { compileLexicon, lexiconSchema } from '#policy/policy.lexicon.ts';
import { parseCheckedYaml } from '#shared/checked-yaml.ts';
import { ConfigurationError, InvalidInput } from '#shared/errors.ts';
import { listKnowledgeFiles, readKnowledgeFile } from './knowledge-folder.ts';

/**
 * Reads the policy side of a knowledge folder: `policies/*.md`, `lexicon.yaml`, `applicability/*.yaml`.
 * @throws ConfigurationError that names file, line and mend
 */
export function loadKnowledge(folder: string): PolicyKnowledge {
  if (!existsSync(folder)) {
    throw new ConfigurationError('knowledge.folder', `知识目录 ${folder} 不存在,请检查 KNOWLEDGE_DIR`);
  }
  const files = listKnowledgeFiles(folder, 'policies', '.md');
  const documents = files.map((name) => parsePolicyFile(readKnowledgeFile(folder, name), join(folder, name)));
  for (const [at, document] of documents.entries()) {
    const first = documents.findIndex((other) => other.id === document.id);
    if (first !== at) {
      throw new ConfigurationError(
        'knowledge.duplicate',
        `${join(folder, files[at] ?? '')} 第 2 行的编号「${document.id}」与 ${files[first]} 重复,请换一个编号`,
      );
    }
  }
  const applicability = listKnowledgeFiles(folder, 'applicability', '.yaml').map((name) => {
    const file = join(folder, name);
    const content = parseCheckedYaml(applicabilitySchema, readKnowledgeFile(folder, name), file);
    const document = documents.find((d) => d.id === content.文件);
    if (!document) {
      throw new ConfigurationError(
        'knowledge.applicability',
        `${file} 中的文件「${content.文件}」不在 policies 里,请改正编号`,
      );
    }
    const ids = new Set(document.clauses.map((clause) => clause.id));
    const unknown = Object.keys(content.条款).find((id) => !ids.has(id));
    if (unknown !== undefined) {
      throw new ConfigurationError(
        'knowledge.applicability',
        `${file} 中的条款「${unknown}」在文件里找不到,请改正或删去`,
      );
    }
    return content;
  });
  return { documents, lexicon: loadLexicon(folder), applicability };
}

function loadLexicon(folder: string): PolicyKnowledge['lexicon'] {
  const file = join(folder, 'lexicon.yaml');
  const lexicon = existsSync(file)
    ? parseCheckedYaml(lexiconSchema, readKnowledgeFile(folder, 'lexicon.yaml'), file)
    : lexiconSchema.parse({});
  try {
    compileLexicon(lexicon);
  } catch (error) {
    if (error instanceof InvalidInput)
      throw new ConfigurationError('knowledge.lexicon', `${file}:${error.message}`);
    throw error;
  }
  return { ...lexicon, 单位: [...lexicon.单位, ...departmentAliases(folder)] };
}

const departmentsSchema = z.looseObject({
  departments: z
    .array(
      z.looseObject({
        name: z.string(),
        full_name: z.string().optional(),
        aliases: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

/** The official names and aliases, from the file that the whole house shares. */
function departmentAliases(folder: string): PolicyKnowledge['lexicon']['单位'] {
  if (!existsSync(join(folder, 'departments.yaml'))) return [];
  const content = readKnowledgeFile(folder, 'departments.yaml');
  const { departments } = parseCheckedYaml(departmentsSchema, content, join(folder, 'departments.yaml'));
  return departments.map(({ name, full_name, aliases }) => ({
    名称: name,
    别称: [...(full_name ? [full_name] : []), ...aliases],
  }));
}
