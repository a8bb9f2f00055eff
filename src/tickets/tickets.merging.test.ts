import { expect, test, vi } from 'vitest';
import { Conflict, Forbidden } from '#shared/errors.ts';
import { temporaryDatabase } from '#tests/builders/temporary-database.ts';
import { actOnTicket } from './act-on-ticket.ts';
import { clocksOf, getHistory } from './tickets.store.ts';
import { act, at, dataWith, dispatcher, handler, open, rules, sampleData } from './tickets.test-builders.ts';

// A busy machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const now = at('2026-11-24T11:00');

test('merging writes both histories and tells both enterprises, and later the one beside', async () => {
  const db = await temporaryDatabase();
  const target = await open(db);
  const second = {
    ...sampleData,
    enterprise: { ...sampleData.enterprise, id: 'e2', name: '重庆江增机械有限公司' },
  };
  const ticket = await open(db, { data: second as typeof sampleData });
  const merged = await act(db, ticket, 'merge', { actor: dispatcher, input: { target: '0001' } });
  expect(merged.after).toMatchObject({ state: 'merged', mergedInto: target.id });
  const told = merged.notices.filter((notice) => notice.audience === 'enterprise');
  expect(told.map((notice) => notice.ticketId)).toEqual([ticket.id, target.id]);
  expect(merged.alsoChanged.map((one) => one.id)).toEqual([target.id]);
  expect((await getHistory(db, target.id)).at(-1)).toMatchObject({ action: 'absorb', actorOpenId: null });

  await act(db, target, 'accept');
  const resolved = await act(db, target, 'resolve', { input: { note: '变压器已增容' } });
  const beside = resolved.notices.find((notice) => notice.ticketId === ticket.id);
  expect(beside?.text).toBe(
    'T20261124-0002(重庆江增机械有限公司 · 用能)所并入的 T20261124-0001 已办结:变压器已增容',
  );
  expect(resolved.alsoChanged.map((one) => one.id)).toEqual([ticket.id]);
  const cancel = actOnTicket(db, {
    ...{
      ticketId: target.id,
      action: 'cancel' as const,
      actor: dispatcher,
      input: { note: 'x' },
      now,
      rules,
    },
  });
  await expect(cancel).rejects.toThrow(Conflict);
});

test('taken out of a merge it is handled for itself again, and the time in between is not counted', async () => {
  const db = await temporaryDatabase();
  const target = await open(db);
  const ticket = await open(db, { data: dataWith({ description: '招不到熟练工' }) });
  const due = ticket.resolveDueAt;
  await act(db, ticket, 'merge', {
    actor: dispatcher,
    input: { target: '0001' },
    now: at('2026-11-25T09:00'),
  });
  expect((await clocksOf(db, ticket.id)).filter((clock) => clock.endedAt === null)).toEqual([]);
  const input = { department: '区教委', note: '不是同一问题' };
  const later = at('2026-11-27T09:00');
  await expect(act(db, ticket, 'split', { actor: handler, input, now: later })).rejects.toThrow(Forbidden);
  const split = await act(db, ticket, 'split', { actor: dispatcher, input, now: later });
  // Two working days were spent in the merge.
  expect(due).toEqual(at('2026-12-03T18:00'));
  expect(split.after).toMatchObject({
    ...{ state: 'assigned', leadDepartment: '区教委', mergedInto: null, pausedSince: null },
    ...{ signDueAt: at('2026-11-30T18:00'), resolveDueAt: at('2026-12-07T18:00') },
  });
  const running = (await clocksOf(db, ticket.id)).filter((clock) => clock.endedAt === null);
  expect(running.map(({ kind, department }) => `${kind}/${department}`).sort()).toEqual([
    ...['resolve/区教委', 'sign/区教委'],
  ]);
  expect(split.notices.map(({ audience, ticketId }) => `${audience} ${ticketId === ticket.id}`)).toEqual([
    ...['enterprise true', 'department true', 'enterprise false', 'department false'],
  ]);
  expect(split.notices[0]?.text).toContain('已从 T20261124-0001 拆出,由区教委单独办理');
  expect((await getHistory(db, target.id)).map((entry) => entry.action).slice(-2)).toEqual([
    ...['absorb', 'release'],
  ]);
  // What becomes of the other is no longer this one's.
  await act(db, target, 'accept');
  const resolved = await act(db, target, 'resolve', { input: { note: '好了' } });
  expect(resolved.notices.some((notice) => notice.ticketId === ticket.id)).toBe(false);
});

test('two merges in a circle at once: one of them happens', async () => {
  const db = await temporaryDatabase();
  const [a, b] = [await open(db), await open(db)];
  const merge = (from: typeof a, to: typeof b) =>
    act(db, from, 'merge', { actor: dispatcher, input: { target: to.number } });
  const results = await Promise.allSettled([merge(a, b), merge(b, a)]);
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
});
