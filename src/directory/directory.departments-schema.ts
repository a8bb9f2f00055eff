import { z } from 'zod';

const name = z.string({ error: '应为文字' }).trim().min(1, { error: '不能为空' });
const names = z.array(name, { error: '应为一列名称,如 [甲, 乙]' });
const aliases = names.default([]);

/** A year, a month or a day: as much as is known. */
const date = z
  .union([z.string(), z.number()], { error: '应为时间,如 2023-08' })
  .transform(String)
  .refine((text) => /^\d{4}(-\d{2}(-\d{2})?)?$/.test(text), {
    error: '应为时间,如 2023、2023-08 或 2023-08-18',
  });

const successor = z.strictObject({ name, since: date, unverified: z.boolean().default(false) });
const unit = z.strictObject({ name, full_name: name, aliases, successor: successor.optional() });

/** The content of knowledge/departments.yaml. */
export const departmentsSchema = z.strictObject({
  district: z.strictObject({ name, full_name: name, regions: names }),
  departments: z.array(
    unit.extend({
      kind: z.enum(['bureau', 'resident'], { error: '只能是 bureau(区级部门)、resident(驻区机构)' }),
    }),
  ),
  parks: z.array(z.strictObject({ name, aliases, centre: unit })),
  towns: z.array(name.regex(/(镇|乡|街道)$/, { error: '应以“镇”“乡”或“街道”结尾' })),
  /** `concerns`: words that tell which utility a problem is about. */
  utilities: z.array(z.strictObject({ name, aliases, concerns: names.default([]) })),
  /** What the plan and the routing table write instead of a name. */
  collective: z.strictObject({
    own_park: names,
    every_park: names,
    own_town: names,
    utilities: names,
    indefinite: names,
  }),
});

export type DepartmentsFile = z.output<typeof departmentsSchema>;
/** A unit as the file writes it. */
export type UnitEntry = z.output<typeof unit>;
