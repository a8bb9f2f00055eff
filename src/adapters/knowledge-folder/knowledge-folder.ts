import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KnowledgeSource } from '#adapters/knowledge/knowledge-source.ts';
import { ConfigurationError } from '#shared/errors.ts';

/**
 * Reads one file of the knowledge folder.
 * @param name its path within the folder, such as `categories.yaml`
 * @throws ConfigurationError where it is missing or cannot be read
 */
export function readKnowledgeFile(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    const reason = isMissing(error) ? '文件不存在' : '文件无法读取';
    throw new ConfigurationError(
      'knowledge.file',
      `${join(folder, name)} ${reason},请检查 KNOWLEDGE_DIR 和文件权限`,
      {
        cause: error,
      },
    );
  }
}

/** The names of the files with an ending in a sub-folder of the knowledge folder, sorted; none where there is no such folder. */
function listKnowledgeFiles(folder: string, below: string, ending: string): string[] {
  const path = join(folder, below);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((name) => name.endsWith(ending) && !name.startsWith('.'))
    .sort()
    .map((name) => `${below}/${name}`);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** A knowledge folder on this machine. */
export function knowledgeFolder(folder: string): KnowledgeSource {
  return {
    nameOf: (name) => join(folder, name),
    has: (name) => existsSync(join(folder, name)),
    read: (name) => readKnowledgeFile(folder, name),
    list: (below, ending) => listKnowledgeFiles(folder, below, ending),
  };
}
