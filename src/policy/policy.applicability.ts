import { z } from 'zod';
import { filled, listOf, mapping, named, weight, words, yesNo } from './policy.fields.ts';

/** What a clause gives. */
export const BENEFITS = ['资金', '融资', '技术', '人才', '市场', '空间', '服务'] as const;
export type Benefit = (typeof BENEFITS)[number];

const benefit = z.enum(BENEFITS, `只能是:${BENEFITS.join('、')}`);
const annotationSchema = mapping({
  概念: named(weight).default({}).describe('concepts of the lexicon, with weights'),
  问法: words.default([]).describe('how people ask for it'),
  对象: words.default([]).describe('who it is for: any of these'),
  行业: words.default([]).describe('only for these trades, by words of the industry in the directory'),
  区域: words.default([]).describe('only for enterprises of these parks, towns or streets'),
  给予: listOf(benefit).default([]),
  条件: filled.optional().describe('verbatim from the clause: applies only under this condition'),
  找谁: yesNo.default(false).describe('the clause itself says whom to turn to'),
});

/** `knowledge/applicability/<id>.yaml`: what a district knows of a document's clauses beyond their text. */
export const applicabilitySchema = mapping({ 文件: filled, 条款: named(annotationSchema) });
export type ApplicabilityFile = z.infer<typeof applicabilitySchema>;
export type Annotation = z.infer<typeof annotationSchema>;
