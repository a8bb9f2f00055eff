import { z } from 'zod';

/** What a clause gives. */
export const BENEFITS = ['资金', '融资', '技术', '人才', '市场', '空间', '服务'] as const;

const annotationSchema = z.strictObject({
  概念: z
    .record(z.string(), z.number().min(0).max(5))
    .default({})
    .describe('concepts of the lexicon, with weights'),
  问法: z.array(z.string().min(2)).default([]).describe('how people ask for it'),
  对象: z.array(z.string()).default([]).describe('who it is for'),
  给予: z.array(z.enum(BENEFITS)).default([]),
  条件: z.string().optional().describe('verbatim from the clause: applies only under this condition'),
  找谁: z.boolean().default(false).describe('the clause itself says whom to turn to'),
});

/** `knowledge/applicability/<id>.yaml`: what a district knows of a document's clauses beyond their text. */
export const applicabilitySchema = z.strictObject({
  文件: z.string().min(1),
  条款: z.record(z.string(), annotationSchema),
});
export type ApplicabilityFile = z.infer<typeof applicabilitySchema>;
export type Annotation = z.infer<typeof annotationSchema>;
