import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, it } from 'vitest';
import type { Database } from '#database/database.ts';
import { insertEvents, type NewInboxEvent } from '#inbox/inbox.store.ts';
import { inboxEvents } from '#inbox/inbox.tables.ts';
import { isConstraintError } from '#shared/errors.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { openDatabase } from './open-database.ts';
import { openWriter } from './open-writer.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open(): Promise<{ db: Database; file: string; close(): Promise<void> }> {
  const file = join(temporaryFolder(), 'writer.db');
  const opened = await openDatabase(`file:${file}`, undefined, { writerThread: true });
  closing.push(opened.close);
  return { ...opened, file };
}

const event = (n: number): NewInboxEvent => ({
  eventId: `ev_${n}`,
  messageId: `om_${n}`,
  eventType: 'im.message.receive_v1',
  lane: 'oc_1',
  payload: '{"text":"用能"}',
  receivedAt: new Date(n),
});

const insert = (db: Database, n: number) =>
  db.insert(inboxEvents).values({ ...event(n), nextAttemptAt: new Date(n) });

describe('a database whose writes are made in another thread', () => {
  it('shows what was written to whoever reads after it, with the rows that a write returns', async () => {
    const { db } = await open();
    const ids = await insertEvents(db, [event(1), event(2), event(1)]);
    expect([...ids.keys()]).toEqual(['ev_1', 'ev_2']);
    const rows = await db.select().from(inboxEvents);
    expect(rows.map((row) => [row.id, row.payload, row.receivedAt])).toEqual([
      [ids.get('ev_1'), event(1).payload, new Date(1)],
      [ids.get('ev_2'), event(2).payload, new Date(2)],
    ]);
  });

  it('keeps all of a batch or nothing, and says why as the file itself would', async () => {
    const { db } = await open();
    await insert(db, 1);
    const error = await db.batch([insert(db, 2), insert(db, 1)]).catch((e: unknown) => e);
    expect(isConstraintError(error)).toBe(true);
    expect(await db.all(sql`select event_id from inbox_events`)).toEqual([{ event_id: 'ev_1' }]);
  });

  it('writes in the order in which it is told to, whoever waits', async () => {
    const { db } = await open();
    await Promise.all([5, 3, 9, 1].map((n) => insert(db, n)));
    const rows = await db.all<{ event_id: string }>(sql`select event_id from inbox_events order by id`);
    expect(rows.map((row) => row.event_id)).toEqual(['ev_5', 'ev_3', 'ev_9', 'ev_1']);
  });

  it('leaves one whole file when it is closed', async () => {
    const { db, file, close } = await open();
    await insert(db, 1);
    closing.splice(0);
    await close();
    const copy = `${file}.copy`;
    copyFileSync(file, copy);
    const again = await openDatabase(`file:${copy}`);
    closing.push(again.close);
    expect(await again.db.select().from(inboxEvents)).toHaveLength(1);
  });

  it('fails what waits when its thread ends, and starts another for the next write', async () => {
    const writer = openWriter(join(temporaryFolder(), 'missing', 'x.db'), []);
    closing.push(() => writer.close());
    const statement = { sql: 'create table t (a)', args: [] };
    await expect(writer.write([statement], { alone: true })).rejects.toThrow();
    const { file } = await open();
    const good = openWriter(file, []);
    closing.push(() => good.close());
    await expect(good.write([statement, { sql: 'nonsense', args: [] }], { alone: false })).rejects.toThrow(
      'nonsense',
    );
    await expect(good.write([statement], { alone: true })).resolves.toHaveLength(1);
  });
});
