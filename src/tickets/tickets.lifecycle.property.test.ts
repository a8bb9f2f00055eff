import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { addDays, beijingDay } from '#shared/beijing.ts';
import { AppError } from '#shared/errors.ts';
import { type Actor, TICKET_ROLES, type TicketRole } from './tickets.action-rule.ts';
import { clockChanges, openClocks } from './tickets.clocks.ts';
import {
  ACTION_CODES,
  type ActionCode,
  type Applied,
  actionRule,
  applyAction,
  availableActions,
  beginTicket,
  mayDo,
} from './tickets.lifecycle.ts';
import { addWorkingTime, dueAt } from './tickets.service-time.ts';
import { resolveLimit } from './tickets.standards.ts';
import type { HistoryEntry, Ticket } from './tickets.tables.ts';
import { actor, at, enterprise, newTicket, replay, rules } from './tickets.test-builders.ts';
import { TICKET_STATES } from './tickets.types.ts';

// A busy machine is no failure.
vi.setConfig({ testTimeout: 60_000 });

const DEPARTMENTS = ['区经济信息委', '区教委', '区人力社保局'];

interface Step {
  /** Mostly an action that the state allows, sometimes any. */
  wild: boolean;
  pick: number;
  name: string;
  roles: TicketRole[];
  departments: string[];
  input: Record<string, unknown>;
  minutes: number;
}

const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: fc.constant(undefined) });

const steps: fc.Arbitrary<Step> = fc.record({
  wild: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  pick: fc.nat(10_000),
  name: fc.constantFrom('某人', '另一人'),
  roles: fc.oneof(
    fc.subarray(Object.keys(TICKET_ROLES) as TicketRole[]),
    // Everybody at once, so that long ways through the states are walked as well.
    fc.constant(Object.keys(TICKET_ROLES) as TicketRole[]),
  ),
  departments: fc.subarray(DEPARTMENTS),
  input: fc.record({
    note: rarely(fc.constantFrom('情况说明', '  ')),
    department: rarely(fc.constantFrom(...DEPARTMENTS, '不存在的单位')),
    supporting: rarely(fc.subarray(DEPARTMENTS)),
    category: rarely(fc.constantFrom('energy', 'land', '')),
    urgency: rarely(fc.constantFrom('normal', 'urgent')),
    until: rarely(fc.constantFrom('2026-12-15', '2027-03-01', '2027-12-01', '2026-12-05', '明天')),
    target: rarely(fc.constantFrom('T20261124-0002')),
    satisfaction: rarely(fc.constantFrom('satisfied', 'dissatisfied', '')),
  }),
  minutes: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 60 }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 3000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
  ),
});

/** The action of a step where the ticket stands; what ends a ticket comes seldom, or every walk would be short. */
function chosen(state: Ticket['state'], { wild, pick }: Step): ActionCode {
  const possible = ACTION_CODES.filter((code) => {
    const { from, to } = actionRule(code);
    return wild || (from.includes(state) && (pick % 10 === 0 || (to !== 'cancelled' && to !== 'merged')));
  });
  return possible[pick % possible.length] ?? 'progress';
}

interface Trace {
  ticket: Ticket;
  history: HistoryEntry[];
  applied: Applied[];
}

/** Walks the steps from a new ticket; `seen` looks at each that was refused or done. */
function walk(
  list: Step[],
  seen: (before: Ticket, step: Step, by: Actor, now: Date, result: Applied | unknown) => void,
): Trace {
  let now = at('2026-11-24T10:00');
  const first = beginTicket(newTicket(), { actor: enterprise, now, rules });
  const trace: Trace = { ticket: first.after, history: [first.entry], applied: [first] };
  const other = { ...first.after, id: 't2', number: 'T20261124-0002' };
  for (const step of list) {
    now = new Date(now.getTime() + step.minutes * 60_000);
    const by = actor(step.name, step.roles, step.departments);
    const action = chosen(trace.ticket.state, step);
    const before = structuredClone(trace.ticket);
    try {
      const result = applyAction(trace.ticket, { action, input: step.input, actor: by, now, rules, other });
      expect(trace.ticket).toEqual(before);
      trace.ticket = result.after;
      trace.history.push(result.entry);
      trace.applied.push(result);
      seen(before, step, by, now, result);
    } catch (error) {
      expect(trace.ticket).toEqual(before);
      seen(before, step, by, now, error);
    }
  }
  return trace;
}

/** The limit to resolve, counted anew from where it began and all its pauses; undefined where it was set by hand. */
function limitWatch() {
  let pauses: { from: Date; to: Date }[] = [];
  let byHand = false;
  return {
    expected(before: Ticket, { after, action }: Applied, now: Date): Date | null | undefined {
      if (after.resolveFrom?.getTime() !== before.resolveFrom?.getTime()) {
        pauses = [];
        byHand = false;
      }
      if (after.resolveFrom === null) return null;
      if (action === 'grant_extension' || action === 'set_urgency') byHand = true;
      if (before.pausedSince && after.pausedSince === null)
        pauses.push({ from: before.pausedSince, to: now });
      const limit = resolveLimit(rules.standards, after.category, after.urgency);
      return byHand ? undefined : dueAt(rules.calendar, after.resolveFrom, limit, pauses);
    },
  };
}

/** The days after that of `from`, up to that of `to`. */
function daysBetween(from: Date, to: Date): string[] {
  const days: string[] = [];
  for (let day = addDays(beijingDay(from), 1); day <= beijingDay(to); day = addDays(day, 1)) days.push(day);
  return days;
}

const isApplied = (result: unknown): result is Applied =>
  typeof result === 'object' && result !== null && 'entry' in result;
const walks = fc.array(steps, { minLength: 1, maxLength: 40 });
const many = { numRuns: 250 };

describe('no sequence of actions', () => {
  test('reaches an undefined state, or goes where the table does not say', () => {
    fc.assert(
      fc.property(walks, (list) => {
        walk(list, (before, _step, _by, _now, result) => {
          if (!isApplied(result)) return;
          const rule = actionRule(result.action);
          expect(TICKET_STATES).toContain(result.after.state);
          expect(rule.from).toContain(before.state);
          expect(result.after.state).toBe(rule.to === 'same' ? before.state : rule.to);
        });
      }),
      many,
    );
  });

  test('escapes a permission, and what is refused is told in Chinese', () => {
    fc.assert(
      fc.property(walks, (list) => {
        walk(list, (_before, _step, by, _now, result) => {
          if (isApplied(result)) {
            expect(mayDo(actionRule(result.action), by.roles)).toBe(true);
          } else {
            expect(result).toBeInstanceOf(AppError);
            expect((result as AppError).message).toMatch(/[一-鿿]/);
          }
        });
      }),
      many,
    );
  });

  test('loses history: the entries alone tell the whole ticket', () => {
    fc.assert(
      fc.property(walks, (list) => {
        const { ticket, history } = walk(list, () => {});
        expect(history.map((entry) => entry.seq)).toEqual(history.map((_, index) => index + 1));
        expect(replay(history)).toEqual(ticket);
        for (const [index, entry] of history.entries()) {
          expect(entry.fromState).toBe(index === 0 ? null : history[index - 1]?.toState);
        }
      }),
      many,
    );
  });

  test('leaves two open clocks of one kind, or any in a state that has none', () => {
    fc.assert(
      fc.property(walks, (list) => {
        const { applied, ticket } = walk(list, () => {});
        const running = new Map<string, number>();
        for (const { before, after, action } of applied) {
          const { ended, begun } = clockChanges(before, after, action);
          for (const { clock } of ended)
            expect(running.delete(`${clock.kind}/${clock.department}`)).toBe(true);
          for (const clock of begun) {
            const key = `${clock.kind}/${clock.department}`;
            expect(running.has(key)).toBe(false);
            running.set(key, clock.dueAt.getTime());
          }
        }
        const expected = openClocks(ticket).map((c) => [`${c.kind}/${c.department}`, c.dueAt.getTime()]);
        expect([...running].sort()).toEqual(expected.sort());
        if (['closed', 'cancelled', 'merged'].includes(ticket.state)) expect(running.size).toBe(0);
        if (!['awaiting_enterprise', 'merged', 'cancelled'].includes(ticket.state))
          expect(ticket.pausedSince).toBeNull();
      }),
      many,
    );
  });

  test('moves the limit to resolve by anything but what the rules name', () => {
    fc.assert(
      fc.property(walks, (list) => {
        const limit = limitWatch();
        walk(list, (before, _step, _by, now, result) => {
          if (!isApplied(result)) return;
          const expected = limit.expected(before, result, now);
          if (expected !== undefined) expect(result.after.resolveDueAt).toEqual(expected);
        });
      }),
      many,
    );
  });

  test('returns what cannot be returned, or extends twice', () => {
    fc.assert(
      fc.property(walks, (list) => {
        walk(list, (before, _step, _by, now, result) => {
          if (!isApplied(result)) return;
          const { action, entry } = result;
          if (action === 'return') {
            expect(before.assignments).toBeLessThan(3);
            expect(before.assignmentFinal).toBe(false);
            const until = dueAt(rules.calendar, before.assignedAt ?? now, { days: 1 });
            expect(now <= until).toBe(true);
            expect(entry.note).toBe('情况说明');
          }
          if (action === 'ask_extension') {
            expect(before.extension).toBeNull();
            expect(addWorkingTime(rules.calendar, now, 7 * 3_600_000) <= (before.resolveDueAt ?? now)).toBe(
              true,
            );
          }
          if (action === 'urge' && before.urgedAt) {
            expect(daysBetween(before.urgedAt, now).some((day) => rules.calendar.isWorkday(day))).toBe(true);
          }
        });
      }),
      many,
    );
  });
});

test('buttons: what is offered is never refused for state, person or time', () => {
  fc.assert(
    fc.property(walks, fc.constantFrom(...(Object.keys(TICKET_ROLES) as TicketRole[])), (list, role) => {
      walk(list, (before, _step, _by, now) => {
        const by = actor('某人', [role]);
        for (const code of availableActions(before, { actor: by, now, rules })) {
          const rule = actionRule(code);
          expect(rule.from).toContain(before.state);
          expect(rule.who).toContain(role);
          expect(rule.guard?.(before, { actor: by, now, rules }) ?? null).toBeNull();
        }
      });
    }),
  );
});

test('every state and every action is reached by some sequence', () => {
  const states = new Set<string>();
  const actions = new Set<string>();
  fc.assert(
    fc.property(fc.array(steps, { minLength: 200, maxLength: 200 }), (list) => {
      walk(list, (_before, _step, _by, _now, result) => {
        if (!isApplied(result)) return;
        states.add(result.after.state);
        actions.add(result.action);
      });
    }),
    { numRuns: 150, seed: 20261124 },
  );
  expect([...states].sort()).toEqual([...TICKET_STATES].sort());
  expect([...actions].sort()).toEqual(ACTION_CODES.filter((code) => code !== 'log').sort());
});
