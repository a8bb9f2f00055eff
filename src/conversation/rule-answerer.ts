import type { PolicyService } from '#policy/policy.service.ts';
import type { PolicyAnswerer } from './conversation.types.ts';

/** Answers by rules and retrieval alone: clauses word for word. */
export function createRuleAnswerer(policy: PolicyService): PolicyAnswerer {
  return {
    answer: async (question, options) => ({ ...(await policy.answer(question, options)), version: 'rules' }),
  };
}
