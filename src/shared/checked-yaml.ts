import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { ConfigurationError } from './errors.ts';

/**
 * Reads a YAML text that a district edits, and checks it.
 * @param schema what the file must hold
 * @param text the file's content
 * @param file the file's name, for the message
 * @throws ConfigurationError that names file, line, what is wrong and how to mend it
 */
export function parseCheckedYaml<S extends z.ZodType>(schema: S, text: string, file: string): z.output<S> {
  // JSON is YAML, too, and read a hundred times as fast: what was checked and published is that.
  const published = /^[[{]/.test(text) ? schema.safeParse(readJson(text)) : undefined;
  if (published?.success) return published.data;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors[0];
  if (syntax) {
    const line = lines.linePos(syntax.pos[0]).line;
    throw new ConfigurationError('knowledge.yaml', `${file} 第 ${line} 行不是正确的 YAML:${syntax.message}`);
  }
  const checked = schema.safeParse(document.toJS());
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  const path = (issue?.path ?? []).filter((p) => typeof p !== 'symbol');
  const line = lineOf(document, path, lines);
  const where = path.length > 0 ? `「${path.join('.')}」` : '';
  throw new ConfigurationError(
    'knowledge.content',
    `${file} 第 ${line} 行${where}有误:${issue?.message ?? '内容不符合要求'},请按文件开头的说明改正`,
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The line of the nearest node that exists on the path. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly (string | number)[],
  lines: LineCounter,
): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    const start = hasRange(node) ? node.range?.[0] : undefined;
    if (start !== undefined) return lines.linePos(start).line;
  }
  return 1;
}

function hasRange(node: unknown): node is { range?: [number, number, number] | null } {
  return typeof node === 'object' && node !== null && 'range' in node;
}
