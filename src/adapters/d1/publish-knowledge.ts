import { changeStatements, indexTables, openFtsIndex } from '#adapters/sqlite-fts/sqlite-fts-index.ts';
import { type Database, runBatch } from '#database/database.ts';
import type { PolicyKnowledge } from '#policy/policy.knowledge.ts';
import type { Embedder, IndexChange } from '#policy/policy.ports.ts';
import { type RefreshCounts, synchronise } from '#policy/policy.synchronise.ts';
import { createKnowledgeTable, type PublishedKnowledge, replaceKnowledge } from './published-knowledge.ts';

/**
 * Puts texts and search index in the place of those that were published before, as one batch: whoever asks meanwhile is
 * answered from the old ones or from the new ones.
 * @param knowledge what the published texts say of policies
 * @param embedder gives the clauses' vectors, where there is one
 */
export async function publishKnowledge(
  db: Database,
  published: PublishedKnowledge,
  knowledge: PolicyKnowledge,
  embedder?: Embedder,
): Promise<RefreshCounts> {
  await db.batch([...indexTables(db), createKnowledgeTable(db)]);
  const index = await openFtsIndex(db, { published: true });
  let change: IndexChange = { put: [], remove: [] };
  const noting = {
    ...index,
    apply: async (wanted: IndexChange) => {
      change = wanted;
    },
  };
  const needs = { index: noting, ...(embedder ? { embedder } : {}) };
  const counts = await synchronise(needs, knowledge, (apply) => apply());
  await runBatch(db, [...changeStatements(db, change), ...replaceKnowledge(db, published)]);
  return counts;
}
