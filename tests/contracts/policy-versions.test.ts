import { describe, expect, it, onTestFinished } from 'vitest';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import type { IndexChange, PolicyIndex } from '#policy/policy.ports.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import { atBeijing } from '#shared/beijing.ts';
import { indexPlaces, knowledgeOf } from '#tests/builders/policy-knowledge.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const options = { now: atBeijing('2026-11-24', 9) };

/** The real index, with a record of what it was told to change. */
function recorded(index: PolicyIndex): { index: PolicyIndex; changes: IndexChange[] } {
  const changes: IndexChange[] = [];
  const apply = async (change: IndexChange) => {
    if (change.put.length + change.remove.length > 0) changes.push(change);
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
    expect(await policy.refresh(knowledgeOf(loan, changed))).toEqual({
      indexed: 1,
      removed: 0,
      withoutVectors: 0,
    });
    expect(second.changes[0]?.put.map((document) => document.documentId)).toEqual(['market']);
    expect(await policy.refresh(knowledgeOf(loan))).toEqual({ indexed: 0, removed: 1, withoutVectors: 0 });
    expect((await policy.answer('参加展会', options)).outcome).toBe('no-basis');
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

describe.each(indexPlaces)('versions in %s', (_, open) => {
  it('switch in one step: every answer rests on the old text or on the new, never on both or neither', async () => {
    const index = await (await open())();
    onTestFinished(() => index.close());
    // What is asked for stands so far down that only the index finds it.
    const before = '各单位要加强统筹协调,形成工作合力,做好宣传解读。'.repeat(17);
    const text = (round: number) => `第一条 ${before}农户可以领取第${round}轮低息借款。\n`;
    const others = { ...market, text: `第一条 ${before}组织参加展会。\n` };
    // A version comes by the same id, by another id that replaces it, and as the only one that is left.
    const rounds = Array.from({ length: 9 }, (_, at) => {
      const id = `loan${at % 3}`;
      const old = { id: `loan${(at + 2) % 3}`, text: text(at - 1) };
      const front = at % 3 === 1 ? `替代: ${old.id}\n` : '';
      return knowledgeOf(others, ...(front ? [old] : []), { id, text: text(at), front });
    });
    const [first, ...later] = rounds;
    if (!first) throw new Error('there are rounds');
    const policy = await createPolicyService({ knowledge: first, index });
    const seen: string[][] = [];
    const ask = async () => {
      const ranked = await policy.rank('农户领取低息借款', options);
      seen.push(ranked.flatMap(({ quote }) => /第(\d+)轮/.exec(quote)?.[1] ?? []));
    };
    let changing = true;
    const askers = Array.from({ length: 3 }, async () => {
      while (changing) {
        await ask();
        // An index that answers at once would leave the change no turn.
        await new Promise(setImmediate);
      }
    });
    onTestFinished(() => {
      changing = false;
    });
    for (const [at, knowledge] of later.entries()) {
      const refreshing = policy.refresh(knowledge);
      await ask();
      await refreshing;
      await ask();
      expect(seen.at(-1)).toEqual([String(at + 1)]);
    }
    changing = false;
    await Promise.all(askers);
    expect(seen.length).toBeGreaterThan(16);
    expect(seen.filter((versions) => versions.length !== 1)).toEqual([]);
  });

  it('are taken over from another process at the next refresh, in one step', async () => {
    const place = await open();
    const [mine, theirs] = [await place(), await place()];
    onTestFinished(async () => {
      await mine.close();
      await theirs.close();
    });
    const policy = await createPolicyService({ knowledge: knowledgeOf(loan, market), index: mine });
    const next = knowledgeOf({ ...loan, text: '第一条 企业可以申请无息借款。\n' }, market);
    await createPolicyService({ knowledge: next, index: theirs });
    expect(await policy.refresh(next)).toEqual({ indexed: 0, removed: 0, withoutVectors: 0 });
    expect((await policy.answer('申请无息借款', options)).clauses[0]?.quote).toContain('无息借款');
    const alone = await theirs.statistics(['借款', '贷款']);
    expect((await mine.statistics(['借款', '贷款'])).frequencies.get('借款')).toBe(
      alone.frequencies.get('借款'),
    );
  });
});
