import { parseCheckedYaml } from '#shared/checked-yaml.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { parsePolicy } from './policy.parse.ts';
import { frontMatterSchema, type PolicyDocument } from './policy.types.ts';

const FRONT = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[^\S\n]*(?:\r?\n|$)/;

/**
 * Reads one policy file: YAML front matter between `---` lines, then the document's text.
 * @param content the file's content
 * @param file its name, for messages
 * @throws ConfigurationError that names file, line and mend
 */
export function parsePolicyFile(content: string, file: string): PolicyDocument {
  const head = FRONT.exec(content);
  if (!head) {
    throw new ConfigurationError(
      'knowledge.front-matter',
      `${file} 第 1 行缺少文件头:政策文件要以 --- 开头,写明 编号、文号、标题、发布机构、成文日期、发布日期、有效性,再以 --- 结束`,
    );
  }
  const frontText = head[1] ?? '';
  // The blank line in front stands for the opening `---`, so that messages name the line of the file.
  const front = parseCheckedYaml(frontMatterSchema, `\n${frontText}`, file);
  const text = content.slice(head[0].length);
  if (text.trim() === '') {
    throw new ConfigurationError('knowledge.empty', `${file} 文件头之后没有正文,请补上政策原文`);
  }
  return parsePolicy({ front, frontText, text, revision: contentHash(content) });
}

/** A 64-bit FNV-1a hash as 16 hex digits: to notice a change, not to resist an attacker. */
export function contentHash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0xcbf29ce4;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193) >>> 0;
    high = Math.imul(high ^ (code + (low & 0xff)), 0x01000193) >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
