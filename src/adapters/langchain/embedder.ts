import { OpenAIEmbeddings } from '@langchain/openai';
import type { Embedder } from '#policy/policy.ports.ts';
import type { Logger } from '#shared/log.ts';
import type { ModelSettings } from './chat-model.ts';

/** Some endpoints take no more texts at once than this. */
const BATCH = 10;
/** One question must not wait long: without its vector it is answered by words alone. */
const TIMEOUT_MS = 1_000;
/** Documents are turned into vectors when they are indexed, where nobody waits for an answer. */
const INDEXING_TIMEOUT_MS = 30_000;
/** An endpoint that failed is left alone for so long: only one in many questions finds out that it is dead. */
const REST_MS = 30_000;
const REMEMBERED = 200;

export interface EmbedderLimits {
  /** For the vector of one question, in ms. */
  timeoutMs?: number;
  /** How long an endpoint that failed is not asked again, in ms. */
  restMs?: number;
  /** Milliseconds that only grow. */
  elapsed?: () => number;
}

/**
 * Vectors from an OpenAI-compatible endpoint. One that fails or is late costs nothing but the vectors: the result is
 * then empty, and retrieval is lexical.
 */
export function createEmbedder(
  settings: ModelSettings,
  logger: Logger,
  { timeoutMs = TIMEOUT_MS, restMs = REST_MS, elapsed = () => performance.now() }: EmbedderLimits = {},
): Embedder {
  const clientWith = (timeout: number, maxRetries: number, maxConcurrency: number) =>
    new OpenAIEmbeddings({
      model: settings.model,
      apiKey: settings.apiKey ?? 'none',
      configuration: { baseURL: settings.baseUrl },
      batchSize: BATCH,
      timeout,
      maxRetries,
      maxConcurrency,
      encodingFormat: 'float',
    });
  // Questions wait for no other: on Workers that could be one of a run that was broken off.
  const forQuestions = clientWith(timeoutMs, 0, Number.POSITIVE_INFINITY);
  const forDocuments = clientWith(INDEXING_TIMEOUT_MS, 1, 4);
  const questions = new Map<string, number[][]>();
  let restsUntil = Number.NEGATIVE_INFINITY;

  async function vectorsOf(texts: readonly string[]): Promise<number[][]> {
    // A first text with the short limit tells whether the endpoint lives, before many are sent.
    const [first = ''] = texts;
    const probe = await forQuestions.embedDocuments([first]);
    const vectors = texts.length === 1 ? probe : await forDocuments.embedDocuments([...texts]);
    if (!areVectors(vectors, texts.length)) throw new TypeError('not one vector a text');
    return vectors;
  }

  return {
    model: settings.model,
    async embed(texts) {
      if (texts.length === 0) return [];
      const single = texts.length === 1 ? texts[0] : undefined;
      const known = single === undefined ? undefined : questions.get(single);
      if (known) return known;
      const started = elapsed();
      if (started < restsUntil) return [];
      try {
        const vectors = await vectorsOf(texts);
        if (single !== undefined) remember(questions, single, vectors);
        return vectors;
      } catch (error) {
        restsUntil = elapsed() + restMs;
        logger.warn('embedding.failed', {
          model: settings.model,
          texts: texts.length,
          code: error instanceof Error ? error.name : 'unknown',
          ms: Math.round(elapsed() - started),
        });
        return [];
      }
    },
  };
}

/** One question is looked up several times while it is answered. */
function remember(questions: Map<string, number[][]>, question: string, vectors: number[][]): void {
  const [oldest] = questions.keys();
  if (questions.size >= REMEMBERED && oldest !== undefined) questions.delete(oldest);
  questions.set(question, vectors);
}

function areVectors(vectors: readonly (readonly number[])[], count: number): boolean {
  const length = vectors[0]?.length ?? 0;
  return (
    vectors.length === count &&
    length > 0 &&
    vectors.every((vector) => vector.length === length && vector.every(Number.isFinite))
  );
}
