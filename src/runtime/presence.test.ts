import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Database } from '#database/database.ts';
import { silentLogger } from '#shared/log.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { announcePresence, type Presence } from './presence.ts';

const ELSEWHERE = 'another-machine/17/a';

let db: Database;
let here: Presence | undefined;

beforeEach(async () => {
  db = await temporaryDatabase();
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearInterval', 'Date'] });
});
afterEach(async () => {
  await here?.leave();
  vi.useRealTimers();
});

const leases = async () =>
  (await db.all<{ name: string; owner: string }>(sql`SELECT name, owner FROM leases ORDER BY name`)).map(
    ({ name }) => name,
  );
const hold = (name: string, owner: string, forMs: number) =>
  db.run(sql`INSERT INTO leases (name, owner, until) VALUES (${name}, ${owner}, ${Date.now() + forMs})`);

/** Announces this process; the time that it waits for others to hear of it passes at once. */
async function announce(onThisMachine = true): Promise<{ presence: Presence; waitedMs: number }> {
  const begun = Date.now();
  let done = false;
  const announced = announcePresence(db, silentLogger, { onThisMachine }).finally(() => {
    done = true;
  });
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    if (vi.getTimerCount() > 0 && !done) await vi.advanceTimersByTimeAsync(100);
  }
  here = await announced;
  return { presence: here, waitedMs: Date.now() - begun };
}

/** The process of this machine that has just ended. */
function ended(): string {
  return `${hostname()}/${spawnSync(process.execPath, ['--version']).pid}/b`;
}

it('alone it waits for nobody, shares nothing, and leaves nothing behind', async () => {
  const { presence, waitedMs } = await announce();
  expect(presence.isShared()).toBe(false);
  expect(waitedMs).toBeLessThan(4_000);
  expect(await leases()).toEqual([expect.stringMatching(`^process:${hostname()}/`)]);
  await presence.leave();
  expect(await leases()).toEqual([]);
});

it('beside another it waits until that one has heard of it, and until that one falls silent it shares', async () => {
  await hold(`process:${ELSEWHERE}`, ELSEWHERE, 10_000);
  const { presence, waitedMs } = await announce();
  expect(waitedMs).toBeGreaterThanOrEqual(4_500);
  expect(presence.isShared()).toBe(true);
  for (let beats = 0; beats < 3; beats++) {
    await vi.advanceTimersByTimeAsync(4_000);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(presence.isShared()).toBe(false);
});

it('what a killed process of this machine had claimed is free at once', async () => {
  const owner = ended();
  await hold(`process:${owner}`, owner, 20_000);
  await hold('inbox:oc_1', owner, 60_000);
  const { presence } = await announce();
  expect(presence.isShared()).toBe(false);
  expect(await leases()).toHaveLength(1);
});

it('on a server the same number may be a process of another machine: it is known by its silence alone', async () => {
  const owner = ended();
  await hold(`process:${owner}`, owner, 20_000);
  await hold('inbox:oc_1', owner, 60_000);
  const { presence } = await announce(false);
  expect(presence.isShared()).toBe(true);
  expect(await leases()).toContain('inbox:oc_1');
});
