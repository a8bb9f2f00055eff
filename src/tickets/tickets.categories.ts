import { z } from 'zod';
import { parseCheckedYaml } from '#shared/checked-yaml.ts';

/** The categories in which tickets are counted, as `knowledge/categories.yaml` must name them. */
export const CATEGORY_CODES = [
  'land',
  'labor',
  'energy',
  'facilities',
  'finance',
  'tax',
  'subsidy',
  'innovation',
  'transformation',
  'ip',
  'environment',
  'market',
  'schooling',
  'qualification',
  'permit',
  'other',
] as const;
export type CategoryCode = (typeof CATEGORY_CODES)[number];

/** One cue as a district writes it: its brackets must pair and no part of it may be empty. */
export const cueSchema = z
  .string()
  .transform(halfWidth)
  .pipe(
    z
      .string()
      .min(1, { error: '线索不能为空' })
      .max(2_000, { error: '一条线索太长,请拆成几条' })
      .refine(bracketsPair, { error: '线索里的括号不成对' })
      .refine((cue) => !/^\^?…|…\$?$|……|\(\||\|\||\|\)|\(\)/.test(cue), { error: '线索里有空的部分' }),
  );

const cueListSchema = z.array(cueSchema).default([]);

/** How strongly a cue speaks: see the file's head. */
export const weightedCuesSchema = z.strictObject({
  strong: cueListSchema,
  medium: cueListSchema,
  weak: cueListSchema,
  against: cueListSchema,
});
export type WeightedCues = z.output<typeof weightedCuesSchema>;

const categorySchema = z.strictObject({
  code: z.enum(CATEGORY_CODES, { error: '没有这个类别代号' }),
  name: z.string().min(1, { error: '名称不能为空' }),
  lead: z.string().min(1, { error: '主办单位不能为空' }),
  supporting: z.array(z.string().min(1)).default([]),
  covers: z.string().min(1, { error: '请写明这一类管什么' }),
  cues: weightedCuesSchema,
  /** How people put such problems: sentences, not patterns. */
  examples: z.array(z.string().min(2, { error: '例句太短' })).default([]),
  /** The same, several ways of putting it in one: `(贷款|授信)(到期|不续)`. */
  wordings: z.array(z.string().min(2, { error: '说法太短' })).default([]),
});
export type Category = z.output<typeof categorySchema>;

const categoriesSchema = z.array(categorySchema).superRefine((categories, context) => {
  const seen = new Set<string>();
  for (const [index, { code }] of categories.entries()) {
    if (seen.has(code)) {
      context.addIssue({ code: 'custom', path: [index, 'code'], message: `类别 ${code} 写了两次` });
    }
    seen.add(code);
  }
  const missing = CATEGORY_CODES.filter((code) => !seen.has(code));
  if (missing.length > 0) {
    context.addIssue({ code: 'custom', path: [], message: `缺少类别 ${missing.join('、')}` });
  }
});

/**
 * Reads `knowledge/categories.yaml`.
 * @returns the categories in the file's order, which is the order of reports
 * @throws ConfigurationError naming file, line and mend
 */
export function parseCategories(text: string, file: string): Category[] {
  return parseCheckedYaml(categoriesSchema, text, file);
}

/** The Chinese name of a category, or its code where the file no longer holds it. */
export function categoryName(categories: readonly Category[], code: string): string {
  return categories.find((category) => category.code === code)?.name ?? code;
}

/** Brackets and bars typed in full width mean the same. */
function halfWidth(cue: string): string {
  return cue.replaceAll('\uff08', '(').replaceAll('\uff09', ')').replaceAll('\uff5c', '|');
}

function bracketsPair(cue: string): boolean {
  let depth = 0;
  for (const character of cue) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth < 0) return false;
  }
  return depth === 0;
}
