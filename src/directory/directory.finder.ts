import type { Database } from '#database/database.ts';
import type { Clock } from '#shared/clock.ts';
import { createEnterpriseMatcher, type EnterpriseMatch } from './directory.matcher.ts';
import { enterprisesRevision, listEnterprises } from './directory.store.ts';

export interface EnterpriseFinder {
  /** Finds the enterprise that a text names among those of the directory: see EnterpriseMatcher. */
  find(text: string): Promise<EnterpriseMatch>;
}

/**
 * A matcher that follows the directory: another process may import while this one runs, so its revision is looked at
 * when that was longer ago than `maxAgeMs`, and the list is read, and the matcher built, only when it has changed.
 */
export function createEnterpriseFinder(
  db: Database,
  regions: readonly string[],
  clock: Clock,
  maxAgeMs = 15_000,
): EnterpriseFinder {
  let matcher = createEnterpriseMatcher([], regions);
  let builtFrom: number | null = null;
  let readAt: number | null = null;
  let reading: Promise<void> | null = null;

  const refresh = async () => {
    const revision = await enterprisesRevision(db);
    if (revision !== builtFrom) matcher = createEnterpriseMatcher(await listEnterprises(db), regions);
    builtFrom = revision;
    readAt = clock.now().getTime();
  };

  return {
    async find(text) {
      const now = clock.now().getTime();
      if (readAt === null || Math.abs(now - readAt) >= maxAgeMs) {
        reading ??= refresh().finally(() => {
          reading = null;
        });
        await reading;
      }
      return matcher.find(text);
    },
  };
}
