import type { Payload } from '#outbox/outbox.types.ts';
import { summaryPayload } from '#summaries/summaries.card-data.ts';
import { busyWeek, quietWeek } from '#tests/builders/summary.ts';

/** One payload for each card in each of its states. A golden file is named after the key. */

const PLAN = { documentNumber: '江津府办发〔2022〕92号', documentTitle: '重庆市江津区推进“专精特新”企业高质量发展专项行动计划(2022-2025年)' };
const ENDED = '该计划期限为2022—2025年,已届满,请以最新政策或主管部门答复为准';
const FISCAL = ['区经济信息委', '区财政局', '区科技局', '区金融发展服务中心', '江津区税务局'];

const listing = {
  ...PLAN,
  place: '二(五)第30条',
  quote: '对“专精特新”企业在股权交易中心、境内外主要证券交易场所挂牌、上市的,分阶段给予资金奖励。',
  departments: FISCAL,
};
const investment = {
  ...PLAN,
  place: '二(三)第10条',
  quote: '积极争取重庆市“专精特新”企业发展基金,引导政府产业基金和社会资本、投资机构重点支持“专精特新”企业。',
  departments: ['区金融发展服务中心'],
};
const answer = {
  answerId: 'a-1',
  question: '我们公司明年想上市,区里有什么支持?',
  clauses: [listing, investment],
  departments: [...FISCAL, '江津区市场监管局'],
  notices: [ENDED],
};

const policyList = {
  answerId: 'a-3',
  question: '重庆鑫宏铝业有限公司能享受哪些政策?',
  lead: '按重庆鑫宏铝业有限公司(市级“专精特新”中小企业)的情况,政策文件中有 2 条可以对照,按需求列出如下:',
  groups: [
    { need: '资金', items: [listing] },
    { need: '信贷', items: [{ ...investment, condition: '符合条件的“专精特新”企业' }] },
  ],
  unknown: ['研发费用加计扣除备案金额'],
  notices: [ENDED],
};

const sentOn = new Date('2026-11-23T09:00:00+08:00');
const summaryLinks = {
  page: 'https://yiqi.example.gov.cn/console/summaries/2026-W47',
  docx: 'https://yiqi.example.gov.cn/exports/summaries/2026-W47.docx?until=1796000000&sig=abc',
  xlsx: 'https://yiqi.example.gov.cn/exports/summaries/2026-W47.xlsx?until=1796000000&sig=abc',
  until: new Date('2026-12-07T09:00:00+08:00'),
};

const categories = [
  { value: 'land', label: '用地' },
  { value: 'energy', label: '用能' },
  { value: 'labor', label: '用工' },
];
const energy = {
  category: 'energy',
  urgency: 'urgent',
  description: '夏季限电,生产线停了',
  lead: '区经济信息委',
  supporting: ['供电、供气、供水企业'],
  due: '11月25日 18:00 前办结',
};
const labor = { category: 'labor', urgency: 'normal', description: '年后缺 30 名熟练焊工', lead: null, due: null };
const draft = { draftId: 'd-1', state: 'open', enterprise: '重庆鑫宏铝业有限公司', categories, items: [energy] };

const facts = {
  ticketId: 't-1',
  number: 'T20261124-0001',
  state: { code: 'assigned', label: '待签收' },
  urgent: true,
  enterprise: '重庆鑫宏铝业有限公司',
  category: '用能',
  description: '夏季限电,生产线停了',
  lead: '区经济信息委',
  supporting: ['供电、供气、供水企业'],
  reporter: '陈静(服务专员)',
  due: [
    { label: '签收时限', at: '11月24日 11:30', left: '剩余 2 小时' },
    { label: '办结时限', at: '11月25日 18:00', left: '剩余 1 个工作日' },
  ],
  nextStep: '请主办单位签收或说明理由退回',
};
const accept = { code: 'accept', label: '签收', style: 'primary' };
const note = (label: string, required = true) => ({ name: 'note', kind: 'text', label, required });
const giveBack = { code: 'return', label: '退回', style: 'danger', fields: [note('退回理由')] };
const dispatch = {
  code: 'dispatch',
  label: '派单',
  style: 'primary',
  fields: [
    {
      name: 'department',
      kind: 'select',
      label: '主办单位',
      required: true,
      options: [
        { value: '区经济信息委', label: '区经济信息委' },
        { value: '区人力社保局', label: '区人力社保局' },
      ],
    },
    {
      name: 'supporting',
      kind: 'multi-select',
      label: '协办单位',
      required: false,
      options: [{ value: '区教委', label: '区教委' }],
    },
    note('派单意见', false),
  ],
};
const extend = {
  code: 'request_extension',
  label: '申请延期',
  style: 'default',
  fields: [{ name: 'until', kind: 'date', label: '延期至', required: true }, note('延期理由')],
};
const resolve = { code: 'resolve', label: '办结', style: 'primary', fields: [note('办理结果')] };

const history = (entries: number) =>
  Array.from({ length: entries }, (_, i) => ({
    at: `11月24日 ${String(9 + (i % 8)).padStart(2, '0')}:30`,
    who: i % 2 === 0 ? '陈静' : '李强',
    what: i === 0 ? '登记' : i === 1 ? '签收' : '报告进展',
    note: i > 1 ? `第 ${i} 次沟通` : null,
  }));

const counts = (name: string, created: number, open: number, overdue: number) => ({ name, created, open, overdue });
const week = {
  period: '11月23日至11月24日',
  asOf: '11月24日 09:30',
  totals: { created: 5, resolved: 3, closed: 2, open: 9, overdue: 1 },
  byCategory: [counts('用地', 0, 2, 0), counts('用工', 2, 3, 1), counts('用能', 3, 4, 0)],
  byLead: [counts('区经济信息委', 3, 5, 0), counts('区人力社保局', 2, 4, 1)],
};

const of = (kind: string, data: unknown): Payload => ({ kind, v: 1, data });

export const samples: Readonly<Record<string, Payload>> = {
  'policy-answer.open': of('policy-answer', answer),
  'policy-answer.helpful': of('policy-answer', { ...answer, state: 'helpful' }),
  'policy-answer.unhelpful': of('policy-answer', { ...answer, state: 'unhelpful' }),
  'policy-answer.unhelpful-with-reason': of('policy-answer', { ...answer, state: 'unhelpful', reason: '不完整:没有写金额' }),
  'policy-answer.unsolved': of('policy-answer', { ...answer, state: 'unsolved' }),
  'policy-answer.groups-and-gap': of('policy-answer', {
    ...answer,
    lead: '按贵企业的需求,可对照以下条款:',
    clauses: [
      { ...listing, group: '资金支持' },
      { ...investment, group: '资金支持' },
    ],
    gap: '关于“高管子女入学”,现有政策文件中没有找到依据。',
  }),
  'policy-no-basis.open': of('policy-no-basis', {
    answerId: 'a-2',
    question: '房产税能不能减免?',
    department: '区经济信息委',
    nearest: [listing],
    notices: [ENDED],
  }),
  'policy-no-basis.unsolved': of('policy-no-basis', {
    answerId: 'a-2',
    question: '房产税能不能减免?',
    department: '区经济信息委',
    state: 'unsolved',
  }),
  'policy-waiting.reading': of('policy-waiting', { question: answer.question }),
  'policy-waiting.late': of('policy-waiting', { question: answer.question, state: 'late' }),
  'policy-list.open': of('policy-list', policyList),
  'policy-list.unhelpful': of('policy-list', { ...policyList, unknown: [], state: 'unhelpful' }),
  'ticket-draft.open': of('ticket-draft', draft),
  'ticket-draft.several': of('ticket-draft', {
    ...draft,
    enterprise: '',
    items: [energy, labor],
    notes: ['与 T20261120-0003 内容相近,如为同一问题请勿重复登记'],
  }),
  'ticket-draft.duplicate-and-choices': of('ticket-draft', {
    ...draft,
    enterprise: '鑫宏',
    choices: ['重庆鑫宏铝业有限公司', '重庆鑫宏物流有限公司'],
    attachments: 2,
    duplicates: [
      { item: 0, ticketId: 't-1', number: 'T20261120-0003', state: '办理中', description: '限电频繁,生产线停了' },
    ],
  }),
  'ticket-draft.supplemented': of('ticket-draft', { ...draft, state: 'submitted', supplemented: ['T20261120-0003'] }),
  'ticket-draft.submitted': of('ticket-draft', {
    ...draft,
    state: 'submitted',
    items: [energy, labor],
    numbers: ['T20261124-0001', 'T20261124-0002'],
  }),
  'ticket-draft.discarded': of('ticket-draft', { ...draft, state: 'discarded' }),
  'ticket.assigned': of('ticket', {
    ...facts,
    version: 1,
    headline: '新工单,请签收',
    mentions: ['ou_0a1b'],
    actions: [accept, giveBack],
  }),
  'ticket.pending-dispatch': of('ticket', {
    ...facts,
    state: { code: 'pending_dispatch', label: '待派单' },
    urgent: false,
    lead: null,
    supporting: [],
    due: [{ label: '派单时限', at: '11月25日 18:00' }],
    version: 1,
    actions: [dispatch],
  }),
  'ticket.in-progress-overdue': of('ticket', {
    ...facts,
    state: { code: 'in_progress', label: '办理中' },
    handler: '李强',
    due: [{ label: '办结时限', at: '11月25日 18:00', left: '已超期 1 个工作日', overdue: true }],
    lastStep: '11月24日 10:05 李强 签收',
    nextStep: null,
    version: 4,
    actions: [resolve, extend],
  }),
  'ticket.in-progress-many': of('ticket', {
    ...facts,
    state: { code: 'in_progress', label: '办理中' },
    attachments: 1,
    request: '区经济信息委申请延期至 12月11日 18:00:等设备到货',
    actions: [
      { code: 'progress', label: '反馈进展', style: 'default', fields: [note('办理进展')] },
      { code: 'ask_enterprise', label: '请企业补充', style: 'default', fields: [note('需要补充的内容')] },
      resolve,
      { code: 'take_over', label: '接手', style: 'default', seldom: true },
      { ...giveBack, seldom: true },
      { ...extend, seldom: true },
    ],
    version: 4,
  }),
  'ticket.suggested': of('ticket', {
    ...facts,
    state: { code: 'pending_dispatch', label: '待派单' },
    lead: null,
    supporting: [],
    version: 1,
    actions: [dispatch, { code: 'cancel', label: '撤销', style: 'danger', seldom: true, fields: [note('撤销原因')] }],
    suggestions: [
      { label: '派至 用能 → 区经济信息委', index: 0 },
      { label: '派至 用工 → 区人力社保局', index: 1 },
    ],
  }),
  'ticket.closed': of('ticket', {
    ...facts,
    state: { code: 'closed', label: '已归档' },
    urgent: false,
    due: [],
    nextStep: null,
    version: 9,
  }),
  'ticket-status.short': of('ticket-status', { ...facts, handler: '李强', history: history(3) }),
  'ticket-status.long': of('ticket-status', { ...facts, handler: '李强', history: history(22) }),
  'ticket-list.some': of('ticket-list', {
    tickets: [
      {
        number: 'T20261124-0001',
        enterprise: '重庆鑫宏铝业有限公司',
        category: '用能',
        state: '待签收',
        urgent: true,
        due: '11月24日 11:30 前签收',
      },
      {
        number: 'T20261110-0004',
        enterprise: '重庆鑫宏铝业有限公司',
        category: '用工',
        state: '办理中',
        due: '11月19日 18:00 前办结',
        overdue: true,
      },
    ],
    total: 31,
  }),
  'ticket-list.filters': of('ticket-list', {
    title: '待办',
    tickets: [
      {
        id: 't-1',
        number: 'T20261124-0001',
        enterprise: '重庆鑫宏铝业有限公司',
        category: '用能',
        description: '夏季限电,生产线停了',
        state: '待签收',
        urgent: true,
        due: '11月25日 18:00,剩余 1 个工作日',
      },
    ],
    total: 9,
    first: 9,
    filters: [
      { label: '全部 9', active: true, press: { g: '', p: 0 } },
      { label: '待签收 8', active: false, press: { g: 'sign', p: 0 } },
    ],
    earlier: { g: '', p: 0 },
  }),
  'ticket-list.empty': of('ticket-list', { title: '本单位工单', tickets: [] }),
  'week-counts.busy': of('week-counts', week),
  'week-counts.quiet': of('week-counts', {
    ...week,
    totals: { created: 0, resolved: 0, closed: 0, open: 0, overdue: 0 },
    byCategory: [],
    byLead: [],
  }),
  'summary.busy': summaryPayload(busyWeek({ unknownYears: [2027] }), {
    links: summaryLinks,
    sentAt: null,
    now: sentOn,
  }),
  'summary.quiet': summaryPayload(quietWeek(), { links: null, sentAt: sentOn, now: sentOn }),
  'notice.ticket': of('notice', {
    title: '工单已签收',
    tone: 'success',
    lines: ['区经济信息委已签收,经办人:李强。'],
    ticket: { number: 'T20261124-0001', enterprise: '重庆鑫宏铝业有限公司', state: '办理中' },
    mentions: ['ou_0a1b', 'all'],
  }),
  'notice.plain': of('notice', { title: '温馨提示', lines: ['请写明工单号,例如:T20261124-0001 到哪一步了。'] }),
  'help.anybody': of('help', {}),
  'help.commissioner-and-leader': of('help', { roles: ['contact', 'commissioner', 'leader'] }),
};
