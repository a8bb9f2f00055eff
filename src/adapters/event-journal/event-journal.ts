import {
  closeSync,
  constants,
  ftruncate,
  mkdirSync,
  openSync,
  read,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  write,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { NewInboxEvent } from '#inbox/inbox.store.ts';
import { type Journal, readJournal } from '#inbox/overflow.ts';

const NAME = /^events-(\d+)\.journal$/;
const PORTION = 200;

const truncateTo = promisify(ftruncate);
const readFrom = promisify(read);
const writeTo = promisify(write);

/**
 * A journal in a file of this process.
 * @param folder made if there is none
 */
export function openEventJournal(folder: string): Journal & { close(): void } {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `events-${process.pid}.journal`);
  // DSYNC: a write that has come back is on the disk.
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC | constants.O_DSYNC);
  let size = 0;
  return {
    append: async (text) => {
      const bytes = Buffer.from(text);
      try {
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await writeTo(fd, bytes, done, bytes.length - done, size + done);
          done += bytesWritten;
        }
      } catch (error) {
        // What was written of it must not stand before what is appended next.
        await truncateTo(fd, size).catch(() => {});
        throw error;
      }
      size += bytes.length;
      return bytes.length;
    },
    read: async (position, bytes) => {
      const buffer = Buffer.alloc(bytes);
      const { bytesRead } = await readFrom(fd, buffer, 0, bytes, position);
      return buffer.toString('utf8', 0, bytesRead);
    },
    clear: async () => {
      await truncateTo(fd, 0);
      size = 0;
    },
    close: () => {
      closeSync(fd);
      if (size === 0) rmSync(path, { force: true });
    },
  };
}

/**
 * Brings on what processes that are gone left in their journals. Before this process opens its own, one under its number
 * is of a process that had the same.
 * @param own the journal that this process has open
 * @param insert puts events into the database; those that it has already do no harm
 * @returns how many events were found, and how many lines could not be read: their file is set aside as `.damaged`
 */
export async function recoverEventJournals(
  folder: string,
  insert: (events: NewInboxEvent[]) => Promise<unknown>,
  own?: Journal,
): Promise<{ events: number; damaged: number }> {
  mkdirSync(folder, { recursive: true });
  const found = { events: 0, damaged: 0 };
  for (const name of readdirSync(folder).sort()) {
    const owner = NAME.exec(name)?.[1];
    if (owner === undefined || isInUse(Number(owner), own !== undefined)) continue;
    const path = join(folder, name);
    const { events, damaged } = readJournal(readFileSync(path, 'utf8'));
    for (let at = 0; at < events.length; at += PORTION) await insert(events.slice(at, at + PORTION));
    if (damaged > 0) renameSync(path, `${path}.${Date.now()}.damaged`);
    else rmSync(path);
    found.events += events.length;
    found.damaged += damaged;
  }
  return found;
}

function isInUse(pid: number, ownIsOpen: boolean): boolean {
  if (pid === process.pid) return ownIsOpen;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
