import { z } from 'zod';

/** Fields of the files that a district edits, with messages in Chinese. */
export const filled = z.string('没有填写,或者不是文字(日期和数字要加引号)').min(1, '不能是空的');
export const words = z.array(filled, '要写成列表,如 [甲, 乙]');
export const weight = z.number('要写成数字').min(0, '不能小于 0').max(5, '不能大于 5');
export const yesNo = z.boolean('只能写 true 或 false');

/** A mapping that has these keys and no others. */
export function mapping<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, { error: explain });
}

/** A mapping from names to values of one kind. */
export function named<S extends z.ZodType>(value: S) {
  return z.record(z.string(), value, { error: explain });
}

export function listOf<S extends z.ZodType>(item: S) {
  return z.array(item, '要写成列表,每项以 - 开头');
}

function explain(issue: { code?: string; keys?: unknown }): string | undefined {
  if (issue.code === 'unrecognized_keys' && Array.isArray(issue.keys))
    return `有不认识的项:${issue.keys.join('、')}`;
  return issue.code === 'invalid_type' ? '要写成「项: 内容」的样子' : undefined;
}
