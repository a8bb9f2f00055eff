import { expect, it } from 'vitest';
import { migrateD1 } from '#adapters/d1/migrate.ts';
import { startLocalWorker } from '#adapters/workerd/local-worker.ts';
import { runWrangler } from '#adapters/workerd/wrangler.ts';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';
import { builtBundle } from '#tests/builders/worker-setup.ts';

it('a deployment brings a database with data up to date, and touches nothing in it', async () => {
  const folder = temporaryFolder();
  const bundle = builtBundle();
  const before = await startLocalWorker({ bundle, env: {}, folder });
  expect(await migrateD1(before.db, '0002_attachments.sql')).toHaveLength(3);
  const insert = `INSERT INTO inbox_events (event_id, event_type, lane, payload, state, next_attempt_at, received_at)
    VALUES (?, 'im.message.receive_v1', 'oc_1', '{}', ?, 1, 1)`;
  await before.d1.prepare(insert).bind('ev_done', 'done').run();
  await before.d1.prepare(insert).bind('ev_pending', 'pending').run();
  await before.stop();

  await runWrangler(['d1', 'migrations', 'apply', 'yiqi', '--local', '--persist-to', folder]);

  const after = await startLocalWorker({ bundle, env: {}, folder });
  try {
    // What wrangler has applied, the worker's own way of migrating knows.
    expect(await migrateD1(after.db)).toEqual([]);
    const rows = await after.d1.prepare('SELECT event_id, state FROM inbox_events ORDER BY id').all();
    expect(rows.results).toEqual([
      { event_id: 'ev_done', state: 'done' },
      { event_id: 'ev_pending', state: 'pending' },
    ]);
    const again = after.d1.prepare("UPDATE inbox_events SET state = 'done' WHERE event_id = 'ev_done'").run();
    await expect(again).rejects.toThrow(/constraint failed: event already handled/);
  } finally {
    await after.stop();
  }
});
