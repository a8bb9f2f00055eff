import { z } from 'zod';
import { parseCheckedYaml } from '#shared/checked-yaml.ts';
import { ConfigurationError } from '#shared/errors.ts';

const headSchema = z.strictObject({
  purpose: z.string({ error: '要写明用途' }).min(1, '要写明用途'),
  version: z
    .string({ error: '要写明版本,如 answer-v1' })
    .regex(/^[a-z0-9-]+-v\d+$/, '版本要写成 answer-v1 的样子,改动内容时加一'),
  inputs: z.record(z.string(), z.string().min(1, '要说明这个输入是什么'), { error: '要列出输入及其说明' }),
});

export interface Prompt {
  purpose: string;
  /** Logged with every answer. */
  version: string;
  /** What the model is told once. */
  system: string;
  /** What it is given with a question. Values are put in as they are, and not looked through for places again. */
  user(values: Readonly<Record<string, string>>): string;
}

const PLACE = /\{\{(\w+)\}\}/g;
const DIVIDER = '<!-- user -->';

/**
 * Reads the text of a prompt: a head with purpose, version and inputs; the system text; and, after `<!-- user -->`,
 * the text with places such as `{{question}}`.
 * @param file its name, for messages
 * @param inputs the names that the program fills in: the text must use each of them, and no others
 * @throws ConfigurationError that names file, line and mend
 */
export function parsePrompt(text: string, file: string, inputs: readonly string[]): Prompt {
  const parts = /^---\r?\n([\s\S]*?\r?\n)---\r?\n([\s\S]*)$/.exec(text);
  if (!parts) throw fault(file, 1, '开头要有用 --- 围起来的 purpose、version、inputs');
  const [, head = '', body = ''] = parts;
  // The empty line stands for the opening ---, so that lines are counted as in the file.
  const { purpose, version, inputs: described } = parseCheckedYaml(headSchema, `\n${head}`, file);
  const [system = '', user, more] = body.split(DIVIDER);
  if (user === undefined || more !== undefined) {
    throw fault(file, lineOf(text, body), `正文要用一行 ${DIVIDER} 分成两段:说明和材料`);
  }
  const placed = [...user.matchAll(PLACE)].map(([, input = '']) => input);
  const strayed = PLACE.exec(system)?.[0];
  PLACE.lastIndex = 0;
  if (strayed) throw fault(file, lineOf(text, strayed), `${strayed} 只能写在 ${DIVIDER} 之后`);
  for (const input of placed) {
    if (!inputs.includes(input)) {
      throw fault(
        file,
        lineOf(text, `{{${input}}}`),
        `没有 {{${input}}} 这个输入,可用的有 ${inputs.join('、')}`,
      );
    }
  }
  for (const input of inputs) {
    if (!placed.includes(input)) throw fault(file, lineOf(text, DIVIDER), `材料中缺少 {{${input}}}`);
    if (!described[input]) throw fault(file, lineOf(text, 'inputs'), `inputs 中缺少 ${input} 的说明`);
  }
  return {
    purpose,
    version,
    system: system.trim(),
    user: (values) => user.trim().replace(PLACE, (_, input: string) => values[input] ?? ''),
  };
}

function lineOf(text: string, part: string): number {
  const at = text.indexOf(part);
  return text.slice(0, Math.max(0, at)).split('\n').length;
}

function fault(file: string, line: number, mend: string): ConfigurationError {
  return new ConfigurationError('prompt.content', `${file} 第 ${line} 行有误:${mend}`);
}
