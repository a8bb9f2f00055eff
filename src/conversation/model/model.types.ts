import { z } from 'zod';
import type { DocumentSummary } from '#policy/policy.service.ts';
import type { EnterpriseProfile } from '#policy/policy.types.ts';

/**
 * What a model hands in. It names clauses and never quotes them: quotes are taken from the document by us. The
 * descriptions are part of what the model reads.
 */
export const answerDraftSchema = z
  .object({
    basis: z.boolean().describe('条款能否回答问题;不能则为 false,lead 留空,clauses 为空'),
    lead: z
      .string()
      .describe('一句话的回答,不超过120字,用条款原文的词句,不写条款中没有的数字、金额、日期、单位、名称'),
    clauses: z
      .array(
        z.object({
          id: z.string().describe('条款的 id,照抄'),
          reason: z.string().nullish().describe('这一条为什么能回答,可不写;不会给提问人看'),
        }),
      )
      .describe('依据的条款,最相关的在前,至多4条'),
    gap: z.string().nullish().describe('问题中条款没有回答的部分,照抄问题里的原话;没有则为 null'),
  })
  .meta({ title: 'submit_answer', description: '提交回答' });
export type AnswerDraft = z.infer<typeof answerDraftSchema>;

/** A clause as it is put before a model. */
export interface OfferedClause {
  /** `document#clause` */
  id: string;
  document: string;
  place: string;
  text: string;
  departments: readonly string[];
}

/** What a model may do while it answers: read policies. There is nothing here that writes, sends or changes. */
export interface PolicyTools {
  search(query: string): Promise<OfferedClause[]>;
  clause(id: string): OfferedClause | undefined;
  documents(): DocumentSummary[];
}

export interface DraftRequest {
  question: string;
  /** `2026-11-24`, in Beijing. */
  today: string;
  /** Without the enterprise's name: it does not leave the house. */
  enterprise: Omit<EnterpriseProfile, 'name'> | undefined;
  clauses: readonly OfferedClause[];
  tools: PolicyTools;
  signal: AbortSignal;
  /** Told of every call as it begins, so that a draft that failed is counted, too. */
  onCall(): void;
}

export interface DraftResult {
  draft: AnswerDraft;
  inputTokens: number;
  outputTokens: number;
}

/** A model that drafts answers. What it drafts is not trusted. */
export interface AnswerModel {
  /** Names model and prompt: `model:qwen-plus prompt:answer-v1`. */
  version: string;
  /** @throws InvalidInput for a draft out of shape, Unavailable where the endpoint does not answer */
  draft(request: DraftRequest): Promise<DraftResult>;
}
