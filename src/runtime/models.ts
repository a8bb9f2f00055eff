import type { Config } from '#config/parse-config.ts';
import type { PolicyAnswerer } from '#conversation/conversation.types.ts';
import { createRuleAnswerer } from '#conversation/rule-answerer.ts';
import type { Departments } from '#directory/directory.departments.ts';
import type { Embedder } from '#policy/policy.ports.ts';
import type { PolicyService } from '#policy/policy.service.ts';
import type { Clock } from '#shared/clock.ts';
import type { Logger } from '#shared/log.ts';
import type { Metrics } from '#shared/metrics.ts';
import {
  createModelNarrator,
  NARRATIVE_INPUTS,
  type Narrator,
  ruleNarrator,
} from '#summaries/summaries.narrator.ts';

// LangChain takes more than a second to load, so it is loaded only where a model is configured.

interface Needs {
  policy: PolicyService;
  departments: Departments;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** The text of a prompt by its name, `answer` for `prompts/answer.md`. */
  prompt(name: string): string;
}

/** Who answers policy questions: rules alone, or a model over them where one is configured. */
export async function openAnswerer(
  config: Pick<Config, 'llm'>,
  { prompt, ...needs }: Needs,
): Promise<PolicyAnswerer> {
  const rules = createRuleAnswerer(needs.policy);
  if (!config.llm) return rules;
  const { openModelAnswerer } = await import('#adapters/langchain/open-answerer.ts');
  const { timeoutMs, ...settings } = config.llm;
  return openModelAnswerer({ ...needs, rules, settings, timeoutMs, prompt: prompt('answer') });
}

/** Who puts summaries into words: rules alone, or a model whose numbers are checked where one is configured. */
export async function openNarrator(
  config: Pick<Config, 'llm'>,
  needs: Pick<Needs, 'clock' | 'logger' | 'prompt'>,
): Promise<Narrator> {
  if (!config.llm) return ruleNarrator;
  const { createTextModel } = await import('#adapters/langchain/text-model.ts');
  const { parsePrompt } = await import('#adapters/langchain/parse-prompt.ts');
  const { timeoutMs, ...settings } = config.llm;
  const prompt = parsePrompt(needs.prompt(NARRATIVE), `prompts/${NARRATIVE}.md`, NARRATIVE_INPUTS);
  return createModelNarrator({ ...needs, model: createTextModel(settings, prompt), timeoutMs });
}
const NARRATIVE = 'summary-narrative';

/** What turns texts into vectors, where that is configured. */
export async function openEmbedder(
  config: Pick<Config, 'embedding'>,
  logger: Logger,
): Promise<Embedder | undefined> {
  if (!config.embedding) return undefined;
  const { createEmbedder } = await import('#adapters/langchain/embedder.ts');
  return createEmbedder(config.embedding, logger);
}
