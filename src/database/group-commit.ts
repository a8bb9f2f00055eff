import { type Database, runBatch, type Statement } from './database.ts';

/** Commits statements that belong together, all or none; resolves when they are on the disk. */
export type Commit = (statements: readonly Statement[], options?: { now?: boolean }) => Promise<void>;

interface Waiting {
  statements: readonly Statement[];
  resolve(): void;
  reject(error: unknown): void;
}

/** So long a commit waits for others to share its fsync. */
const LINGER_MS = 3;

/**
 * Lets work that is finished at about the same time share one transaction. Where the shared one fails, each runs
 * alone, so that one's conflict is its own.
 */
export function createGroupCommit(db: Database): Commit {
  let waiting: Waiting[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const group = waiting;
    waiting = [];
    if (group.length > 1) {
      try {
        await runBatch(
          db,
          group.flatMap((w) => w.statements),
        );
        for (const w of group) w.resolve();
        return;
      } catch {
        // One of them cannot be; which one is found out below.
      }
    }
    for (const w of group) await runBatch(db, w.statements).then(w.resolve, w.reject);
  }

  return (statements, options) =>
    new Promise((resolve, reject) => {
      waiting.push({ statements, resolve, reject });
      if (options?.now) void flush();
      else timer ??= setTimeout(() => void flush(), LINGER_MS);
    });
}
