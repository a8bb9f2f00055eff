import { changeStatements, indexTables, openFtsIndex } from '#adapters/sqlite-fts/sqlite-fts-index.ts';
import { type Database, runBatch, type Statement } from '#database/database.ts';
import type { PolicyKnowledge } from '#policy/policy.knowledge.ts';
import type { Embedder, IndexChange } from '#policy/policy.ports.ts';
import { type RefreshCounts, synchronise } from '#policy/policy.synchronise.ts';
import { createDerivedTable, readDerived, replaceDerived } from './published-derived.ts';
import { createKnowledgeTable, type PublishableKnowledge, replaceKnowledge } from './published-knowledge.ts';

/**
 * Puts texts, search index and what is derived from the texts in the place of those that were published before, as one
 * batch: whoever asks meanwhile is answered from the old ones or from the new ones.
 * @param knowledge what the published texts say of policies
 * @param embedder gives the clauses' vectors, where there is one
 */
export async function publishKnowledge(
  db: Database,
  published: PublishableKnowledge,
  knowledge: PolicyKnowledge,
  embedder?: Embedder,
): Promise<RefreshCounts> {
  await db.batch([...indexTables(db), createKnowledgeTable(db), createDerivedTable(db)]);
  const derived = await changeDerived(db, published);
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
  await runBatch(db, [...changeStatements(db, change), ...replaceKnowledge(db, published), ...derived]);
  return counts;
}

/** What is there already, and can be read, is not derived again. */
async function changeDerived(db: Database, { version, derived }: PublishableKnowledge): Promise<Statement[]> {
  if (!derived) return replaceDerived(db);
  const of = { version, code: derived.code };
  return (await readDerived(db, of)) ? [] : replaceDerived(db, { of, packed: derived.make() });
}
