import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '#shared/errors.ts';
import { type Prompt, parsePrompt } from './parse-prompt.ts';

const PROMPTS = fileURLToPath(new URL('../../../prompts', import.meta.url));

/**
 * Reads `prompts/<name>.md`.
 * @param inputs the names that the program fills in: the file must use each of them, and no others
 * @throws ConfigurationError that names file, line and mend
 */
export function loadPrompt(name: string, inputs: readonly string[], folder = PROMPTS): Prompt {
  return parsePrompt(readPrompt(name, folder), `${folder}/${name}.md`, inputs);
}

/** The text of `prompts/<name>.md`. @throws ConfigurationError where there is none */
export function readPrompt(name: string, folder = PROMPTS): string {
  const file = `${folder}/${name}.md`;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError('prompt.file', `${file} 文件不存在或无法读取,请恢复该文件`, {
      cause: error,
    });
  }
}
