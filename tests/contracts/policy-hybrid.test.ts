import { describe, expect, it, onTestFinished } from 'vitest';
import { createEmbedder } from '#adapters/langchain/embedder.ts';
import type { PolicyKnowledge } from '#policy/policy.knowledge.ts';
import type { Embedder, PolicyIndex } from '#policy/policy.ports.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import { atBeijing } from '#shared/beijing.ts';
import { silentLogger } from '#shared/log.ts';
import {
  type OpenAiServer,
  type OpenAiServerOptions,
  startOpenAiServer,
} from '#tests/builders/openai-server.ts';
import { type IndexPlace, indexPlaces, knowledgeOf } from '#tests/builders/policy-knowledge.ts';

const now = atBeijing('2026-11-24', 9);

/** What the texts are about, as axes of their vectors: words of one axis share no character with each other. */
const AXES = [/贷款|缺钱周转/, /展会|外头摆摊/, /专利|发明保护/, /食堂|吃饭/];
const meaningOf = (text: string) => [...AXES.map((axis) => (axis.test(text) ? 1 : 0)), 0.2];

const knowledge: PolicyKnowledge = knowledgeOf(
  { id: 'loan', text: '第一条 银行提供信用贷款。\n第二条 推广无还本续贷产品。\n' },
  { id: 'market', text: '第一条 组织参加展会。\n第二条 支持开拓国际市场。\n' },
  { id: 'patent', text: '第一条 鼓励培育高价值专利。\n' },
);

async function endpoint(embed: NonNullable<OpenAiServerOptions['embed']> = meaningOf): Promise<OpenAiServer> {
  const server = await startOpenAiServer({ embed });
  onTestFinished(() => server.close());
  return server;
}

function embedderOf(server: OpenAiServer, model = 'm1', elapsed?: () => number): Embedder {
  // Short only where the endpoint is meant to fail: a busy machine is no dead one.
  const limits = elapsed ? { timeoutMs: 300, elapsed } : { timeoutMs: 10_000 };
  return createEmbedder({ baseUrl: server.url, model, apiKey: undefined }, silentLogger, limits);
}

const documentTexts = (server: OpenAiServer) =>
  server.embedded.filter((texts) => texts.length > 1 || /^第|条/.test(texts[0] ?? '')).flat();

describe.each(indexPlaces)('hybrid search in %s', (_, open) => {
  async function service(place: IndexPlace, embedder?: Embedder, known = knowledge) {
    const index = await place();
    onTestFinished(() => index.close());
    const policy = await createPolicyService({ knowledge: known, index, ...(embedder ? { embedder } : {}) });
    return { index, policy };
  }
  const first = async (policy: { rank: Rank }, question: string) => {
    const [best] = await policy.rank(question, { now });
    return best && `${best.documentId}#${best.clauseId}`;
  };
  type Rank = Awaited<ReturnType<typeof createPolicyService>>['rank'];

  it('finds by meaning what no word finds', async () => {
    const place = await open();
    const server = await endpoint();
    const { policy } = await service(place, embedderOf(server));
    const words = await service(await open());
    for (const [question, clause] of [
      ['缺钱周转', 'loan#1'],
      ['外头摆摊', 'market#1'],
      ['发明保护', 'patent#1'],
    ] as const) {
      expect(await first(words.policy, question)).toBeUndefined();
      expect(await first(policy, question)).toBe(clause);
    }
    // Exact words keep their weight beside the meaning.
    expect(await first(policy, '无还本续贷')).toBe('loan#2');
  });

  it('refuses what has no basis, though every text is somewhat like every other', async () => {
    const server = await endpoint((text) => [...meaningOf(text).slice(0, -1), 3]);
    const { policy } = await service(await open(), embedderOf(server));
    expect((await policy.answer('食堂在哪里', { now })).outcome).toBe('no-basis');
    expect((await policy.answer('银行信用贷款', { now })).outcome).toBe('answered');
  });

  it('embeds once; again where a model comes or changes though no text did; words alone where it goes', async () => {
    const place = await open();
    const server = await endpoint();
    const revisions = async (index: PolicyIndex) => [...(await index.revisions()).values()];
    const plain = await service(place);
    const before = await revisions(plain.index);
    expect(server.embedded).toEqual([]);

    const withModel = await service(place, embedderOf(server));
    expect(documentTexts(server).length).toBeGreaterThan(4);
    expect(await first(withModel.policy, '缺钱周转')).toBe('loan#1');
    const asked = server.embedded.length;
    await service(place, embedderOf(server));
    expect(server.embedded).toHaveLength(asked);

    // Vectors of the same length from another model mean something else.
    const turned = await endpoint((text) => meaningOf(text).toReversed());
    const other = await service(place, embedderOf(turned, 'm2'));
    expect(documentTexts(turned).length).toBeGreaterThan(4);
    expect(await first(other.policy, '外头摆摊')).toBe('market#1');
    const longer = await endpoint((text) => [...meaningOf(text), 0.1, 0.1]);
    const third = await service(place, embedderOf(longer, 'm3'));
    expect(await first(third.policy, '发明保护')).toBe('patent#1');

    const without = await service(place);
    expect(await revisions(without.index)).toEqual(before);
    const query = { tokens: [], limit: 9, vector: [...meaningOf('缺钱周转'), 0.1, 0.1] };
    expect(await without.index.candidates(query)).toEqual([]);
  });

  it('embeds only what changed', async () => {
    const server = await endpoint();
    const { policy } = await service(await open(), embedderOf(server));
    const asked = server.embedded.length;
    const [loan, market, patent] = knowledge.documents;
    if (!loan || !market || !patent) throw new Error('three documents are known');
    const changed = knowledgeOf({ id: 'patent', text: '第一条 资助国外专利。\n' }).documents;
    const next = { ...knowledge, documents: [loan, market, ...changed] };
    expect(await policy.refresh(next)).toEqual({ indexed: 1, removed: 0, withoutVectors: 0 });
    const since = server.embedded.slice(asked).flat();
    expect(since.some((text) => text.includes('国外专利'))).toBe(true);
    expect(since.some((text) => /贷款|展会/.test(text))).toBe(false);
  });

  it.each<[string, NonNullable<OpenAiServerOptions['embed']>]>([
    ['refuses', () => ({ status: 503 })],
    ['never answers', () => 'silence'],
  ])('goes by words where the endpoint %s, and catches up once it answers', async (_name, fails) => {
    let works = false;
    let clock = 0;
    const server = await endpoint((text) => (works ? meaningOf(text) : fails(text)));
    const { policy } = await service(
      await open(),
      embedderOf(server, 'm1', () => clock),
    );
    expect((await policy.answer('银行信用贷款', { now })).outcome).toBe('answered');
    // One failure tells of all: the endpoint is not asked again for a while, so nobody waits for it.
    const asked = server.embedded.length;
    for (const question of ['参加展会', '培育专利', '续贷产品']) await policy.answer(question, { now });
    expect(server.embedded).toHaveLength(asked);
    expect(await policy.refresh(knowledge)).toEqual({ indexed: 0, removed: 0, withoutVectors: 3 });

    works = true;
    clock += 60_000;
    expect(await policy.refresh(knowledge)).toEqual({ indexed: 3, removed: 0, withoutVectors: 0 });
    expect(await first(policy, '缺钱周转')).toBe('loan#1');
    // Vectors that are there stay there while the endpoint is away, and a question goes by words again.
    works = false;
    expect((await policy.answer('银行贷款', { now })).outcome).toBe('answered');
    expect(await policy.refresh(knowledge)).toEqual({ indexed: 0, removed: 0, withoutVectors: 0 });
  });
});

describe('both indexes', () => {
  it('rank alike by words and meaning together', async () => {
    const server = await endpoint();
    const ranked = await Promise.all(
      indexPlaces.map(async ([, open]) => {
        const index = await (await open())();
        onTestFinished(() => index.close());
        const policy = await createPolicyService({ knowledge, index, embedder: embedderOf(server) });
        const questions = ['缺钱周转', '银行贷款', '支持外头摆摊', '专利', '产品市场'];
        return Promise.all(
          questions.map(async (q) =>
            (await policy.rank(q, { now })).map(({ documentId, clauseId }) => `${documentId}#${clauseId}`),
          ),
        );
      }),
    );
    expect(ranked[0]).toEqual(ranked[1]);
    expect(ranked[0]?.flat().length).toBeGreaterThan(5);
  });
});
