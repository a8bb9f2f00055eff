import type { Database } from '#database/database.ts';
import { freshRow, type InboxItem, insertEvents, type NewInboxEvent } from './inbox.store.ts';
import { createOverflow, type Overflow, type OverflowNeeds } from './overflow.ts';

/** `new`: on the disk now. `duplicate`: it, or its message, had been before. In a flood what is a duplicate turns out later. */
export type Kept = 'new' | 'duplicate';

interface Waiting {
  event: NewInboxEvent;
  resolve(kept: Kept): void;
  reject(error: unknown): void;
}

export interface KeeperNeeds {
  db: Database;
  /** Runs a function after the current turn of the event loop (`setImmediate` on Node). */
  schedule(run: () => void): void;
  /** Told of the new events once the database has them, in the order in which they came. */
  onNew?(events: InboxItem[]): void;
  /** Told of an event that had been kept before. */
  onDuplicate?(event: NewInboxEvent): void;
  /** Where events go in a flood; without it always to the database. */
  overflow?: Omit<OverflowNeeds, 'insert'>;
}

export interface EventKeeper {
  keep(event: NewInboxEvent): Promise<Kept>;
  overflow: Pick<Overflow, 'held' | 'stop'> | undefined;
}

/**
 * Commits events in groups: all that arrive in the same turn of the event loop, or while the group before is being
 * written, share one transaction and one fsync, and each caller goes on only after its own event is on the disk.
 */
export function createEventKeeper(needs: KeeperNeeds): EventKeeper {
  const { db, schedule, onNew, onDuplicate } = needs;
  const overflow = needs.overflow && createOverflow({ ...needs.overflow, insert });
  let waiting: Waiting[] = [];
  let scheduled = false;

  async function insert(events: readonly NewInboxEvent[], told?: (kept: Kept, at: number) => void) {
    const inserted = await insertEvents(db, events);
    const fresh: InboxItem[] = [];
    for (const [at, event] of events.entries()) {
      const id = inserted.get(event.eventId);
      // Of two copies in one group only the first counts as new.
      inserted.delete(event.eventId);
      if (id === undefined) onDuplicate?.(event);
      else fresh.push(freshRow(event, id));
      told?.(id === undefined ? 'duplicate' : 'new', at);
    }
    onNew?.(fresh);
  }

  async function insertGroup(group: readonly Waiting[]): Promise<void> {
    if (group.length === 0) return;
    const events = group.map(({ event }) => event);
    await insert(events, (kept, at) => group[at]?.resolve(kept)).catch((error) => rejectAll(group, error));
  }

  async function putAside(group: readonly Waiting[], into: Overflow): Promise<void> {
    if (group.length === 0) return;
    try {
      await into.put(group.map(({ event }) => event));
      for (const { resolve } of group) resolve('new');
    } catch (error) {
      rejectAll(group, error);
    }
  }

  async function keepWaiting(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      if (!overflow?.isOpen()) await insertGroup(group);
      else {
        // Somebody waits for what comes of a press.
        await insertGroup(group.filter(({ event }) => isPress(event)));
        await putAside(
          group.filter(({ event }) => !isPress(event)),
          overflow,
        );
      }
    }
    scheduled = false;
  }

  return {
    keep: (event) =>
      new Promise((resolve, reject) => {
        waiting.push({ event, resolve, reject });
        if (scheduled) return;
        scheduled = true;
        schedule(() => void keepWaiting());
      }),
    overflow,
  };
}

const isPress = ({ lane }: NewInboxEvent) => lane.startsWith('card:');

function rejectAll(group: readonly Waiting[], error: unknown): void {
  for (const { reject } of group) reject(error);
}
