import { describe, expect, it, onTestFinished } from 'vitest';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { parsePolicyFile } from '#policy/policy.file.ts';
import type { PolicyKnowledge } from '#policy/policy.knowledge.ts';
import { lexiconSchema } from '#policy/policy.lexicon.ts';
import type { IndexChange, PolicyIndex } from '#policy/policy.ports.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import { atBeijing } from '#shared/beijing.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const options = { now: atBeijing('2026-11-24', 9) };

function knowledgeOf(...documents: { id: string; text: string; front?: string }[]): PolicyKnowledge {
  const parsed = documents.map(({ id, text, front = '' }, at) =>
    parsePolicyFile(
      `---\n编号: ${id}\n文号: 甲发〔2025〕${at + 1}号\n标题: ${id}办法\n发布机构: 甲\n成文日期: 2025-01-01\n发布日期: 2025-01-01\n有效性: 有效\n${front}---\n${text}`,
      `${id}.md`,
    ),
  );
  return { documents: parsed, lexicon: lexiconSchema.parse({}), applicability: [] };
}

/** The real index, with a record of what it was told to change. */
function recorded(index: PolicyIndex): { index: PolicyIndex; changes: IndexChange[] } {
  const changes: IndexChange[] = [];
  const apply = async (change: IndexChange) => {
    changes.push(change);
    await index.apply(change);
  };
  return {
    changes,
    index: {
      apply,
      revisions: () => index.revisions(),
      candidates: (query) => index.candidates(query),
      statistics: (tokens) => index.statistics(tokens),
      close: () => index.close(),
    },
  };
}

async function opened(folder = temporaryFolder()): Promise<PolicyIndex> {
  const index = await openLanceIndex(folder);
  onTestFinished(() => index.close());
  return index;
}

const loan = { id: 'loan', text: '第一条 企业可以申请低息贷款。\n第二条 贷款不要抵押。\n' };
const market = { id: 'market', text: '第一条 组织企业参加展会。\n' };

describe('versions', () => {
  it('are indexed once: a second start changes nothing, a change touches its document only', async () => {
    const folder = temporaryFolder();
    const first = recorded(await opened(folder));
    await createPolicyService({ knowledge: knowledgeOf(loan, market), index: first.index });
    expect(first.changes[0]?.put.map((document) => document.documentId)).toEqual(['loan', 'market']);
    const second = recorded(await opened(folder));
    const policy = await createPolicyService({ knowledge: knowledgeOf(loan, market), index: second.index });
    expect(second.changes).toEqual([]);
    const changed = { ...market, text: '第一条 组织企业参加国外展会。\n' };
    expect(await policy.refresh(knowledgeOf(loan, changed))).toEqual({ indexed: 1, removed: 0 });
    expect(second.changes[0]?.put.map((document) => document.documentId)).toEqual(['market']);
    expect(await policy.refresh(knowledgeOf(loan))).toEqual({ indexed: 0, removed: 1 });
    expect((await policy.answer('参加展会', options)).outcome).toBe('no-basis');
  });

  it('switch in one step: every answer rests on the old text or on the new, never on both or neither', async () => {
    const policy = await createPolicyService({ knowledge: knowledgeOf(loan, market), index: await opened() });
    const text = (round: number) => ({ ...loan, text: `第一条 企业可以申请第${round}轮低息贷款。\n` });
    let changing = true;
    const quotes: string[][] = [];
    const asking = (async () => {
      while (changing) {
        const answer = await policy.answer('企业申请低息贷款', options);
        quotes.push(
          answer.clauses.filter(({ documentId }) => documentId === 'loan').map(({ quote }) => quote),
        );
      }
    })();
    for (let round = 1; round <= 4; round++) await policy.refresh(knowledgeOf(text(round), market));
    changing = false;
    await asking;
    expect(quotes.length).toBeGreaterThan(4);
    for (const quote of quotes) expect(quote[0]).toMatch(/低息贷款/);
    expect((await policy.answer('企业申请低息贷款', options)).clauses[0]?.quote).toContain('第4轮');
  });

  it('that are repealed or replaced answer only where they are named', async () => {
    const old = { ...loan, id: 'old' };
    const next = { id: 'next', text: '第一条 企业可以申请无息贷款。\n', front: '替代: old\n' };
    const policy = await createPolicyService({ knowledge: knowledgeOf(old, next), index: await opened() });
    const answer = await policy.answer('企业申请贷款', options);
    expect(new Set(answer.clauses.map(({ documentId }) => documentId))).toEqual(new Set(['next']));
    const named = await policy.answer('甲发(2025)1号里贷款要抵押吗', options);
    expect(named.clauses.some(({ documentId }) => documentId === 'old')).toBe(true);
    expect(named.notices.join()).toContain('已被甲发〔2025〕2号替代');
  });

  it('answer from a document that nobody noted anything about', async () => {
    const policy = await createPolicyService({ knowledge: knowledgeOf(loan, market), index: await opened() });
    const clauses = async (question: string) =>
      (await policy.answer(question, options)).clauses.map(
        ({ documentId, clauseId }) => `${documentId}#${clauseId}`,
      );
    expect((await clauses('有没有不要抵押的贷款'))[0]).toBe('loan#2');
    expect((await clauses('想参加展会'))[0]).toBe('market#1');
    expect(await clauses('食堂在哪里')).toEqual([]);
  });
});
