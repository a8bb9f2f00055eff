import { z } from 'zod';
import { parseCheckedYaml } from '#shared/checked-yaml.ts';
import { CATEGORY_CODES, type CategoryCode } from './tickets.categories.ts';
import type { Limit } from './tickets.service-time.ts';
import type { Urgency } from './tickets.types.ts';

const LIMIT = /^(\d+(?:\.\d+)?)\s*个?\s*工作(日|小时)$/;

/** `7 个工作日` or `2 个工作小时`. */
const limitSchema = z
  .string('时限应写成「7 个工作日」或「2 个工作小时」')
  .transform((text, context): Limit => {
    const [, number = '', unit] = LIMIT.exec(text.trim()) ?? [];
    const value = Number(number);
    if (value > 0 && value <= 1000 && (unit === '小时' || Number.isInteger(value))) {
      return unit === '小时' ? { hours: value } : { days: value };
    }
    context.addIssue(`时限「${text}」应写成「7 个工作日」或「2 个工作小时」`);
    return z.NEVER;
  });

/** `knowledge/service-standards.yaml`. */
export const standardsSchema = z.strictObject({
  dispatch: limitSchema,
  sign: z.strictObject({ normal: limitSchema, urgent: limitSchema }),
  resolve: z.strictObject({
    normal: limitSchema,
    urgent: limitSchema,
    categories: z.partialRecord(z.enum(CATEGORY_CODES, '没有这个诉求类别代码'), limitSchema).default({}),
  }),
  support: limitSchema,
  return: limitSchema,
  /** From which assignment on the department can no longer return it. */
  final_assignment: z.int('应是正整数').positive('应是正整数'),
  confirm: limitSchema,
  reopen_days: z.int('应是正整数').positive('应是正整数'),
  remind: z.strictObject({
    half: z.boolean('应是 true 或 false'),
    day_before: z.boolean('应是 true 或 false'),
    leader_after: limitSchema,
  }),
});
export type ServiceStandards = z.output<typeof standardsSchema>;

/**
 * The limits of a district.
 * @param text the content of `service-standards.yaml`
 * @throws ConfigurationError with file and line when the text is not as it should be
 */
export function parseStandards(text: string, file = 'service-standards.yaml'): ServiceStandards {
  return parseCheckedYaml(standardsSchema, text, file);
}

export function signLimit(standards: ServiceStandards, urgency: Urgency): Limit {
  return standards.sign[urgency];
}

/** The limit to resolve: an urgent problem's own, else the category's, else the general one. */
export function resolveLimit(standards: ServiceStandards, category: string, urgency: Urgency): Limit {
  if (urgency === 'urgent') return standards.resolve.urgent;
  return standards.resolve.categories[category as CategoryCode] ?? standards.resolve.normal;
}

/** `7 个工作日`, `2 个工作小时` */
export function limitText(limit: Limit): string {
  return 'days' in limit ? `${limit.days} 个工作日` : `${limit.hours} 个工作小时`;
}
