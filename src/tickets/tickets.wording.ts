import {
  type Change,
  type InputContext,
  type NoticeRule,
  type TicketRules,
  textOf,
} from './tickets.action-rule.ts';
import { whenText } from './tickets.effects.ts';
import type { Ticket } from './tickets.tables.ts';

type Named = Pick<Ticket, 'number' | 'enterpriseName' | 'category' | 'urgency'>;

/** How people are told which ticket is meant: `T20261124-0001(鑫宏铝业 · 用能 · 紧急)`. */
export function ticketName(ticket: Named, rules: TicketRules): string {
  const category = rules.categories.get(ticket.category) ?? ticket.category;
  const urgent = ticket.urgency === 'urgent' ? ' · 紧急' : '';
  return `${ticket.number}(${ticket.enterpriseName} · ${category}${urgent})`;
}

export function nameOf({ after, rules }: Change): string {
  return ticketName(after, rules);
}

/** The free text that was filled in. */
export function reasonOf({ input }: InputContext): string {
  return textOf(input, 'note');
}

export function signBy({ after, now }: Change): string {
  return `请于 ${whenText(after.signDueAt, now)} 前签收`;
}

/** Who is told of an assignment. */
export const toldOfDispatch: readonly NoticeRule[] = [
  {
    to: 'enterprise',
    text: (c) =>
      `${nameOf(c)}已派至${c.after.leadDepartment},办结时限 ${whenText(c.after.resolveDueAt, c.now)}。`,
  },
  { to: 'department', text: (c) => `${nameOf(c)}已派至贵单位主办,${signBy(c)}。` },
  {
    to: 'supporting',
    text: (c) =>
      `${nameOf(c)}由${c.after.leadDepartment}主办,请贵单位协办,于 ${whenText(c.after.supportDueAt, c.now)} 前答复主办单位。`,
  },
];
