import { type ActionContext, defineActions, textOf } from './tickets.action-rule.ts';
import { assignmentFields, wrongChoice } from './tickets.assignment.ts';
import { toDepartment, toDispatcher, whenText } from './tickets.effects.ts';
import type { Ticket } from './tickets.tables.ts';
import { nameOf, reasonOf, signBy, toldOfDispatch } from './tickets.wording.ts';

/** Who is in charge: logging, dispatching, signing, returning, transferring. */
export const assignActions = defineActions({
  log: {
    label: '登记',
    past: '登记',
    about: '登记诉求,生成工单;路由明确的随即由系统派单,不明确的待派单员派单',
    from: [],
    to: 'pending_dispatch',
    who: ['enterprise', 'commissioner', 'dispatcher'],
    style: 'primary',
    fields: [],
    effect: (ticket, context) => toDispatcher(ticket, context),
    notices: [
      { to: 'enterprise', text: (c) => `${nameOf(c)}已登记,正在由派单员派单。` },
      {
        to: 'dispatcher',
        text: (c) => `${nameOf(c)}待派单,请于 ${whenText(c.after.dispatchDueAt, c.now)} 前派单。`,
      },
    ],
  },
  dispatch: {
    label: '派单',
    past: '派单',
    about: '派给主办单位和协办单位;可同时更正诉求类别。办结时限从第一次派单起算,改派不重新起算',
    from: ['pending_dispatch'],
    to: 'assigned',
    who: ['dispatcher', 'system'],
    style: 'primary',
    fields: [...assignmentFields, { name: 'note', kind: 'text', label: '派单说明', required: false }],
    fulfils: 'dispatch',
    check: wrongChoice,
    effect: (ticket, context) => toDepartment(ticket, context),
    notices: toldOfDispatch,
  },
  uphold: {
    label: '裁定由原单位办理',
    past: '裁定由原单位办理',
    about: '对退单作出裁定,派回原单位;裁定为最终决定,不能再退',
    from: ['pending_dispatch'],
    to: 'assigned',
    who: ['dispatcher'],
    style: 'default',
    fields: [{ name: 'note', kind: 'text', label: '裁定理由', required: true }],
    fulfils: 'dispatch',
    guard: (ticket) => (ticket.transfer?.kind === 'return' ? null : '该工单没有被退回,不需要裁定'),
    effect: (ticket, context) =>
      toDepartment(
        ticket,
        { ...context, input: { ...context.input, department: ticket.transfer?.department } },
        true,
      ),
    notices: [
      ...toldOfDispatch.slice(0, 1),
      {
        to: 'department',
        text: (c) => `${nameOf(c)}经派单员裁定由贵单位主办(${reasonOf(c)}),裁定为最终决定,${signBy(c)}。`,
      },
      ...toldOfDispatch.slice(2),
    ],
  },
  accept: {
    label: '签收',
    past: '签收',
    about: '主办单位签收,签收人为经办人',
    from: ['assigned'],
    to: 'in_progress',
    who: ['lead-department'],
    style: 'primary',
    fields: [],
    fulfils: 'sign',
    effect: (_ticket, { actor, now }) => ({
      handlerOpenId: actor.openId,
      handlerName: actor.name,
      signedAt: now,
    }),
    notices: [
      {
        to: 'enterprise',
        text: (c) =>
          `${nameOf(c)}已由${c.after.leadDepartment}签收,经办人${c.actor.name},办结时限 ${whenText(c.after.resolveDueAt, c.now)}。`,
      },
    ],
  },
  take_over: {
    label: '接手',
    past: '接手',
    about: '主办单位内换一名经办人',
    seldom: () => true,
    from: ['in_progress', 'awaiting_enterprise'],
    to: 'same',
    who: ['lead-department'],
    style: 'default',
    fields: [],
    guard: (ticket, { actor }) => (ticket.handlerOpenId === actor.openId ? '您已是该工单的经办人' : null),
    effect: (_ticket, { actor }) => ({ handlerOpenId: actor.openId, handlerName: actor.name }),
    notices: [{ to: 'enterprise', text: (c) => `${nameOf(c)}的经办人已变更为${c.actor.name}。` }],
  },
  return: {
    label: '退回',
    past: '退回',
    about: '主办单位认为不属于本单位职责,在派单后规定期限内退给派单员;裁定过或派过规定次数的不能退',
    seldom: (ticket) => ticket.state === 'in_progress',
    from: ['assigned', 'in_progress'],
    to: 'pending_dispatch',
    who: ['lead-department'],
    style: 'danger',
    fields: [
      {
        name: 'note',
        kind: 'text',
        label: '退回原因',
        required: true,
        placeholder: '说明为何不属于本单位职责',
      },
    ],
    guard: whyNotReturned,
    effect: (ticket, context) => ({
      ...toDispatcher(ticket, context),
      returns: ticket.returns + 1,
      transfer: {
        kind: 'return',
        status: 'asked',
        reason: reasonOf(context),
        department: ticket.leadDepartment ?? '',
      },
    }),
    notices: [
      {
        to: 'dispatcher',
        text: (c) =>
          `${nameOf(c)}被${c.before?.leadDepartment}退回:${reasonOf(c)}。请于 ${whenText(c.after.dispatchDueAt, c.now)} 前改派或裁定。`,
      },
      { to: 'enterprise', text: (c) => `${nameOf(c)}正在由派单员重新派单。` },
    ],
  },
  ask_transfer: {
    label: '申请转办',
    past: '申请转办',
    about: '主办单位请派单员转给另一单位',
    seldom: () => true,
    from: ['assigned', 'in_progress'],
    to: 'same',
    who: ['lead-department'],
    style: 'default',
    fields: [
      { name: 'department', kind: 'department', label: '建议的主办单位', required: true },
      { name: 'note', kind: 'text', label: '转办原因', required: true },
    ],
    guard: (ticket) => (ticket.transfer?.status === 'asked' ? '已申请转办,请等候派单员决定' : null),
    check: (ticket, context) =>
      textOf(context.input, 'department') === ticket.leadDepartment
        ? '建议的主办单位与现在的相同'
        : wrongChoice(ticket, context),
    effect: (_ticket, { input }) => ({
      transfer: {
        kind: 'transfer',
        status: 'asked',
        reason: textOf(input, 'note'),
        department: textOf(input, 'department'),
      },
    }),
    notices: [
      {
        to: 'dispatcher',
        text: (c) =>
          `${c.after.leadDepartment}申请将${nameOf(c)}转至${textOf(c.input, 'department')}:${reasonOf(c)}。`,
      },
    ],
  },
  transfer: {
    label: '转办',
    past: '转办',
    about: '派单员转给另一单位;签收时限重新起算,办结时限不变',
    seldom: (ticket) => ticket.transfer?.status !== 'asked',
    from: ['assigned', 'in_progress'],
    to: 'assigned',
    who: ['dispatcher'],
    style: 'default',
    fields: [...assignmentFields, { name: 'note', kind: 'text', label: '转办说明', required: true }],
    check: (ticket, context) =>
      textOf(context.input, 'department') === ticket.leadDepartment
        ? '该单位已是主办单位'
        : wrongChoice(ticket, context),
    effect: (ticket, context) => toDepartment(ticket, context),
    notices: [
      ...toldOfDispatch,
      {
        to: 'department',
        text: (c) => `${nameOf(c)}已转至${c.after.leadDepartment}办理,贵单位不再承办。`,
        department: (c) => c.before?.leadDepartment ?? null,
      },
    ],
  },
  refuse_transfer: {
    label: '不同意转办',
    past: '不同意转办',
    about: '派单员不同意转办申请,由现主办单位继续办理',
    from: ['assigned', 'in_progress'],
    to: 'same',
    who: ['dispatcher'],
    style: 'default',
    fields: [{ name: 'note', kind: 'text', label: '理由', required: true }],
    guard: (ticket) => (ticket.transfer?.status === 'asked' ? null : '没有待决定的转办申请'),
    effect: (ticket) => ({ transfer: ticket.transfer && { ...ticket.transfer, status: 'refused' } }),
    notices: [
      { to: 'department', text: (c) => `${nameOf(c)}的转办申请未获同意:${reasonOf(c)}。请继续办理。` },
    ],
  },
});

function whyNotReturned(ticket: Ticket, { now, rules }: ActionContext): string | null {
  if (ticket.assignmentFinal) {
    return ticket.assignments >= rules.standards.final_assignment
      ? `该工单已第 ${ticket.assignments} 次派单,不能再退回`
      : '派单员已裁定由贵单位办理,不能再退回';
  }
  if (ticket.returnUntil !== null && now > ticket.returnUntil) {
    return `已过退回期限(${whenText(ticket.returnUntil, now)}),不能退回;如不属于本单位职责,请申请转办`;
  }
  return null;
}
