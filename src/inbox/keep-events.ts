import type { Database } from '#database/database.ts';
import { freshRow, type InboxEvent, insertEvents, type NewInboxEvent } from './inbox.store.ts';

/** `new`: committed now. `duplicate`: it, or its message, had been committed before. */
export type Kept = 'new' | 'duplicate';

interface Waiting {
  event: NewInboxEvent;
  resolve(kept: Kept): void;
  reject(error: unknown): void;
}

/**
 * Commits events in groups: all that arrive in the same turn of the event loop share one transaction and one fsync,
 * and each caller goes on only after its own event is on the disk.
 * @param schedule runs a function after the current turn (`setImmediate` on Node)
 * @param onNew is told of the new events once they are on the disk, in the order in which they came
 */
export function createEventKeeper(
  db: Database,
  schedule: (run: () => void) => void,
  onNew: (events: InboxEvent[]) => void = () => {},
): (event: NewInboxEvent) => Promise<Kept> {
  let waiting: Waiting[] = [];
  let scheduled = false;

  async function flush(): Promise<void> {
    const group = waiting;
    waiting = [];
    scheduled = false;
    try {
      const inserted = await insertEvents(
        db,
        group.map((w) => w.event),
      );
      const fresh: InboxEvent[] = [];
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

  return (event) =>
    new Promise((resolve, reject) => {
      waiting.push({ event, resolve, reject });
      if (scheduled) return;
      scheduled = true;
      schedule(() => void flush());
    });
}
