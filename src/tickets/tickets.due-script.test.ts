import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#tests/builders/temporary-database.ts';

const FROM = ['--from', '2026-09-30T10:00:00+08:00'];

/** Runs the command as a shell would, in a time zone far away. */
function due(args: string[], knowledge = 'knowledge'): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, KNOWLEDGE_DIR: knowledge, TZ: 'America/Los_Angeles' };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', 'scripts/due.ts', ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

test('prints one time in Beijing', async () => {
  const results = await Promise.all([
    due([...FROM, '--days', '5']),
    due([...FROM, '--hours', '2']),
    due([...FROM, '--days', '1', '--pause', '2026-09-30T11:00:00+08:00/2026-10-08T10:00:00+08:00']),
    due(['--from', '2026-09-30T02:00:00Z', '--days', '1']),
  ]);
  expect(results.map(({ out }) => out)).toEqual([
    '2026-10-13T18:00:00+08:00\n',
    '2026-09-30T12:00:00+08:00\n',
    '2026-10-09T17:00:00+08:00\n',
    '2026-10-08T18:00:00+08:00\n',
  ]);
  for (const { code, err } of results) expect([code, err]).toEqual([0, '']);
}, 30_000);

test('says when a year has no official data, and takes the table that adds it', async () => {
  const from = ['--from', '2026-12-31T10:00:00+08:00', '--days', '1'];
  const without = await due(from);
  expect(without).toMatchObject({ code: 0, out: '2027-01-01T18:00:00+08:00\n' });
  expect(without.err).toContain('2027 年没有官方放假安排数据');
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'calendar.yaml'),
    'official:\n  - year: 2027\n    holidays: [2027-01-01/2027-01-03]\n',
  );
  expect(await due(from, folder)).toEqual({ code: 0, out: '2027-01-04T18:00:00+08:00\n', err: '' });
}, 30_000);

test('bad arguments end in one clear sentence', async () => {
  const bad = [
    [],
    [...FROM],
    [...FROM, '--days', '0'],
    [...FROM, '--days', '1.5'],
    [...FROM, '--days', '1', '--hours', '2'],
    ['--from', '2026-02-31T10:00:00+08:00', '--days', '1'],
    ['--from', '2026-09-30', '--days', '1'],
    [...FROM, '--days', '1', '--pause', '2026-10-01T10:00:00+08:00'],
    [...FROM, '--weeks', '1'],
  ];
  for (const { code, out, err } of await Promise.all(bad.map((args) => due(args)))) {
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^[^\n]*[一-鿿][^\n]*\n$/);
  }
}, 60_000);
