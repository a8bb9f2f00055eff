import {
  type Change,
  defineActions,
  type InputContext,
  type NoticeRule,
  textOf,
} from './tickets.action-rule.ts';
import { assignmentFields, wrongChoice } from './tickets.assignment.ts';
import { afterPause, toDepartment, whenText, withUrgency } from './tickets.effects.ts';
import { sameWorkingDay } from './tickets.service-time.ts';
import type { Ticket } from './tickets.tables.ts';
import { OPEN_STATES } from './tickets.types.ts';
import { nameOf, reasonOf, signBy, toldOfDispatch } from './tickets.wording.ts';

/** What is done to it from beside: pressing, merging, another urgency. */
export const overseeActions = defineActions({
  merge: {
    label: '并单',
    past: '并单',
    about: '派单员把同一问题的工单并入另一件在办工单,此后随那件工单办理,两家企业都会收到通知',
    seldom: () => true,
    from: ['pending_dispatch', 'assigned', 'in_progress'],
    to: 'merged',
    who: ['dispatcher'],
    style: 'default',
    fields: [
      { name: 'target', kind: 'ticket', label: '并入的工单号', required: true },
      { name: 'note', kind: 'text', label: '说明', required: false },
    ],
    check: wrongTarget,
    effect: (ticket, { other, now }) => ({
      mergedInto: other?.id ?? null,
      // Should it be taken out again, the time in between is not the department's.
      pausedSince: ticket.resolveDueAt === null ? null : now,
    }),
    notices: [
      {
        to: 'enterprise',
        text: (c) => `${nameOf(c)}与其他企业反映的问题相同,已并入 ${c.other?.number} 一并办理。`,
      },
      {
        to: 'department',
        text: (c) =>
          c.after.leadDepartment === null ? null : `${nameOf(c)}已并入 ${c.other?.number},随其一并办理。`,
      },
    ],
  },
  absorb: {
    label: '接收并单',
    past: '接收并单',
    about: '另一件工单并入本单,由系统随并单一起记录',
    from: [...OPEN_STATES, 'resolved'],
    to: 'same',
    who: ['system'],
    style: 'default',
    fields: [],
    effect: () => ({}),
    notices: [
      {
        to: 'enterprise',
        text: (c) => `${c.other?.enterpriseName}反映的同一问题已并入${nameOf(c)},一并办理。`,
      },
      {
        to: 'department',
        text: (c) =>
          c.after.leadDepartment === null
            ? null
            : `${c.other?.enterpriseName}反映的同一问题已并入${nameOf(c)}。`,
      },
    ],
  },
  split: {
    label: '拆单',
    past: '拆单',
    about:
      '派单员把并入的工单拆出单独办理,派给主办单位重新签收;办结时限继续计算,顺延并单期间的工作时间,两家企业都会收到通知',
    from: ['merged'],
    to: 'assigned',
    who: ['dispatcher'],
    style: 'default',
    fields: [...assignmentFields, { name: 'note', kind: 'text', label: '拆单原因', required: true }],
    check: wrongChoice,
    effect: (ticket, context) => {
      const resumed = afterPause(ticket, context);
      return { ...resumed, ...toDepartment({ ...ticket, ...resumed }, context), mergedInto: null };
    },
    notices: [
      {
        to: 'enterprise',
        text: (c) =>
          `${nameOf(c)}已从 ${c.other?.number} 拆出,由${c.after.leadDepartment}单独办理,办结时限 ${whenText(c.after.resolveDueAt, c.now)}。`,
      },
      {
        to: 'department',
        text: (c) => `${nameOf(c)}已从 ${c.other?.number} 拆出,由贵单位主办(${reasonOf(c)}),${signBy(c)}。`,
      },
      ...toldOfDispatch.slice(2),
    ],
  },
  release: {
    label: '移出并单',
    past: '移出并单',
    about: '并入本单的工单被拆出,由系统随拆单一起记录',
    from: [...OPEN_STATES, 'resolved', 'closed'],
    to: 'same',
    who: ['system'],
    style: 'default',
    fields: [],
    effect: () => ({}),
    notices: [
      {
        to: 'enterprise',
        text: (c) => `${c.other?.enterpriseName}反映的问题已从${nameOf(c)}拆出,另行办理。`,
      },
      {
        to: 'department',
        text: (c) =>
          c.after.leadDepartment === null
            ? null
            : `${c.other?.enterpriseName}反映的问题已从${nameOf(c)}拆出,另行办理。`,
      },
    ],
  },
  urge: {
    label: '催办',
    past: '催办',
    about: '企业或服务专员催办,每个工作日至多一次,告知经办人和单位负责人',
    from: ['pending_dispatch', 'assigned', 'in_progress'],
    to: 'same',
    who: ['enterprise', 'commissioner'],
    style: 'default',
    fields: [{ name: 'note', kind: 'text', label: '催办说明', required: false }],
    guard: (ticket, { now, rules }) =>
      ticket.urgedAt !== null && sameWorkingDay(rules.calendar, ticket.urgedAt, now)
        ? `已于 ${whenText(ticket.urgedAt, now)} 催办,每个工作日只能催办一次`
        : null,
    effect: (ticket, { now }) => ({ urges: ticket.urges + 1, urgedAt: now }),
    notices: pressed('催办'),
  },
  supervise: {
    label: '督办',
    past: '督办',
    about: '分管领导督办,随时可以,告知经办人和单位负责人',
    from: OPEN_STATES,
    to: 'same',
    who: ['leader'],
    style: 'danger',
    fields: [{ name: 'note', kind: 'text', label: '督办要求', required: false }],
    effect: (ticket) => ({ supervisions: ticket.supervisions + 1 }),
    notices: pressed('督办'),
  },
  set_urgency: {
    label: '调整紧急程度',
    past: '调整紧急程度',
    about: '派单员调整紧急程度:改为紧急的,时限从调整时起算且不晚于原时限;改为一般的,时限从原起点起算',
    seldom: () => true,
    from: ['pending_dispatch', 'assigned', 'in_progress'],
    to: 'same',
    who: ['dispatcher'],
    style: 'default',
    fields: [
      {
        name: 'urgency',
        kind: 'choice',
        label: '紧急程度',
        required: true,
        options: [
          { value: 'normal', label: '一般' },
          { value: 'urgent', label: '紧急' },
        ],
      },
      { name: 'note', kind: 'text', label: '原因', required: true },
    ],
    check: (ticket, { input }) => (ticket.urgency === input.urgency ? '紧急程度没有变化' : null),
    effect: withUrgency,
    notices: [
      {
        to: 'department',
        text: (c) =>
          c.after.leadDepartment === null
            ? null
            : `${nameOf(c)}紧急程度已调整:${reasonOf(c)}。办结时限 ${whenText(c.after.resolveDueAt, c.now)}。`,
      },
    ],
  },
});

/** Who hears of a press: who works on it and the head, or the dispatcher while nobody is in charge. */
function pressed(word: string): NoticeRule[] {
  const text = (c: Change) => `${word}:${nameOf(c)}${reasonOf(c) ? `,${reasonOf(c)}` : ''}。`;
  const inCharge = (c: Change) => (c.after.leadDepartment === null ? null : text(c));
  return [
    { to: 'handler', text: inCharge },
    { to: 'head', text: inCharge },
    {
      to: 'dispatcher',
      text: (c: Change) => (c.after.leadDepartment === null ? text(c) : null),
    },
  ];
}

function wrongTarget(ticket: Ticket, { input, other, followers }: InputContext): string | null {
  if (followers > 0) return `已有 ${followers} 件工单并入本单,请改为将另一件并入本单`;
  if (other === null) return `没有工单「${textOf(input, 'target')}」`;
  if (other.id === ticket.id) return '不能并入自己';
  return overseeActions.absorb.from.includes(other.state) ? null : `${other.number} 已不在办理中,不能并入`;
}
