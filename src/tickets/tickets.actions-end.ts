import { addDays, atBeijing, beijingDay } from '#shared/beijing.ts';
import { type ActionContext, defineActions } from './tickets.action-rule.ts';
import { toWorkAgain, whenText } from './tickets.effects.ts';
import type { Ticket } from './tickets.tables.ts';
import { OPEN_STATES, type Satisfaction } from './tickets.types.ts';
import { nameOf, reasonOf } from './tickets.wording.ts';

/** 满意 / 基本满意 / 不满意, as a form offers them. */
export const SATISFACTION_OPTIONS: readonly { value: Satisfaction; label: string }[] = [
  { value: 'satisfied', label: '满意' },
  { value: 'fair', label: '基本满意' },
  { value: 'dissatisfied', label: '不满意' },
];

/** How it ends, or does not: confirming, disputing, reopening, cancelling. */
export const endActions = defineActions({
  confirm: {
    label: '确认解决',
    past: '确认解决',
    about: '企业确认已解决,可作满意度评价;评价为不满意的须写原因,并退回重办',
    from: ['resolved'],
    to: 'closed',
    who: ['enterprise', 'commissioner'],
    style: 'primary',
    fields: [
      {
        name: 'satisfaction',
        kind: 'choice',
        label: '满意度',
        required: false,
        options: SATISFACTION_OPTIONS,
      },
      { name: 'note', kind: 'text', label: '评价或意见', required: false },
    ],
    fulfils: 'confirm',
    instead: (input) => (input.satisfaction === 'dissatisfied' ? 'dispute' : null),
    effect: (_ticket, { input, now }) => ({
      closedAt: now,
      closedAs: 'confirmed',
      satisfaction: ratingOf(input.satisfaction),
    }),
    notices: [
      {
        to: 'department',
        text: (c) => {
          const rating = SATISFACTION_OPTIONS.find((option) => option.value === c.after.satisfaction);
          return `${nameOf(c)}企业已确认解决${rating ? `,评价:${rating.label}` : ''},已归档。`;
        },
      },
    ],
  },
  dispute: {
    label: '未解决',
    past: '反映未解决',
    about: '企业认为没有解决,退回主办单位重办;办结时限重新起算,重办次数累计',
    from: ['resolved'],
    to: 'in_progress',
    who: ['enterprise', 'commissioner'],
    style: 'danger',
    fields: [
      { name: 'note', kind: 'text', label: '未解决的原因', required: true },
      {
        name: 'satisfaction',
        kind: 'choice',
        label: '满意度',
        required: false,
        options: SATISFACTION_OPTIONS,
      },
    ],
    fulfils: 'confirm',
    effect: (ticket, context) => ({
      ...toWorkAgain(ticket, context),
      disputes: ticket.disputes + 1,
      satisfaction: ratingOf(context.input.satisfaction),
    }),
    notices: [
      {
        to: 'department',
        text: (c) =>
          `${nameOf(c)}企业反映未解决:${reasonOf(c)}。请重办,办结时限 ${whenText(c.after.resolveDueAt, c.now)}。`,
      },
      { to: 'head', text: (c) => `${nameOf(c)}企业反映未解决(第 ${c.after.disputes} 次),已退回重办。` },
    ],
  },
  default_confirm: {
    label: '默认确认',
    past: '默认确认',
    about: '企业在规定期限内未表态,系统按默认确认归档',
    from: ['resolved'],
    to: 'closed',
    who: ['system'],
    style: 'default',
    fields: [],
    guard: (ticket, { now }) =>
      ticket.confirmDueAt !== null && now < ticket.confirmDueAt ? '确认期限未到' : null,
    effect: (_ticket, { now }) => ({ closedAt: now, closedAs: 'default', satisfaction: null }),
    notices: [
      { to: 'enterprise', text: (c) => `${nameOf(c)}在确认期限内未收到您的意见,已按默认确认归档。` },
      { to: 'department', text: (c) => `${nameOf(c)}已默认确认归档。` },
    ],
  },
  reopen: {
    label: '重新办理',
    past: '要求重新办理',
    about: '归档后规定天数内,企业或派单员可要求重新办理;办结时限重新起算',
    from: ['closed'],
    to: 'in_progress',
    who: ['enterprise', 'commissioner', 'dispatcher'],
    style: 'default',
    fields: [{ name: 'note', kind: 'text', label: '重新办理的原因', required: true }],
    guard: whyNotReopened,
    effect: (ticket, context) => ({
      ...toWorkAgain(ticket, context),
      reopenings: ticket.reopenings + 1,
      satisfaction: null,
    }),
    notices: [
      {
        to: 'department',
        text: (c) =>
          `${nameOf(c)}归档后要求重新办理:${reasonOf(c)}。办结时限 ${whenText(c.after.resolveDueAt, c.now)}。`,
      },
      {
        to: 'enterprise',
        text: (c) => `${nameOf(c)}已重新办理,办结时限 ${whenText(c.after.resolveDueAt, c.now)}。`,
      },
    ],
  },
  cancel: {
    label: '撤销',
    past: '撤销',
    about: '企业不再需要,或登记有误',
    seldom: () => true,
    from: OPEN_STATES,
    to: 'cancelled',
    who: ['enterprise', 'commissioner', 'dispatcher'],
    style: 'danger',
    fields: [{ name: 'note', kind: 'text', label: '撤销原因', required: true }],
    check: (_ticket, { followers }) => (followers > 0 ? `有 ${followers} 件工单并入本单,不能撤销` : null),
    effect: () => ({ pausedSince: null }),
    notices: [
      { to: 'enterprise', text: (c) => `${nameOf(c)}已撤销:${reasonOf(c)}。` },
      {
        to: 'department',
        text: (c) => (c.after.leadDepartment === null ? null : `${nameOf(c)}已撤销:${reasonOf(c)}。`),
      },
      { to: 'supporting', text: (c) => `${nameOf(c)}已撤销,不需再协办。` },
    ],
  },
});

function ratingOf(value: unknown): Satisfaction | null {
  return SATISFACTION_OPTIONS.find((option) => option.value === value)?.value ?? null;
}

function whyNotReopened(ticket: Ticket, { now, rules }: ActionContext): string | null {
  if (ticket.closedAt === null) return null;
  const days = rules.standards.reopen_days;
  // To the end of the last day: the day of closing is not counted.
  const until = atBeijing(addDays(beijingDay(ticket.closedAt), days + 1));
  return now >= until ? `归档已超过 ${days} 天,不能重新办理,请另行登记` : null;
}
