import type { App } from '#app.ts';
import type { Database } from '#database/database.ts';
import { forgetPayloads } from '#inbox/inbox.store.ts';
import type { Clock } from '#shared/clock.ts';
import { errorCode } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import type { KnowledgeWatch } from './watch-knowledge.ts';

/** How often work is looked for that nobody has told of: replayed by a command, left by another process. */
const SWEEP_MS = 2_000;
/** How often the knowledge folder is looked at; what changed is taken over at the second look that finds it. */
const KNOWLEDGE_MS = 5_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** What people wrote is emptied from handled events after this time. */
const FORGET_AFTER_MS = 7 * 24 * HOUR_MS;

/** What a process does by itself, at its intervals. @returns what ends it */
export function startTimers(
  app: App,
  knowledge: KnowledgeWatch,
  db: Database,
  clock: Clock,
  logger: Logger,
  recover: () => Promise<void>,
): () => void {
  const sweep = setInterval(() => app.sweep(), SWEEP_MS);
  const jobs = setInterval(() => {
    void app.jobs.run();
    void app.figures.run();
    // Of another process on this folder, that died in a flood.
    recover().catch((error: unknown) => logger.error('inbox.recover', { code: errorCode(error) }));
  }, MINUTE_MS);
  const changes = setInterval(() => {
    knowledge.look().catch((error: unknown) => logger.error('knowledge.look', { code: errorCode(error) }));
  }, KNOWLEDGE_MS);
  const forget = setInterval(() => {
    forgetPayloads(db, new Date(clock.now().getTime() - FORGET_AFTER_MS)).catch((error: unknown) =>
      logger.error('inbox.forget', { code: errorCode(error) }),
    );
  }, HOUR_MS);
  return () => {
    clearInterval(sweep);
    clearInterval(jobs);
    clearInterval(changes);
    clearInterval(forget);
  };
}
