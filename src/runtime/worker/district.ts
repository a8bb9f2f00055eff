import { deriveFromPacked } from '#adapters/d1/derived-knowledge.ts';
import { readDerived } from '#adapters/d1/published-derived.ts';
import {
  publishedSource,
  publishedVersion,
  readPublishedKnowledge,
} from '#adapters/d1/published-knowledge.ts';
import { readPolicyKnowledge } from '#adapters/knowledge/read-policy-knowledge.ts';
import { readRules } from '#adapters/knowledge/read-rules.ts';
import { openFtsIndex } from '#adapters/sqlite-fts/sqlite-fts-index.ts';
import type { Config } from '#config/parse-config.ts';
import type { District } from '#conversation/conversation.types.ts';
import type { Database } from '#database/database.ts';
import { createPolicyService } from '#policy/policy.service.ts';
import type { Logger } from '#shared/log.ts';
import { openEmbedder } from '../models.ts';
import type { WorkerConfig } from './env.ts';

export interface PublishedDistrict {
  version: string;
  district: District;
  /** The text of a prompt by its name. */
  prompt(name: string): string;
  /** A file of the console by its name. */
  asset(name: string): string;
}

/** The name under which the model of the published vectors is kept. */
export const EMBEDDING_FILE = 'embedding-model';

/** Put in where the worker is bundled: names the code that derives from the published texts. */
declare const YIQI_DERIVATION: string;
const CODE = typeof YIQI_DERIVATION === 'string' ? YIQI_DERIVATION : undefined;

let held: PublishedDistrict | undefined;

/**
 * The district as it is published now, with what was derived from it where that was published for this code. Reading it
 * takes some time, so an isolate keeps it until another is published.
 * Two runs that begin at once each read it: promises of another run's requests are not to be waited for.
 */
export async function openDistrict(
  db: Database,
  config: WorkerConfig,
  logger: Logger,
): Promise<PublishedDistrict> {
  const version = await publishedVersion(db);
  if (held && held.version === version) return held;
  const [published, packed] = await Promise.all([
    readPublishedKnowledge(db),
    version && CODE ? readDerived(db, { version, code: CODE }) : undefined,
  ]);
  const anew: string[] = [];
  // Others may have been published since.
  const ofThese = published.version === version ? packed : undefined;
  const derive = deriveFromPacked(ofThese, (name) => anew.push(name));
  const source = { ...publishedSource(published), derive };
  const embedder = await matchingEmbedder(config, published.files.get(EMBEDDING_FILE), logger);
  const policy = await createPolicyService({
    knowledge: readPolicyKnowledge(source),
    // The index was published with the texts: nothing is to be put into it here.
    index: { ...(await openFtsIndex(db, { published: true })), apply: async () => {} },
    ...(embedder ? { embedder } : {}),
  });
  held = {
    version: published.version,
    district: { ...readRules(source), policy },
    prompt: (name) => source.read(`prompts/${name}.md`),
    asset: (name) => source.read(`assets/${name}`),
  };
  logger.info('knowledge.read', { version: published.version, derived_anew: anew.length });
  return held;
}

/** Vectors of different models cannot be compared: those of another than the published ones are not asked for. */
async function matchingEmbedder(
  config: Pick<Config, 'embedding'>,
  publishedWith: string | undefined,
  logger: Logger,
) {
  if (!config.embedding) return undefined;
  if (config.embedding.model === publishedWith) return openEmbedder(config, logger);
  logger.warn('embedding.not_published', { model: config.embedding.model });
  return undefined;
}
