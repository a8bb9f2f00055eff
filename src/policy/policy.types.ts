import { z } from 'zod';
import { filled, mapping } from './policy.fields.ts';

const day = filled.regex(/^\d{4}-\d{2}-\d{2}$/, '日期要写成 2022-07-05 的样子');

/** What a policy file says about itself, in the words of an official document's head. */
export const frontMatterSchema = mapping({
  编号: filled
    .regex(/^[a-z0-9][a-z0-9-]{0,60}$/, '编号只能用小写字母、数字和连字符,如 jiangjin-plan-2022')
    .describe('the id of the document, never changed once it is in use'),
  文号: filled,
  标题: filled,
  发布机构: filled,
  成文日期: day,
  发布日期: day,
  有效性: z.enum(['有效', '废止', '已被替代', '尚未施行'], '有效性只能写:有效、废止、已被替代、尚未施行'),
  施行日期: day.optional(),
  期限: filled
    .regex(/^\d{4}(?:-\d{2}-\d{2})?[—–-]\d{4}(?:-\d{2}-\d{2})?$/, '期限要写成 2022—2025 的样子')
    .optional(),
  废止日期: day.optional(),
  替代: filled.optional().describe('the 编号 or 文号 of the document that this one replaces'),
  被替代: filled.optional().describe('the 编号 or 文号 of the document that replaces this one'),
  索引号: filled.optional(),
  来源: filled.optional(),
});
export type FrontMatter = z.infer<typeof frontMatterSchema>;

export type PartKind =
  | 'data'
  | 'title'
  | 'preamble'
  | 'heading'
  | 'clause'
  | 'responsible'
  | 'note'
  | 'signature'
  | 'attachment'
  | 'furniture';

/** A stretch of the document's text. The parts of a document, joined in order, are its text. */
export interface Part {
  kind: PartKind;
  start: number;
  end: number;
  /** The clause that this part belongs to. */
  clauseId?: string;
}

export type ClauseKind = 'item' | 'article' | 'section' | 'responsible' | 'meta';

/** What an answer can rest on: never cut, always verbatim. */
export interface Clause {
  id: string;
  kind: ClauseKind;
  /** Its place for people: `二(三)第13条`, `一、发展目标`, `三(一)`. */
  place: string;
  /** The titles of the sections around it, outermost first. */
  headings: readonly string[];
  /** Verbatim: `document.text.slice(start, end)`. */
  text: string;
  start: number;
  end: number;
  /** The responsible units: its own where it names them, else those of its section. */
  departments: readonly string[];
  /** The id of the line that names the units of its section. */
  responsibleId?: string;
  /** Other stretches of the document that belong to the same answer, verbatim: for the document's own data. */
  excerpts: readonly string[];
}

export interface PolicyDocument {
  id: string;
  front: FrontMatter;
  /** The front matter as it stands in the file: it may be quoted where the text itself has no head. */
  frontText: string;
  text: string;
  parts: readonly Part[];
  clauses: readonly Clause[];
  /** Changes whenever anything in the file does. */
  revision: string;
}

/** What the directory knows of the enterprise that asks. */
export interface EnterpriseProfile {
  name?: string;
  tier?: '创新型' | '市级专精特新' | '国家小巨人' | '无';
  industry?: string;
  park?: string;
  town?: string;
  listed?: boolean;
}

export const citedClauseSchema = z.object({
  documentId: z.string(),
  clauseId: z.string(),
  place: z.string(),
  documentNumber: z.string(),
  documentTitle: z.string(),
  quote: z.string(),
  departments: z.array(z.string()),
});
export type CitedClause = z.infer<typeof citedClauseSchema>;

/** An answer as the outbox keeps it and a card draws it. */
export const policyAnswerSchema = z.object({
  question: z.string(),
  outcome: z.enum(['answered', 'no-basis']),
  /** What the answer rests on, best first; empty without a basis. */
  clauses: z.array(citedClauseSchema),
  /** The nearest clauses where there is no basis: shown as possibly related, never as an answer. */
  related: z.array(citedClauseSchema),
  departments: z.array(z.string()),
  notices: z.array(z.string()),
  /** The answer in a sentence, from a model and checked against the clauses; absent where rules answer. */
  lead: z.string().optional(),
  /** The part of the question that has no basis, in the asker's words. */
  gap: z.string().optional(),
});
export type PolicyAnswer = z.infer<typeof policyAnswerSchema>;
