import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openLanceIndex } from '#adapters/lancedb/lancedb-index.ts';
import { createLogger } from '#adapters/pino/create-logger.ts';
import { parseConfig } from '#config/parse-config.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import { openEmbedder } from '#runtime/models.ts';
import { print, readPlaces } from './places.ts';

/** Brings the index up to date with the knowledge folder. */
export async function buildIndex(): Promise<number> {
  const started = performance.now();
  const places = readPlaces();
  const knowledge = loadKnowledge(places.knowledge);
  const index = await openLanceIndex(places.lancedb);
  try {
    const before = await index.revisions();
    const embedder = await configuredEmbedder();
    await createPolicyService({ knowledge, index, ...(embedder ? { embedder } : {}) });
    const after = await index.revisions();
    const changed = [...after].filter(([id, revision]) => before.get(id) !== revision).length;
    const removed = [...before.keys()].filter((id) => !after.has(id)).length;
    const clauses = knowledge.documents.reduce((sum, document) => sum + document.clauses.length, 0);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    print(
      `共 ${knowledge.documents.length} 份文件、${clauses} 条;本次更新 ${changed} 份,移除 ${removed} 份,用时 ${seconds} 秒。`,
    );
    return 0;
  } finally {
    await index.close();
  }
}

/** As the bot has it: an index without its vectors would only be built again by the bot. */
async function configuredEmbedder() {
  const config = parseConfig(process.env);
  const secrets = [config.embedding?.apiKey];
  return openEmbedder(config, createLogger({ level: config.logLevel, secrets }));
}
