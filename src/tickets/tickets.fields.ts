import { z } from 'zod';
import { InvalidInput } from '#shared/errors.ts';
import type { ActionInput, ActionRule, Field } from './tickets.action-rule.ts';

const MAX_TEXT = 2000;
const empty = (value: unknown) =>
  (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0)
    ? undefined
    : (value ?? undefined);

/**
 * Checks what came from a form or a command against an action's fields; what is not a field is left out.
 * @throws InvalidInput that says which field is missing or wrong
 */
export function parseInput(rule: ActionRule, raw: Readonly<Record<string, unknown>>): ActionInput {
  const result: Record<string, string | readonly string[]> = {};
  for (const field of rule.fields) {
    const checked = schemaOf(field).safeParse(empty(raw[field.name]));
    if (!checked.success) {
      const message = checked.error.issues[0]?.message ?? '内容不符合要求';
      throw new InvalidInput(`ticket.field.${field.name}`, message);
    }
    if (checked.data !== undefined) result[field.name] = checked.data;
  }
  return result;
}

function schemaOf(field: Field): z.ZodType<string | string[] | undefined> {
  const schema = valueSchema(field);
  return field.required ? schema : schema.optional();
}

function valueSchema(field: Field): z.ZodType<string | string[]> {
  const missing = { error: field.kind === 'text' ? `请填写${field.label}` : `请选择${field.label}` };
  switch (field.kind) {
    case 'text':
      return z.string(missing).trim().max(MAX_TEXT, `${field.label}不能超过 ${MAX_TEXT} 字`);
    case 'departments':
      return z.array(z.string().trim().min(1), missing);
    case 'choice':
      return z.enum(field.options.map((option) => option.value) as [string, ...string[]], missing);
    case 'date':
      // Feishu's date picker answers `2024-04-01 +0800`.
      return z
        .string(missing)
        .trim()
        .transform((text) => text.slice(0, 10))
        .refine((day) => isDay(day), `${field.label}应写成 2026-12-31 的样子`);
    case 'department':
    case 'category':
    case 'ticket':
      return z.string(missing).trim();
  }
}

function isDay(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
