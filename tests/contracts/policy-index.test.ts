import { describe, expect, it, onTestFinished } from 'vitest';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { openFtsIndex } from '#adapters/sqlite-fts/sqlite-fts-index.ts';
import type { IndexedDocument, PolicyIndex } from '#policy/policy.ports.ts';
import { searchClauses } from '#policy/policy.search.ts';
import { tokenize } from '#policy/policy.tokens.ts';
import { temporaryDatabase, temporaryFolder } from '#tests/builders/temporary-database.ts';

const indexes: readonly (readonly [string, () => Promise<PolicyIndex>])[] = [
  ['LanceDB', () => openLanceIndex(temporaryFolder())],
  process.env.YIQI_RUNTIME === 'worker'
    ? ['D1 FTS5', openD1Index]
    : ['SQLite FTS5', async () => openFtsIndex(await temporaryDatabase())],
];

/** On an empty D1 database of workerd. */
async function openD1Index(): Promise<PolicyIndex> {
  const { startLocalWorker } = await import('#adapters/workerd/local-worker.ts');
  const { builtBundle } = await import('#tests/builders/worker-setup.ts');
  const worker = await startLocalWorker({ bundle: builtBundle(), env: {} });
  onTestFinished(() => worker.stop());
  return openFtsIndex(worker.db);
}

function document(documentId: string, revision: string, texts: Record<string, string>): IndexedDocument {
  const clauses = Object.entries(texts).map(([clauseId, text]) => ({
    ...{ key: `${documentId}#${clauseId}`, documentId, clauseId, revision, text },
    tokens: tokenize(text),
  }));
  return { documentId, revision, clauses };
}

const plan = document('plan', 'r1', {
  '1': '推广“专精特新贷”系列产品,提高授信额度。',
  '2': '支持企业参加各类展会,开拓国际市场。',
  '3': '对企业建设数字化车间、智能工厂的,给予资金支持。',
});
const other = document('other', 'r1', { '1': '鼓励金融机构开发贷款产品。', '2': '开展直播带岗活动。' });

describe.each(indexes)('%s as a PolicyIndex', (_, open) => {
  async function opened(): Promise<PolicyIndex> {
    const index = await open();
    onTestFinished(() => index.close());
    return index;
  }
  const hits = async (index: PolicyIndex, question: string, documentIds?: string[]) =>
    (await searchClauses(index, question, { limit: 10, ...(documentIds ? { documentIds } : {}) })).map(
      ({ candidate }) => `${candidate.documentId}#${candidate.clauseId}`,
    );

  it('is empty at first and finds nothing', async () => {
    const index = await opened();
    expect(await index.revisions()).toEqual(new Map());
    expect(await hits(index, '贷款')).toEqual([]);
  });

  it('finds by words, the best first', async () => {
    const index = await opened();
    await index.apply({ put: [plan, other], remove: [] });
    expect((await hits(index, '参加展会有支持吗'))[0]).toBe('plan#2');
    expect((await hits(index, '智能工厂'))[0]).toBe('plan#3');
    expect(await hits(index, '带岗')).toEqual(['other#2']);
  });

  it('finds in the named documents only, before it ranks', async () => {
    const index = await opened();
    await index.apply({ put: [plan, other], remove: [] });
    expect(await hits(index, '贷款产品', ['other'])).toEqual(['other#1']);
    expect(await hits(index, '贷款产品', [])).toEqual([]);
  });

  it('passes over named clauses before it ranks, by words and by vectors', async () => {
    const index = await opened();
    const vectors: Record<string, number[]> = { '1': [1, 0], '2': [0, 1], '3': [0.6, 0.8] };
    const clauses = plan.clauses.map((clause) => ({ ...clause, vector: vectors[clause.clauseId] ?? [] }));
    await index.apply({ put: [{ ...plan, clauses }, other], remove: [] });
    const found = async (limit: number, ...clauseIds: string[]) => {
      const except = clauseIds.map((clauseId) => ({ documentId: 'plan', clauseId }));
      const query = { tokens: tokenize('支持企业参加展会'), limit, except, vector: [0, 1] };
      return (await index.candidates(query)).map((c) => `${c.documentId}#${c.clauseId}`);
    };
    expect(await found(1)).toEqual(['plan#2']);
    expect(await found(1, '2', "o'brien")).toEqual(['plan#3']);
    expect(await found(9, '1', '2', '3')).toEqual(['other#2']);
  });

  it('gives back what was put in', async () => {
    const index = await opened();
    await index.apply({ put: [other], remove: [] });
    const [found] = await index.candidates({ tokens: ['带岗'], limit: 5 });
    expect(found).toEqual({
      ...{ documentId: 'other', clauseId: '2', revision: 'r1' },
      ...{ text: '开展直播带岗活动。', tokens: tokenize('开展直播带岗活动。') },
    });
  });

  it('knows how many clauses hold a token, also after changes', async () => {
    const index = await opened();
    await index.apply({ put: [plan, other], remove: [] });
    const before = await index.statistics(['产品', '带岗', '无此词']);
    expect(before.clauses).toBe(5);
    expect(before.frequencies.get('产品')).toBe(2);
    expect(before.frequencies.get('无此词') ?? 0).toBe(0);
    await index.apply({ put: [], remove: ['other'] });
    const after = await index.statistics(['产品', '带岗']);
    expect(after.clauses).toBe(3);
    expect(after.frequencies.get('产品')).toBe(1);
    expect(after.frequencies.get('带岗') ?? 0).toBe(0);
    expect(after.averageLength).toBeGreaterThan(0);
  });

  it('replaces a document: what its newer version no longer has is gone', async () => {
    const index = await opened();
    await index.apply({ put: [plan, other], remove: [] });
    await index.apply({ put: [document('plan', 'r2', { '1': '对上市企业分阶段奖励。' })], remove: [] });
    expect(await index.revisions()).toEqual(
      new Map([
        ['plan', 'r2'],
        ['other', 'r1'],
      ]),
    );
    expect(await hits(index, '展会')).not.toContain('plan#2');
    expect((await hits(index, '上市奖励'))[0]).toBe('plan#1');
    expect((await index.statistics([])).clauses).toBe(3);
  });

  it('shows searchers one version or the other, never both and never neither', async () => {
    const index = await opened();
    const version = (revision: string) => document('plan', revision, { '1': `贷款办法${revision}` });
    await index.apply({ put: [version('r0')], remove: [] });
    const seen: string[][] = [];
    let changing = true;
    const searching = (async () => {
      while (changing)
        seen.push((await index.candidates({ tokens: ['贷款'], limit: 9 })).map((c) => c.revision));
    })();
    for (let round = 1; round <= 5; round++) await index.apply({ put: [version(`r${round}`)], remove: [] });
    changing = false;
    await searching;
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((revisions) => revisions.length !== 1)).toEqual([]);
  });

  it('offers the likeliest candidates where there are more than are wanted', async () => {
    const index = await opened();
    const texts = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`c${at}`, `企业可以申请各类支持和服务,办理事项${at}。`]),
    );
    await index.apply({ put: [document('many', 'r1', { ...texts, last: '企业上市奖励。' })], remove: [] });
    const found = await index.candidates({ tokens: tokenize('企业上市奖励支持'), limit: 3 });
    expect(found[0]?.clauseId).toBe('last');
    expect(found).toHaveLength(3);
  });

  it('takes tokens of any kind as words, not as a query language', async () => {
    const index = await opened();
    const odd = document('odd', 'r1', {
      '1': `mes系统 v2.0 "引号" o'brien a-b AND OR NOT * ( 100% 首台(套)`,
    });
    await index.apply({ put: [odd], remove: [] });
    for (const question of ['v2.0', '"引号"', "o'brien", 'AND', '100%', '首台(套)', '*', "'", '(((']) {
      const found = await hits(index, question);
      if (tokenize(question).length > 0) expect(found).toEqual(['odd#1']);
      else expect(found).toEqual([]);
    }
  });

  it('brings the nearest vectors in as candidates, with their similarity', async () => {
    const index = await opened();
    const vectors: Record<string, number[]> = { '1': [1, 0, 0], '2': [0, 1, 0], '3': [0, 0, 1] };
    const clauses = plan.clauses.map((clause) => ({ ...clause, vector: vectors[clause.clauseId] ?? [] }));
    await index.apply({ put: [{ ...plan, clauses }, other], remove: [] });
    const found = await index.candidates({ tokens: ['带岗'], limit: 1, vector: [0, 0.9, 0.1] });
    const near = found.find((candidate) => candidate.clauseId === '2' && candidate.documentId === 'plan');
    expect(near?.similarity).toBeGreaterThan(0.9);
    expect(found.some((candidate) => candidate.documentId === 'other')).toBe(true);
    await index.apply({ put: [], remove: ['plan'] });
    const later = await index.candidates({ tokens: ['带岗'], limit: 9, vector: [0, 1, 0] });
    expect(later.map((candidate) => candidate.documentId)).toEqual(['other']);
  });

  it('takes thousands of clauses in one change', async () => {
    const index = await opened();
    const many = Array.from({ length: 3000 }, (_, at) => [
      String(at),
      `第${at}项支持措施,编号x${at}y,给予企业资金补助。`,
    ]);
    await index.apply({ put: [document('many', 'r1', Object.fromEntries(many))], remove: [] });
    expect(await hits(index, 'x2718y')).toEqual(['many#2718']);
  });
});

describe('both indexes', () => {
  it('rank alike', async () => {
    const [lance, fts] = await Promise.all(indexes.map(([, open]) => open()));
    if (!lance || !fts) throw new Error('two indexes are needed');
    onTestFinished(async () => {
      await lance.close();
      await fts.close();
    });
    for (const index of [lance, fts]) await index.apply({ put: [plan, other], remove: [] });
    for (const question of ['贷款产品', '企业支持', '资金支持展会', '授信额度能提高吗', '开展活动']) {
      const ranking = async (index: PolicyIndex) =>
        (await searchClauses(index, question, { limit: 10 })).map(({ candidate, score }) => [
          candidate.documentId,
          candidate.clauseId,
          score.toFixed(6),
        ]);
      expect(await ranking(fts)).toEqual(await ranking(lance));
    }
  });
});
