import { type ActionContext, defineActions, type InputContext, textOf } from './tickets.action-rule.ts';
import { afterPause, closeOf, laterOf, whenText } from './tickets.effects.ts';
import { dueAt, WORKDAY_MS, workingTimeBetween } from './tickets.service-time.ts';
import type { Ticket } from './tickets.tables.ts';
import { nameOf, reasonOf } from './tickets.wording.ts';

/** What the departments do with it: progress, asking the enterprise, supporting answers, extension, result. */
export const workActions = defineActions({
  progress: {
    label: '反馈进展',
    past: '反馈进展',
    about: '主办单位把办理进展告诉企业',
    from: ['in_progress'],
    to: 'same',
    who: ['lead-department'],
    style: 'default',
    fields: [{ name: 'note', kind: 'text', label: '办理进展', required: true }],
    effect: () => ({}),
    notices: [{ to: 'enterprise', text: (c) => `${nameOf(c)}办理进展:${reasonOf(c)}` }],
  },
  ask_enterprise: {
    label: '请企业补充',
    past: '请企业补充情况',
    about: '请企业补充情况或材料;企业答复前办结时限暂停',
    from: ['in_progress'],
    to: 'awaiting_enterprise',
    who: ['lead-department'],
    style: 'default',
    fields: [{ name: 'note', kind: 'text', label: '需要补充的内容', required: true }],
    effect: (_ticket, { now }) => ({ pausedSince: now }),
    notices: [
      { to: 'enterprise', text: (c) => `${nameOf(c)}需要您补充:${reasonOf(c)}。答复前办理时限暂停。` },
    ],
  },
  answer_department: {
    label: '补充情况',
    past: '补充情况',
    about: '企业答复主办单位的询问;办结时限继续计算,顺延暂停的工作时间',
    from: ['awaiting_enterprise'],
    to: 'in_progress',
    who: ['enterprise', 'commissioner'],
    style: 'primary',
    fields: [{ name: 'note', kind: 'text', label: '补充内容', required: true }],
    effect: (ticket, context) => afterPause(ticket, context),
    notices: [
      {
        to: 'department',
        text: (c) =>
          `${nameOf(c)}企业已补充:${reasonOf(c)}。办结时限顺延至 ${whenText(c.after.resolveDueAt, c.now)}。`,
      },
    ],
  },
  resume: {
    label: '继续办理',
    past: '继续办理',
    about: '主办单位不再等候企业补充,继续办理;办结时限继续计算',
    from: ['awaiting_enterprise'],
    to: 'in_progress',
    who: ['lead-department'],
    style: 'default',
    fields: [{ name: 'note', kind: 'text', label: '说明', required: false }],
    effect: (ticket, context) => afterPause(ticket, context),
    notices: [{ to: 'enterprise', text: (c) => `${nameOf(c)}已继续办理,不再等候补充。` }],
  },
  supplement: {
    label: '补充说明',
    past: '补充说明',
    about: '企业或服务专员在办理中主动补充情况,不改变状态和时限',
    from: ['pending_dispatch', 'assigned', 'in_progress'],
    to: 'same',
    who: ['enterprise', 'commissioner'],
    style: 'default',
    fields: [{ name: 'note', kind: 'text', label: '补充内容', required: true }],
    effect: () => ({}),
    notices: [
      {
        to: 'department',
        text: (c) => (c.after.leadDepartment === null ? null : `${nameOf(c)}企业补充说明:${reasonOf(c)}`),
      },
      {
        to: 'dispatcher',
        text: (c) => (c.after.leadDepartment === null ? `${nameOf(c)}企业补充说明:${reasonOf(c)}` : null),
      },
    ],
  },
  support_answer: {
    label: '协办答复',
    past: '答复协办意见',
    about: '协办单位答复主办单位;只有主办单位能办结',
    from: ['assigned', 'in_progress', 'awaiting_enterprise'],
    to: 'same',
    who: ['supporting-department'],
    style: 'primary',
    fields: [{ name: 'note', kind: 'text', label: '协办意见', required: true }],
    fulfils: 'support',
    effect: (ticket, context) => ({
      supportAnswered: [...new Set([...ticket.supportAnswered, ...supportedBy(ticket, context)])],
    }),
    notices: [
      {
        to: 'department',
        text: (c) => `${nameOf(c)}协办单位${supportedBy(c.after, c).join('、')}答复:${reasonOf(c)}`,
      },
    ],
  },
  ask_extension: {
    label: '申请延期',
    past: '申请延期',
    about: '主办单位申请延期,须在到期前至少一个工作日提出,每件只能申请一次,由派单员决定',
    seldom: () => true,
    from: ['in_progress'],
    to: 'same',
    who: ['lead-department'],
    style: 'default',
    fields: [
      { name: 'until', kind: 'date', label: '延至', required: true },
      { name: 'note', kind: 'text', label: '延期原因', required: true },
    ],
    guard: whyNotExtended,
    check: wrongDate,
    effect: (_ticket, { input }) => ({
      extension: {
        kind: 'extension',
        status: 'asked',
        reason: textOf(input, 'note'),
        until: closeOf(textOf(input, 'until')).toISOString(),
      },
    }),
    notices: [
      {
        to: 'dispatcher',
        text: (c) =>
          `${c.after.leadDepartment}申请将${nameOf(c)}延期至 ${whenText(closeOf(textOf(c.input, 'until')), c.now)}:${reasonOf(c)}。`,
      },
    ],
  },
  grant_extension: {
    label: '同意延期',
    past: '同意延期',
    about: '派单员同意延期,办结时限改为所申请的日期',
    from: ['in_progress', 'awaiting_enterprise'],
    to: 'same',
    who: ['dispatcher'],
    style: 'primary',
    fields: [{ name: 'note', kind: 'text', label: '说明', required: false }],
    guard: noExtensionAsked,
    effect: (ticket) => {
      const until = ticket.extension?.until;
      if (!ticket.extension || until === undefined || ticket.resolveDueAt === null) return {};
      return {
        extension: { ...ticket.extension, status: 'granted' },
        resolveDueAt: laterOf(ticket.resolveDueAt, new Date(until)),
      };
    },
    notices: [
      {
        to: 'enterprise',
        text: (c) =>
          `${nameOf(c)}办结时限延至 ${whenText(c.after.resolveDueAt, c.now)},原因:${c.after.extension?.reason}。`,
      },
      {
        to: 'department',
        text: (c) => `${nameOf(c)}已同意延期至 ${whenText(c.after.resolveDueAt, c.now)}。`,
      },
    ],
  },
  refuse_extension: {
    label: '不同意延期',
    past: '不同意延期',
    about: '派单员不同意延期,办结时限不变',
    from: ['in_progress', 'awaiting_enterprise'],
    to: 'same',
    who: ['dispatcher'],
    style: 'default',
    fields: [{ name: 'note', kind: 'text', label: '理由', required: true }],
    guard: noExtensionAsked,
    effect: (ticket) => ({ extension: ticket.extension && { ...ticket.extension, status: 'refused' } }),
    notices: [
      {
        to: 'department',
        text: (c) =>
          `${nameOf(c)}的延期申请未获同意:${reasonOf(c)}。办结时限仍为 ${whenText(c.after.resolveDueAt, c.now)}。`,
      },
    ],
  },
  resolve: {
    label: '办结',
    past: '办结',
    about: '主办单位办结并写明结果,请企业确认;企业在规定期限内未表态的,默认确认',
    from: ['in_progress'],
    to: 'resolved',
    who: ['lead-department'],
    style: 'primary',
    fields: [{ name: 'note', kind: 'text', label: '办理结果', required: true }],
    fulfils: 'resolve',
    effect: (ticket, { now, rules }) => ({
      resolvedAt: now,
      confirmDueAt: dueAt(rules.calendar, now, rules.standards.confirm),
      extension: ticket.extension?.status === 'asked' ? null : ticket.extension,
      transfer: null,
    }),
    notices: [
      {
        to: 'enterprise',
        text: (c) =>
          `${nameOf(c)}已由${c.after.leadDepartment}办结:${reasonOf(c)}。请于 ${whenText(c.after.confirmDueAt, c.now)} 前确认是否解决,逾期视为默认确认。`,
      },
      { to: 'commissioner', text: (c) => `${nameOf(c)}已办结,请协助企业确认是否解决。` },
    ],
  },
});

/** The supporting departments of the ticket that the actor handles for. */
function supportedBy(ticket: Ticket, { actor }: ActionContext): string[] {
  return ticket.supporting.filter((name) => actor.departments?.includes(name));
}

function whyNotExtended(ticket: Ticket, { now, rules }: ActionContext): string | null {
  if (ticket.extension?.status === 'asked') return '已申请延期,请等候派单员决定';
  if (ticket.extension !== null) return '每件工单只能申请一次延期';
  if (ticket.resolveDueAt === null) return '该工单没有办结时限';
  return workingTimeBetween(rules.calendar, now, ticket.resolveDueAt) < WORKDAY_MS
    ? `距办结时限(${whenText(ticket.resolveDueAt, now)})已不足一个工作日,不能申请延期`
    : null;
}

function wrongDate(ticket: Ticket, { input, now, rules }: InputContext): string | null {
  const day = textOf(input, 'until');
  if (!rules.calendar.isWorkday(day)) return `${day} 不是工作日,请另选一天`;
  return ticket.resolveDueAt !== null && closeOf(day) <= ticket.resolveDueAt
    ? `新的日期应晚于现在的办结时限(${whenText(ticket.resolveDueAt, now)})`
    : null;
}

function noExtensionAsked(ticket: Ticket): string | null {
  return ticket.extension?.status === 'asked' ? null : '没有待决定的延期申请';
}
