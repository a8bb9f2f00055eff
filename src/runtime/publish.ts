import { publishKnowledge } from '#adapters/d1/publish-knowledge.ts';
import { publishableKnowledge } from '#adapters/knowledge-folder/publishable.ts';
import type { Config } from '#config/parse-config.ts';
import type { Database } from '#database/database.ts';
import type { Logger } from '#shared/log.ts';
import { openEmbedder } from './models.ts';
import { EMBEDDING_FILE } from './worker/district.ts';

/** Counts of what is published, and of documents that were changed by it. */
export interface Published {
  version: string;
  documents: number;
  clauses: number;
  indexed: number;
  removed: number;
  withoutVectors: number;
}

/**
 * Puts policies, rules, prompts and search index of the knowledge folder into D1, with vectors where an embedding
 * endpoint is configured.
 */
export async function publishDistrict(
  db: Database,
  config: Pick<Config, 'knowledgeDir' | 'embedding'>,
  logger: Logger,
): Promise<Published> {
  const more = new Map(config.embedding ? [[EMBEDDING_FILE, config.embedding.model]] : []);
  const { knowledge, published } = await publishableKnowledge(config.knowledgeDir, more);
  const counts = await publishKnowledge(db, published, knowledge, await openEmbedder(config, logger));
  const clauses = knowledge.documents.reduce((sum, document) => sum + document.clauses.length, 0);
  return { version: published.version, documents: knowledge.documents.length, clauses, ...counts };
}
