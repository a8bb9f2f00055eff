import type { Database } from '#database/database.ts';
import { freshRow, type InboxItem, insertEvents, type NewInboxEvent } from './inbox.store.ts';

/** `new`: committed now. `duplicate`: it, or its message, had been committed before. */
export type Kept = 'new' | 'duplicate';

interface Waiting {
  event: NewInboxEvent;
  resolve(kept: Kept): void;
  reject(error: unknown): void;
}

/**
 * Commits events in groups: all that arrive in the same turn of the event loop, or while the group before is being
 * written, share one transaction and one fsync, and each caller goes on only after its own event is on the disk.
 * @param schedule runs a function after the current turn (`setImmediate` on Node)
 * @param onNew is told of the new events once they are on the disk, in the order in which they came
 */
export function createEventKeeper(
  db: Database,
  schedule: (run: () => void) => void,
  onNew: (events: InboxItem[]) => void = () => {},
): (event: NewInboxEvent) => Promise<Kept> {
  let waiting: Waiting[] = [];
  let scheduled = false;

  async function keepGroup(group: Waiting[]): Promise<void> {
    try {
      const inserted = await insertEvents(
        db,
        group.map((w) => w.event),
      );
      const fresh: InboxItem[] = [];
      for (const w of group) {
        const id = inserted.get(w.event.eventId);
        // Of two copies in one group only the first counts as new.
        inserted.delete(w.event.eventId);
        if (id !== undefined) fresh.push(freshRow(w.event, id));
        w.resolve(id === undefined ? 'duplicate' : 'new');
      }
      onNew(fresh);
    } catch (error) {
      for (const w of group) w.reject(error);
    }
  }

  async function keepWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await keepGroup(group);
    }
    scheduled = false;
  }

  return (event) =>
    new Promise((resolve, reject) => {
      waiting.push({ event, resolve, reject });
      if (scheduled) return;
      scheduled = true;
      schedule(() => void keepWaiting());
    });
}
