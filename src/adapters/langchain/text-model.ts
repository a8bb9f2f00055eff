import { ChatOpenAI } from '@langchain/openai';
import { InvalidInput } from '#shared/errors.ts';
import type { TextModel } from '#shared/text-model.ts';
import { asAppError, type ModelSettings } from './chat-model.ts';

/** What of a prompt's file is needed here. */
interface WritingPrompt {
  version: string;
  system: string;
  user(values: Readonly<Record<string, string>>): string;
}

const TEXT_TOKENS = 1_500;

/** A chat model over an OpenAI-compatible endpoint that writes one text for a prompt. */
export function createTextModel(settings: ModelSettings, prompt: WritingPrompt): TextModel {
  const chat = new ChatOpenAI({
    model: settings.model,
    apiKey: settings.apiKey ?? 'none',
    configuration: { baseURL: settings.baseUrl },
    useResponsesApi: false,
    maxRetries: 1,
    maxTokens: TEXT_TOKENS,
  });
  return {
    version: `model:${settings.model} prompt:${prompt.version}`,
    async write(inputs, signal) {
      try {
        const message = await chat.invoke(
          [
            { role: 'system', content: prompt.system },
            { role: 'user', content: prompt.user(inputs) },
          ],
          { signal },
        );
        // Some models think aloud before they answer.
        const text = message.text.replace(/^[\s\S]*<\/think>/, '').trim();
        if (text === '') throw new InvalidInput('model.malformed', 'no text');
        return text;
      } catch (error) {
        throw asAppError(error, signal);
      }
    },
  };
}
