import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { NewInboxEvent } from '#inbox/inbox.store.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { openEventJournal, recoverEventJournals } from './event-journal.ts';

const line = (n: number) => `${JSON.stringify([`ev_${n}`, null, 'type', 'oc_1', '{"text":"停电"}', n])}\n`;
/** No process has so high a number. */
const GONE = 2 ** 30;

it('reads what was appended, from any place, also after it was emptied', async () => {
  const folder = temporaryFolder();
  const journal = openEventJournal(folder);
  const first = await journal.append(line(1));
  const second = await journal.append(line(2) + line(3));
  expect(first).toBe(Buffer.byteLength(line(1)));
  expect(await journal.read(first, second)).toBe(line(2) + line(3));
  await journal.clear();
  expect(await journal.append(line(4))).toBe(first);
  expect(await journal.read(0, first)).toBe(line(4));
  journal.close();
  expect(readdirSync(folder)).toHaveLength(1);
});

it('leaves nothing behind when all was brought on', async () => {
  const folder = temporaryFolder();
  const journal = openEventJournal(folder);
  await journal.append(line(1));
  await journal.clear();
  journal.close();
  expect(readdirSync(folder)).toEqual([]);
});

it('brings on what a process left that is gone, and touches no other’s', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, `events-${GONE}.journal`), line(1) + line(2) + line(3).slice(0, 9));
  writeFileSync(join(folder, `events-${GONE + 1}.journal`), `damaged\n${line(4)}`);
  writeFileSync(join(folder, `events-${process.ppid}.journal`), line(5));
  const kept: NewInboxEvent[] = [];
  const found = await recoverEventJournals(folder, async (events) => kept.push(...events));
  expect(found).toEqual({ events: 3, damaged: 1 });
  expect(kept.map(({ eventId }) => eventId)).toEqual(['ev_1', 'ev_2', 'ev_4']);
  expect(readdirSync(folder).map((name) => name.replace(/\.\d+\.damaged/, '.damaged'))).toEqual(
    [`events-${GONE + 1}.journal.damaged`, `events-${process.ppid}.journal`].sort(),
  );
});

it('brings on what a process of the same number left, but nothing of its own', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, `events-${process.pid}.journal`), line(1));
  const kept: NewInboxEvent[] = [];
  const insert = async (events: NewInboxEvent[]) => kept.push(...events);
  expect(await recoverEventJournals(folder, insert)).toEqual({ events: 1, damaged: 0 });
  const journal = openEventJournal(folder);
  await journal.append(line(2));
  expect(await recoverEventJournals(folder, insert, journal)).toEqual({ events: 0, damaged: 0 });
  expect(kept.map(({ eventId }) => eventId)).toEqual(['ev_1']);
  journal.close();
});

it('keeps a journal whose events the database does not take', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, `events-${GONE}.journal`), line(1));
  await expect(recoverEventJournals(folder, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(readdirSync(folder)).toEqual([`events-${GONE}.journal`]);
});
