import type { BaseMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { createAgent, createMiddleware, ToolStrategy } from 'langchain';
import { z } from 'zod';
import {
  type AnswerDraft,
  type AnswerModel,
  answerDraftSchema,
  type DraftRequest,
  type DraftResult,
} from '#conversation/model/model.types.ts';
import { InvalidInput, Unavailable } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import type { Prompt } from './parse-prompt.ts';
import { policyTools } from './policy-tools.ts';

export interface ModelSettings {
  /** Any OpenAI-compatible endpoint, with its version part: `https://api.deepseek.com/v1`. */
  baseUrl: string;
  /** Absent where the endpoint wants none. */
  apiKey: string | undefined;
  model: string;
}

/** What the prompt `answer` is filled with. */
export const ANSWER_INPUTS = ['today', 'enterprise', 'clauses', 'question'] as const;

/** A plain question takes one call, a search of its own one more; beyond this something goes round in circles. */
const MOST_CALLS = 4;
/** Some models think aloud before they answer. */
const ANSWER_TOKENS = 2_000;
const RETRIES = 1;
const MALFORMED = '提交的内容不符合要求,请按 submit_answer 的格式重新提交。';

/**
 * A LangChain agent over an OpenAI-compatible endpoint. An endpoint that refuses tools is asked once more without, and
 * from then on only so.
 */
export function createChatModel(settings: ModelSettings, prompt: Prompt): AnswerModel {
  const common = {
    model: settings.model,
    apiKey: settings.apiKey ?? 'none',
    configuration: { baseURL: settings.baseUrl },
    useResponsesApi: false,
    maxRetries: RETRIES,
    maxTokens: ANSWER_TOKENS,
  };
  const withTools = new ChatOpenAI({ ...common, temperature: 0 });
  const plain = new ChatOpenAI(common);
  let refusesTools = false;

  async function draftByAgent(request: DraftRequest): Promise<DraftResult> {
    let calls = 0;
    const agent = createAgent({
      model: withTools,
      tools: policyTools(request.tools),
      systemPrompt: prompt.system,
      responseFormat: ToolStrategy.fromSchema(answerDraftSchema, { handleError: MALFORMED }),
      middleware: [
        createMiddleware({
          name: 'LimitCalls',
          wrapModelCall: async (call, handler) => {
            if (++calls > MOST_CALLS) throw new InvalidInput('model.circles', 'too many calls');
            request.onCall();
            // Not every endpoint knows how to be forced to use a tool; one that answers in JSON is understood as well.
            const message = await handler({ ...call, toolChoice: 'auto' });
            // Messages of one id replace each other, and not every endpoint gives each its own.
            if ('id' in message) message.id = newId();
            return message;
          },
        }),
      ],
    });
    const state = await agent.invoke({ messages: [materials(request)] }, { signal: request.signal });
    return {
      draft: readDraft(state.structuredResponse ?? lastText(state.messages)),
      ...tokens(state.messages),
    };
  }

  async function draftPlainly(request: DraftRequest): Promise<DraftResult> {
    request.onCall();
    const system = { role: 'system', content: prompt.system };
    const message = await plain.invoke([system, materials(request)], { signal: request.signal });
    return { draft: readDraft(lastText([message])), ...tokens([message]) };
  }

  const materials = ({ question, today, enterprise, clauses }: DraftRequest) => ({
    role: 'user',
    content: prompt.user({
      today,
      question: JSON.stringify(question),
      enterprise: JSON.stringify(enterprise ?? null),
      clauses: JSON.stringify(clauses, null, 1),
    }),
  });

  return {
    version: `model:${settings.model} prompt:${prompt.version}`,
    async draft(request) {
      try {
        if (refusesTools) return await draftPlainly(request);
        return await draftByAgent(request).catch(async (error: unknown) => {
          if (!REFUSALS.has(statusOf(error) ?? 0)) throw error;
          const result = await draftPlainly(request);
          refusesTools = true;
          return result;
        });
      } catch (error) {
        throw asAppError(error, request.signal);
      }
    },
  };
}

/** Statuses with which endpoints turn down a request that holds what they do not support. */
const REFUSALS = new Set([400, 404, 422, 501]);

/** Reads a draft from what the model handed in, or from the JSON in its text. */
function readDraft(handedIn: unknown): AnswerDraft {
  const value = typeof handedIn === 'string' ? parseJson(handedIn) : handedIn;
  const checked = answerDraftSchema.safeParse(value);
  if (!checked.success) throw new InvalidInput('model.malformed', 'draft out of shape');
  return checked.data;
}

/** Models wrap JSON in fences, or put their thoughts before it. */
function parseJson(text: string): unknown {
  const answer = text.replace(/^[\s\S]*<\/think>/, '');
  const json = answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InvalidInput('model.malformed', 'no JSON', { cause: error });
  }
}

function lastText(messages: readonly BaseMessage[]): string {
  return messages.at(-1)?.text ?? '';
}

const usageSchema = z.object({ input_tokens: z.number(), output_tokens: z.number() });

function tokens(messages: readonly BaseMessage[]): { inputTokens: number; outputTokens: number } {
  const usages = messages.flatMap((message) => {
    const usage: unknown = 'usage_metadata' in message ? message.usage_metadata : undefined;
    return usageSchema.safeParse(usage).data ?? [];
  });
  return {
    inputTokens: usages.reduce((sum, usage) => sum + usage.input_tokens, 0),
    outputTokens: usages.reduce((sum, usage) => sum + usage.output_tokens, 0),
  };
}

/** The HTTP status of an error, or of what caused it. */
function statusOf(error: unknown): number | undefined {
  return causesOf(error)
    .map((cause) => ('status' in cause ? cause.status : undefined))
    .find((status) => typeof status === 'number');
}

export function asAppError(error: unknown, signal: AbortSignal): Error {
  const own = causesOf(error).find((cause) => cause instanceof InvalidInput);
  if (own) return own;
  if (signal.aborted) return new Unavailable('model.late', 'time limit', { cause: error });
  const status = statusOf(error);
  const code = status === undefined ? 'model.unreachable' : `model.status-${status}`;
  return new Unavailable(code, 'no answer', { cause: error });
}

function causesOf(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
