import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { readPrompt } from '#adapters/langchain/load-prompt.ts';
import { openModelAnswerer } from '#adapters/langchain/open-answerer.ts';
import type { PolicyAnswerer, VersionedAnswer } from '#conversation/conversation.types.ts';
import { policyPayload } from '#conversation/payloads.ts';
import { createRuleAnswerer } from '#conversation/rule-answerer.ts';
import { createPolicyService, type PolicyService } from '#policy/policy.service.ts';
import { createFixedClock } from '#shared/clock.ts';
import type { LogFields, Logger } from '#shared/log.ts';
import {
  type ChatRequest,
  type OpenAiServer,
  type Play,
  startOpenAiServer,
} from '#tests/builders/openai-server.ts';

export const NOW = new Date('2025-06-10T10:00:00+08:00');
export const KEY = 'sk-secret-key-for-tests';
/** A port that the system gives to nobody. */
const NOBODY_LISTENS = 'http://127.0.0.1:2/v1';
export const PLAN = 'jiangjin-plan-2022';

export interface ModelWorld {
  policy: PolicyService;
  /** Absent where the endpoint is dead. */
  server: OpenAiServer | undefined;
  clock: ReturnType<typeof createFixedClock>;
  logs: { event: string; fields: LogFields }[];
  answerer: PolicyAnswerer;
  ask(question: string): Promise<VersionedAnswer>;
  /** What is put into the outbox for an answer, as one text. */
  payload(answer: VersionedAnswer): string;
}

/** The real policies in a real index, opened once for the tests of a file. */
export function usePolicy(): () => PolicyService {
  let policy: PolicyService | undefined;
  let close = async () => {};
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'yiqi-'));
    const index = await openLanceIndex(folder);
    close = async () => {
      await index.close();
      rmSync(folder, { recursive: true, force: true });
    };
    policy = await createPolicyService({ knowledge: loadKnowledge('knowledge'), index });
  });
  afterAll(() => close());
  return () => {
    if (!policy) throw new Error('the policies are not open yet');
    return policy;
  };
}

/** Real policies, real index, real ChatOpenAI, against a local endpoint that plays the model. */
export async function openModelWorld(
  policy: PolicyService,
  chat: ((request: ChatRequest, call: number) => Play | Promise<Play>) | 'dead',
  options: { timeoutMs?: number } = {},
): Promise<ModelWorld> {
  const server = chat === 'dead' ? undefined : await startOpenAiServer({ chat });
  onTestFinished(() => server?.close());
  const clock = createFixedClock(NOW);
  const logs: ModelWorld['logs'] = [];
  const keep = (event: string, fields: LogFields = {}) => void logs.push({ event, fields });
  const logger: Logger = { debug: keep, info: keep, warn: keep, error: keep };
  const answerer = openModelAnswerer({
    policy,
    rules: createRuleAnswerer(policy),
    departments: loadRules('knowledge').departments,
    prompt: readPrompt('answer'),
    settings: { baseUrl: server?.url ?? NOBODY_LISTENS, apiKey: KEY, model: 'test-model' },
    clock,
    logger,
    timeoutMs: options.timeoutMs ?? 10_000,
  });
  return {
    policy,
    server,
    clock,
    logs,
    answerer,
    ask: (question) => answerer.answer(question, { now: clock.now() }),
    payload: (answer) => JSON.stringify(policyPayload('answer-1', answer, '区经济信息委')),
  };
}

/** A draft as a model hands it in. */
export function submit(draft: {
  basis?: boolean;
  lead?: string;
  clauses?: string[];
  gap?: string | null;
}): Play {
  const { basis = true, lead = '', clauses = [], gap = null } = draft;
  const args = { basis, lead, clauses: clauses.map((id) => ({ id: `${PLAN}#${id}`, reason: null })), gap };
  return { tool: 'submit_answer', args };
}
