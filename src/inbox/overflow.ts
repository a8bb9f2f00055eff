import { z } from 'zod';
import type { NewInboxEvent } from './inbox.store.ts';

/** A file that only grows: quicker to write to than a database with its indexes. */
export interface Journal {
  /** Resolves, when the text is on the disk behind all that was appended before, to its length in bytes. */
  append(text: string): Promise<number>;
  read(position: number, bytes: number): Promise<string>;
  /** Empties it. */
  clear(): Promise<void>;
}

export interface OverflowNeeds {
  journal: Journal;
  /** Whether more comes in than the database should take at once. */
  isFlood(): boolean;
  /** Waited for before each portion that goes on to the database. */
  giveWay(): Promise<void>;
  /** Puts events into the database, in their order; those that it has already do no harm. */
  insert(events: NewInboxEvent[]): Promise<void>;
  onError(error: unknown): void;
}

/** What a flood leaves beside the database until it has passed. */
export interface Overflow {
  /** Whether events go here now: in a flood, and after one until the database has all, so that none overtakes another. */
  isOpen(): boolean;
  /** Resolves when the events are on the disk. */
  put(events: readonly NewInboxEvent[]): Promise<void>;
  /** How many events the database has not got yet. */
  held(): number;
  /** Resolves when the database has all, or cannot take it: the journal then keeps it for the next start. */
  stop(): Promise<void>;
}

const PORTION = 200;
const RETRY_MS = 1_000;

/** Keeps the events of a flood in a journal, and brings them on to the database as others leave it time. */
export function createOverflow(needs: OverflowNeeds): Overflow {
  const { journal, giveWay, insert, onError } = needs;
  let portions: { bytes: number; events: number }[] = [];
  let position = 0;
  let draining: Promise<void> | undefined;
  let stopping = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One use of the file at a time: what is appended while it is emptied would be lost. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = last.then(run, run);
    last = turn.catch(() => {});
    return turn;
  }

  async function bringOn(): Promise<void> {
    let [bytes, events, count] = [0, 0, 0];
    for (const portion of portions) {
      if (count > 0 && events + portion.events > PORTION) break;
      bytes += portion.bytes;
      events += portion.events;
      count++;
    }
    const read = readJournal(await journal.read(position, bytes));
    // What cannot be read stays in the journal, for the next start to set aside.
    if (read.events.length !== events) throw new Error('the journal is not what was written to it');
    await insert(read.events);
    position += bytes;
    portions = portions.slice(count);
  }

  async function drain(): Promise<void> {
    for (;;) {
      try {
        while (portions.length > 0) {
          await giveWay();
          await bringOn();
        }
        const emptied = await inTurn(async () => {
          if (portions.length > 0) return false;
          await journal.clear();
          position = 0;
          return true;
        });
        if (emptied && portions.length === 0) return;
      } catch (error) {
        onError(error);
        if (stopping) return;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }

  return {
    isOpen: () => draining !== undefined || needs.isFlood(),
    put: async (events) => {
      const text = events.map(journalLine).join('');
      await inTurn(async () => {
        const bytes = await journal.append(text);
        portions.push({ bytes, events: events.length });
      });
      draining ??= drain().finally(() => {
        draining = undefined;
      });
    },
    held: () => portions.reduce((sum, { events }) => sum + events, 0),
    stop: async () => {
      stopping = true;
      await draining;
    },
  };
}

function journalLine(event: NewInboxEvent): string {
  const { eventId, messageId, eventType, lane, payload, receivedAt } = event;
  return `${JSON.stringify([eventId, messageId, eventType, lane, payload, receivedAt.getTime()])}\n`;
}

const lineSchema = z.tuple([
  z.string().min(1),
  z.string().nullable(),
  z.string(),
  z.string().min(1),
  z.string(),
  z.int(),
]);

/**
 * Reads a journal's text. A last line without an end was being written when the process died: nobody was told that it
 * is kept.
 * @returns the events in order, and how many whole lines are none
 */
export function readJournal(text: string): { events: NewInboxEvent[]; damaged: number } {
  const events: NewInboxEvent[] = [];
  let damaged = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    const event = eventOf(line);
    if (event) events.push(event);
    else damaged++;
  }
  return { events, damaged };
}

function eventOf(line: string): NewInboxEvent | undefined {
  try {
    const [eventId, messageId, eventType, lane, payload, at] = lineSchema.parse(JSON.parse(line));
    return { eventId, messageId, eventType, lane, payload, receivedAt: new Date(at) };
  } catch {
    return undefined;
  }
}
