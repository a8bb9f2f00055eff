import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import type { PolicyService } from '#policy/policy.service.ts';
import { errorCode } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';

/** The parts of the knowledge folder that policy answers come from. */
const PARTS = ['policies', 'applicability', 'lexicon.yaml', 'departments.yaml'];
/** Read once, at the start. */
const AT_START = [
  'categories.yaml',
  'departments.yaml',
  'intents.yaml',
  'reports.yaml',
  'calendar.yaml',
  'service-standards.yaml',
];
/** After so many looks, documents that got no vectors are tried again. */
const RETRY_AFTER = 12;

export interface KnowledgeWatch {
  /** To be called every few seconds. One look at a time: another that comes meanwhile does nothing. */
  look(): Promise<void>;
}

/**
 * Takes over what changed in the knowledge folder, without a restart. Files count once two looks in a row find them the
 * same, so that nothing is read half written. What cannot be read changes nothing: the old knowledge goes on answering,
 * and the log says once which file, which line and how to mend it.
 */
export function watchKnowledge(needs: {
  folder: string;
  policy: Pick<PolicyService, 'refresh'>;
  logger: Logger;
}): KnowledgeWatch {
  const { folder, policy, logger } = needs;
  let taken = stateOf(folder);
  let seen = taken;
  let looksToRetry = Number.POSITIVE_INFINITY;
  let looking = false;
  const started = new Map(AT_START.map((file) => [file, stateOf(folder, [file])]));

  /** Says once for each change which rules hold only after a restart. */
  function tellOfRules(): void {
    for (const [file, before] of started) {
      const state = stateOf(folder, [file]);
      if (state === before) continue;
      started.set(file, state);
      logger.warn('knowledge.restart-needed', {
        file,
        reason: `${file} 已修改,重启后生效;在此之前仍按启动时的规则分派、计时和应答`,
      });
    }
  }

  async function takeOver(state: string): Promise<void> {
    taken = state;
    looksToRetry = Number.POSITIVE_INFINITY;
    try {
      const knowledge = loadKnowledge(folder);
      const { indexed, removed, withoutVectors } = await policy.refresh(knowledge);
      if (withoutVectors > 0) looksToRetry = RETRY_AFTER;
      logger.info('knowledge.refreshed', {
        documents: knowledge.documents.length,
        ...{ indexed, removed, withoutVectors },
      });
    } catch (error) {
      // A file's own message names the file, the line and the mend; it quotes no message of anybody.
      logger.error('knowledge.refused', {
        code: errorCode(error),
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }

  return {
    async look() {
      if (looking) return;
      looking = true;
      try {
        tellOfRules();
        const state = stateOf(folder);
        const settled = state === seen;
        seen = state;
        looksToRetry -= 1;
        if (settled && (state !== taken || looksToRetry <= 0)) await takeOver(state);
      } finally {
        looking = false;
      }
    },
  };
}

/** Changes with every file that comes, goes or is written. */
function stateOf(folder: string, parts: readonly string[] = PARTS): string {
  return parts
    .flatMap((part) => filesOf(join(folder, part)))
    .map((file) => {
      const found = statSync(file, { throwIfNoEntry: false, bigint: true });
      return found ? `${file} ${found.mtimeNs} ${found.size} ${found.ino}` : '';
    })
    .join('\n');
}

function filesOf(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !name.startsWith('.') && !name.endsWith('.new'))
    .sort()
    .map((name) => join(path, name));
}
