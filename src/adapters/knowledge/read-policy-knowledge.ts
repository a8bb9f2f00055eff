import { z } from 'zod';
import { applicabilitySchema } from '#policy/policy.applicability.ts';
import { parsePolicyFile } from '#policy/policy.file.ts';
import type { PolicyKnowledge } from '#policy/policy.knowledge.ts';
import { compileLexicon, lexiconSchema } from '#policy/policy.lexicon.ts';
import { parseCheckedYaml } from '#shared/checked-yaml.ts';
import { deriveAnew } from '#shared/derive.ts';
import { ConfigurationError, InvalidInput } from '#shared/errors.ts';
import type { KnowledgeSource } from './knowledge-source.ts';

/**
 * Reads the policy side of the knowledge: `policies/*.md`, `lexicon.yaml`, `applicability/*.yaml`.
 * @throws ConfigurationError that names file, line and mend
 */
export function readPolicyKnowledge(source: KnowledgeSource): PolicyKnowledge {
  const { derive = deriveAnew } = source;
  const read = derive('policy knowledge', () => ({
    ...readDocuments(source),
    lexicon: readLexicon(source),
  }));
  return source.derive ? { ...read, derive } : read;
}

function readDocuments(source: KnowledgeSource): Pick<PolicyKnowledge, 'documents' | 'applicability'> {
  const files = source.list('policies', '.md');
  const documents = files.map((name) => parsePolicyFile(source.read(name), source.nameOf(name)));
  for (const [at, document] of documents.entries()) {
    const first = documents.findIndex((other) => other.id === document.id);
    if (first !== at) {
      throw new ConfigurationError(
        'knowledge.duplicate',
        `${source.nameOf(files[at] ?? '')} 第 2 行的编号「${document.id}」与 ${files[first]} 重复,请换一个编号`,
      );
    }
  }
  const applicability = source.list('applicability', '.yaml').map((name) => {
    const file = source.nameOf(name);
    const content = parseCheckedYaml(applicabilitySchema, source.read(name), file);
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
  return { documents, applicability };
}

function readLexicon(source: KnowledgeSource): PolicyKnowledge['lexicon'] {
  const file = source.nameOf('lexicon.yaml');
  const lexicon = source.has('lexicon.yaml')
    ? parseCheckedYaml(lexiconSchema, source.read('lexicon.yaml'), file)
    : lexiconSchema.parse({});
  try {
    compileLexicon(lexicon);
  } catch (error) {
    if (error instanceof InvalidInput)
      throw new ConfigurationError('knowledge.lexicon', `${file}:${error.message}`);
    throw error;
  }
  return { ...lexicon, 单位: [...lexicon.单位, ...departmentAliases(source)] };
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
function departmentAliases(source: KnowledgeSource): PolicyKnowledge['lexicon']['单位'] {
  const file = 'departments.yaml';
  if (!source.has(file)) return [];
  const { departments } = parseCheckedYaml(departmentsSchema, source.read(file), source.nameOf(file));
  return departments.map(({ name, full_name, aliases }) => ({
    名称: name,
    别称: [...(full_name ? [full_name] : []), ...aliases],
  }));
}
