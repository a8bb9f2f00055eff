import type { PolicyAnswerer } from '#conversation/conversation.types.ts';
import { createModelAnswerer, type ModelAnswererNeeds } from '#conversation/model/model-answerer.ts';
import type { Departments } from '#directory/directory.departments.ts';
import { ANSWER_INPUTS, createChatModel, type ModelSettings } from './chat-model.ts';
import { parsePrompt } from './parse-prompt.ts';

export interface OpenAnswererNeeds extends Omit<ModelAnswererNeeds, 'model' | 'names'> {
  settings: ModelSettings;
  departments: Departments;
  /** The text of `prompts/answer.md`. */
  prompt: string;
}

const TRACING = [
  'LANGSMITH_TRACING',
  'LANGSMITH_TRACING_V2',
  'LANGCHAIN_TRACING',
  'LANGCHAIN_TRACING_V2',
] as const;

/**
 * The answerer with a model, over the rules' answers. Loading this file loads LangChain.
 * @throws ConfigurationError where the prompt's file is not right
 */
export function openModelAnswerer({
  settings,
  departments,
  prompt,
  ...needs
}: OpenAnswererNeeds): PolicyAnswerer {
  // LangChain would send every question to a tracing service where these are set, perhaps for another program.
  for (const name of TRACING) delete process.env[name];
  const { district, units } = departments;
  return createModelAnswerer({
    ...needs,
    model: createChatModel(settings, parsePrompt(prompt, 'prompts/answer.md', ANSWER_INPUTS)),
    names: {
      units: units.flatMap((unit) => [
        unit.name,
        unit.fullName,
        ...unit.aliases,
        ...(unit.successor ? [unit.successor.name] : []),
      ]),
      district: [district.fullName, district.name],
    },
  });
}
