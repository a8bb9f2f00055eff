import { type InputContext, listOf, textOf } from './tickets.action-rule.ts';
import type { Ticket } from './tickets.tables.ts';

/** The form with which the dispatcher puts somebody in charge. */
export const assignmentFields = [
  { name: 'department', kind: 'department', label: '主办单位', required: true },
  { name: 'supporting', kind: 'departments', label: '协办单位', required: false },
  { name: 'category', kind: 'category', label: '诉求类别', required: false },
] as const;

/** Why what the dispatcher chose cannot be. */
export function wrongChoice(_ticket: Ticket, { input, rules }: InputContext): string | null {
  const names = [textOf(input, 'department'), ...(listOf(input, 'supporting') ?? [])];
  const unknown = names.find((name) => !rules.isDepartment(name));
  if (unknown !== undefined) return `名录中没有「${unknown}」这个单位,请重新选择`;
  const category = textOf(input, 'category');
  return category !== '' && !rules.categories.has(category) ? `没有「${category}」这个诉求类别` : null;
}
