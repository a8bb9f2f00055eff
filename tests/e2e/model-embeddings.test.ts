import { describe, expect, it, onTestFinished } from 'vitest';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { createEmbedder } from '#adapters/langchain/embedder.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import type { LogFields, Logger } from '#shared/log.ts';
import { type OpenAiServerOptions, startOpenAiServer } from '#tests/builders/openai-server.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

async function open(embed: NonNullable<OpenAiServerOptions['embed']>, timeoutMs = 5_000) {
  const server = await startOpenAiServer({ embed });
  onTestFinished(() => server.close());
  const logs: { event: string; fields: LogFields }[] = [];
  const keep = (event: string, fields: LogFields = {}) => void logs.push({ event, fields });
  const logger: Logger = { debug: keep, info: keep, warn: keep, error: keep };
  const settings = { baseUrl: server.url, apiKey: 'sk-embedding-key', model: 'test-embedding' };
  return { server, logs, embedder: createEmbedder(settings, logger, { timeoutMs }) };
}

const vector = (text: string) => [text.length, text.codePointAt(0) ?? 0, 0.5];

describe('embeddings', () => {
  it('gives one vector a text, in order, however many texts there are', async () => {
    const { embedder, server } = await open(vector);
    const texts = Array.from({ length: 47 }, (_, at) => `${'条'.repeat(at + 1)}款`);
    expect(await embedder.embed(texts)).toEqual(texts.map(vector));
    expect(Math.max(...server.embedded.map((batch) => batch.length))).toBeLessThanOrEqual(10);
    expect(new Set(server.keys)).toEqual(new Set(['Bearer sk-embedding-key']));
    expect(await embedder.embed([])).toEqual([]);
  });

  it('asks once for a question that is looked up several times', async () => {
    const { embedder, server } = await open(vector);
    const first = await embedder.embed(['有没有贷款']);
    expect(await embedder.embed(['有没有贷款'])).toEqual(first);
    expect(server.embedded).toHaveLength(1);
  });

  it.each<[string, NonNullable<OpenAiServerOptions['embed']>]>([
    ['refuses', () => ({ status: 500 })],
    ['knows no such key', () => ({ status: 401 })],
    ['gives vectors of different lengths', (text) => Array.from(text, () => 1)],
    ['gives empty vectors', () => []],
  ])('goes without vectors where the endpoint %s, and says so in the log', async (_, embed) => {
    const { embedder, logs } = await open(embed);
    expect(await embedder.embed(['贷', '款款'])).toEqual([]);
    const fields = { model: 'test-embedding', texts: 2, code: expect.any(String), ms: expect.any(Number) };
    expect(logs).toEqual([{ event: 'embedding.failed', fields }]);
  });

  it('does not wait long for the vector of a question', async () => {
    const { embedder, logs } = await open(() => 'silence', 100);
    expect(await embedder.embed(['贷款'])).toEqual([]);
    expect(logs).toHaveLength(1);
  });

  it('answers questions by words where the endpoint fails', async () => {
    const { embedder } = await open(() => ({ status: 503 }));
    const folder = temporaryFolder();
    const index = await openLanceIndex(folder);
    onTestFinished(() => index.close());
    const policy = await createPolicyService({ knowledge: loadKnowledge('knowledge'), index, embedder });
    const answer = await policy.answer('有没有给专精特新企业的专属贷款', { now: new Date('2025-06-10') });
    expect(answer.outcome).toBe('answered');
  });
});
