import { z } from 'zod';
import type { Departments } from './directory.departments.ts';
import { normaliseName } from './directory.names.ts';
import { CHAT_KIND_LABELS, codeOf, ROLE_LABELS, TIER_LABELS } from './directory.sheets.ts';
import type { Tier } from './directory.types.ts';

const required = z.string({ error: '不能为空' }).min(1, { error: '不能为空' });
/** The names of a cell that holds several. */
export function splitNames(text: string): string[] {
  return text.split(/[、,,;;]/).flatMap((part) => part.trim() || []);
}

/** A cell whose text is looked up; an unknown one is a problem that says what could stand there. */
function lookedUp<T>(find: (text: string) => T | null, complain: (text: string) => string) {
  return z.string().transform((text, ctx): T => {
    const found = find(text);
    if (found !== null) return found;
    ctx.addIssue({ code: 'custom', message: complain(text) });
    return z.NEVER;
  });
}

const oneOf = (labels: Record<string, string>) => (text: string) =>
  text === '' ? '不能为空' : `「${text}」不认识,可填:${Object.values(labels).join('、')}`;

/** '' is allowed and means null. */
function optionalPlace(find: (text: string) => string | null, choices: readonly string[], what: string) {
  return lookedUp<{ value: string | null }>(
    (text) => {
      const value = text === '' ? null : find(text);
      return text === '' || value !== null ? { value } : null;
    },
    (text) => `没有名为「${text}」的${what},可填:${choices.join('、')}`,
  ).transform(({ value }) => value);
}

const TIER_WRITINGS: Record<string, Tier> = {
  '': 'none',
  '—': 'none',
  创新型: 'innovative',
  专精特新: 'municipal',
  市级专精特新: 'municipal',
  专精特新中小企业: 'municipal',
  小巨人: 'national',
  国家级专精特新小巨人: 'national',
  国家级专精特新小巨人企业: 'national',
  国家专精特新小巨人: 'national',
};

const yesNo = lookedUp(
  (text) => {
    if (['是', 'y', 'yes', 'true', '1', '已上市'].includes(text.toLowerCase())) return true;
    if (['', '否', 'n', 'no', 'false', '0', '未上市'].includes(text.toLowerCase())) return false;
    return null;
  },
  (text) => `「${text}」不认识,可填:是、否`,
);

/** A row of the sheet 企业. A column that the sheet does not have is undefined. */
export function enterpriseSchema(departments: Departments) {
  return z.object({
    企业名称: required,
    简称: z.string().transform(splitNames).optional(),
    园区: optionalPlace(departments.resolvePark, departments.parks, '园区').optional(),
    镇街: optionalPlace(departments.resolveTown, departments.towns, '镇街').optional(),
    梯度: lookedUp<Tier>(
      (text) => codeOf(TIER_LABELS, text) ?? TIER_WRITINGS[normaliseName(text)] ?? null,
      oneOf(TIER_LABELS),
    ).optional(),
    行业: z
      .string()
      .transform((text) => text || null)
      .optional(),
    是否上市: yesNo.optional(),
  });
}

/** A row of the sheet 人员: one role of one person. */
export const personSchema = z.object({
  姓名: required,
  open_id: required.regex(/^ou_[A-Za-z0-9_-]+$/, { error: '应以 ou_ 开头,只含字母、数字、下划线' }),
  手机号: z
    .string()
    .transform((text) => text.replace(/[\s-]/g, ''))
    .refine((text) => text === '' || /^(\+?86)?1\d{10}$|^0\d{9,11}$/.test(text), {
      error: '不是正确的手机号',
    })
    .transform((text) => text || null)
    .optional(),
  角色: lookedUp((text) => codeOf(ROLE_LABELS, text), oneOf(ROLE_LABELS)),
  所属: z.string().transform(splitNames).default([]),
});
export type PersonRow = z.output<typeof personSchema>;

/** A row of the sheet 群聊. */
export const chatSchema = z.object({
  群名称: required,
  chat_id: required.regex(/^oc_[A-Za-z0-9_-]+$/, { error: '应以 oc_ 开头,只含字母、数字、下划线' }),
  类型: lookedUp((text) => codeOf(CHAT_KIND_LABELS, text), oneOf(CHAT_KIND_LABELS)),
  对应企业或单位: z.string().default(''),
});
