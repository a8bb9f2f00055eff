import { describe, expect, it } from 'vitest';
import { createTicketJobs } from '#conversation/jobs/ticket-jobs.ts';
import { silentLogger } from '#shared/log.ts';
import { actionsIn, last, logged, ticketOf } from './tickets-steps.ts';
import {
  CONTACT,
  DEPARTMENT_CHAT,
  DISPATCH_CHAT,
  ENTERPRISE_CHAT,
  HANDLER,
  HEAD,
  labelsOf,
  openWorld,
  type Seen,
  wordsOf,
} from './tickets-world.ts';

describe('what the clock brings about', () => {
  it('an overdue sign-in at night is told at nine, to each once, also after a restart', async () => {
    const world = await openWorld();
    const { number } = await logged(world);
    expect(await world.goTo('2026-11-25T22:00')).toEqual([]);
    const told = await world.goTo('2026-11-26T09:00');
    for (const to of [DEPARTMENT_CHAT, HEAD, DISPATCH_CHAT]) {
      const of = told.filter((message) => message.to === to);
      expect(of.length, to).toBe(1);
      expect(wordsOf(of[0])).toContain(`超期:${number}`);
    }
    expect(labelsOf(last(told, DEPARTMENT_CHAT))).toContain('签收');
    expect(await world.goTo('2026-11-26T09:01')).toEqual([]);
    const { db, clock, rules } = world;
    const restarted = createTicketJobs({
      ...{ db, clock, logger: silentLogger, rules },
      onCommitted: () => world.app.outbox.wake(),
    });
    const before = world.sent.length;
    await restarted.run();
    await world.idle();
    expect(world.sent.length).toBe(before);
  });

  it('many at once come as one list for each receiver', async () => {
    const world = await openWorld();
    const problems = ['变压器容量不够,要增容', '天然气供应不足', '蒸汽压力不稳定', '自来水停了两天'];
    const numbers: string[] = [];
    for (const problem of problems) numbers.push((await logged(world, `登记:鑫宏铝业 ${problem}`)).number);
    const told = await world.goTo('2026-11-26T09:00');
    const to = new Map<string, Seen[]>();
    for (const message of told) to.set(message.to, [...(to.get(message.to) ?? []), message]);
    expect([...to.values()].filter((messages) => messages.length > 1)).toEqual([]);
    for (const number of numbers) expect(wordsOf(last(told, DEPARTMENT_CHAT))).toContain(number);
  });

  it('silence confirms after five working days, not a moment before', async () => {
    const world = await openWorld();
    const { number, card } = await logged(world);
    await world.press(HANDLER, card, '签收');
    await world.press(HANDLER, card, '办结', { note: '已增容' });
    await world.goTo('2026-12-01T17:59');
    expect((await ticketOf(world, number)).ticket.state).toBe('resolved');
    const told = await world.goTo('2026-12-02T09:00');
    expect(wordsOf(last(told, ENTERPRISE_CHAT))).toContain('默认确认');
    expect((await ticketOf(world, number)).ticket).toMatchObject({ state: 'closed', closedAs: 'default' });
    expect((await actionsIn(world, number)).at(-1)).toBe('default_confirm');
    const reopened = await world.press(CONTACT, last(told, ENTERPRISE_CHAT), '重新办理', {
      note: '又跳闸了',
    });
    expect(wordsOf(last(reopened.sent, DEPARTMENT_CHAT))).toContain('又跳闸了');
  });
});
