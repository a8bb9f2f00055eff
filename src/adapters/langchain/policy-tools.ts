import { tool } from 'langchain';
import { z } from 'zod';
import type { PolicyTools } from '#conversation/model/model.types.ts';

/** The capabilities that a model gets, as LangChain tools. All of them read; what they return is JSON. */
export function policyTools(tools: PolicyTools) {
  return [
    tool(async ({ query }) => JSON.stringify(await tools.search(query)), {
      name: 'search_clauses',
      description: '按意思检索政策条款,返回最相关的若干条',
      schema: z.object({ query: z.string().min(1).max(200).describe('检索的话,换用政策文件的说法') }),
    }),
    tool(({ id }) => JSON.stringify(tools.clause(id) ?? { error: '没有这一条' }), {
      name: 'get_clause',
      description: '取一条条款的原文和责任单位',
      schema: z.object({ id: z.string().max(200).describe('条款的 id,如 文件编号#13') }),
    }),
    tool(() => JSON.stringify(tools.documents()), {
      name: 'list_documents',
      description: '列出所有政策文件的文号、标题和有效性',
      schema: z.object({}),
    }),
  ];
}
