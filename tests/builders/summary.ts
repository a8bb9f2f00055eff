import type { Counts, GroupRow, Rate, Spread, Summary, TicketLine } from '#summaries/summaries.types.ts';

const counts = (logged: number, resolved: number, closed: number, open: number, overdue: number): Counts => ({
  logged,
  resolved,
  closed,
  open,
  overdue,
});
const row = (key: string, name: string, ...values: Parameters<typeof counts>): GroupRow => ({
  key,
  name,
  counts: counts(...values),
});
const same = (name: string, ...values: Parameters<typeof counts>) => row(name, name, ...values);
const rate = (numerator: number, denominator: number): Rate => ({ numerator, denominator });
const spread = (count: number, median: number | null, p90: number | null): Spread => ({ count, median, p90 });

const overdueLine = (
  seq: number,
  enterprise: string,
  category: string,
  department: string,
  overdueDays: number,
): TicketLine => ({
  id: `t-${seq}`,
  number: `T20261026-000${seq}`,
  enterprise,
  category,
  department,
  state: '办理中',
  dueAt: new Date('2026-11-12T18:00:00+08:00'),
  overdueDays,
});

/** A busy week of a district, 2026-11-16 to 2026-11-22, as it would be sent on the Monday after. */
export function busyWeek(changes: Partial<Summary> = {}): Summary {
  const overdue = [
    overdueLine(1, '重庆玺石绿色建材有限公司', '用地', '江津区规划和自然资源局', 6),
    overdueLine(2, '重庆鑫宏铝业有限公司', '用能', '区经济信息委', 3),
    overdueLine(3, '重庆绒朵纺织有限公司', '用工', '区人力社保局', 0),
  ];
  return {
    v: 1,
    span: {
      kind: 'week',
      id: '2026-W47',
      from: new Date('2026-11-16T00:00:00+08:00'),
      to: new Date('2026-11-23T00:00:00+08:00'),
    },
    asOf: new Date('2026-11-23T09:00:00+08:00'),
    unknownYears: [],
    counts: {
      logged: { now: 21, before: 14 },
      resolved: { now: 15, before: 12 },
      closed: { now: 11, before: 13 },
      open: { now: 26, before: 20 },
      overdue: { now: 3, before: 4 },
    },
    rates: {
      response: { now: rate(19, 20), before: rate(12, 14) },
      onTime: { now: rate(13, 16), before: rate(9, 13) },
      solved: { now: rate(10, 11), before: rate(12, 13) },
      satisfied: { now: rate(9, 9), before: rate(0, 0) },
    },
    durations: {
      sign: { now: spread(20, 3.5, 7.2), before: spread(14, 4, 9.5) },
      resolve: { now: spread(15, 28, 61.4), before: spread(0, null, null) },
    },
    groups: {
      category: [
        row('land', '用地', 3, 1, 1, 6, 1),
        row('labor', '用工', 6, 5, 3, 5, 1),
        row('energy', '用能', 7, 5, 4, 7, 1),
        row('facilities', '设施配套', 2, 1, 1, 3, 0),
        row('finance', '融资', 2, 2, 1, 4, 0),
        row('subsidy', '奖补兑现', 1, 1, 1, 1, 0),
      ],
      department: [
        same('区经济信息委', 8, 6, 4, 9, 1),
        same('区人力社保局', 6, 5, 3, 5, 1),
        same('江津区规划和自然资源局', 3, 1, 1, 6, 1),
        same('区金融发展服务中心', 2, 2, 1, 4, 0),
        row('', '未派单', 2, 1, 2, 2, 0),
      ],
      place: [
        same('德感工业园', 9, 6, 5, 11, 1),
        same('珞璜工业园', 5, 4, 3, 8, 1),
        same('双福工业园', 4, 3, 2, 4, 0),
        same('白沙镇', 3, 2, 1, 3, 1),
      ],
      tier: [
        row('giant', '国家专精特新“小巨人”企业', 4, 3, 2, 5, 0),
        row('municipal', '市级专精特新中小企业', 9, 6, 5, 12, 2),
        row('innovative', '创新型中小企业', 6, 5, 3, 7, 1),
        row('none', '未认定', 2, 1, 1, 2, 0),
      ],
    },
    groupsBefore: {
      category: [
        row('land', '用地', 3, 2, 2, 4, 1),
        row('labor', '用工', 5, 4, 5, 4, 1),
        row('energy', '用能', 2, 3, 3, 5, 1),
        row('facilities', '设施配套', 2, 1, 1, 2, 0),
        row('finance', '融资', 2, 2, 2, 5, 1),
      ],
      department: [
        same('区经济信息委', 4, 4, 4, 7, 1),
        same('区人力社保局', 5, 4, 4, 4, 1),
        same('江津区规划和自然资源局', 3, 2, 3, 4, 1),
        same('区金融发展服务中心', 2, 2, 2, 5, 1),
      ],
      place: [same('德感工业园', 7, 6, 6, 9, 2), same('珞璜工业园', 7, 6, 7, 11, 2)],
      tier: [row('municipal', '市级专精特新中小企业', 14, 12, 13, 20, 4)],
    },
    openAge: { to3: 9, to7: 8, to15: 6, over15: 3 },
    days: [
      { day: '2026-11-16', logged: 5, closed: 1 },
      { day: '2026-11-17', logged: 3, closed: 2 },
      { day: '2026-11-18', logged: 4, closed: 3 },
      { day: '2026-11-19', logged: 2, closed: 2 },
      { day: '2026-11-20', logged: 6, closed: 3 },
      { day: '2026-11-21', logged: 1, closed: 0 },
      { day: '2026-11-22', logged: 0, closed: 0 },
    ],
    overdue,
    oldest: overdue[0] ?? null,
    trouble: [
      { department: '区经济信息委', overdue: 1, returns: 2, disputes: 1, reopenings: 0 },
      { department: '江津区规划和自然资源局', overdue: 1, returns: 0, disputes: 0, reopenings: 1 },
    ],
    repeated: [
      {
        kind: 'place',
        name: '德感工业园',
        category: '用能',
        enterprises: 3,
        total: 3,
        ref: 'repeated/place/德感工业园/energy',
        tickets: [
          { id: 't-11', number: 'T20261116-0002' },
          { id: 't-12', number: 'T20261117-0001' },
          { id: 't-13', number: 'T20261120-0004' },
        ],
      },
      {
        kind: 'enterprise',
        name: '重庆鑫宏铝业有限公司',
        category: '用能',
        enterprises: 1,
        total: 2,
        ref: 'repeated/enterprise/e-1/energy',
        tickets: [
          { id: 't-11', number: 'T20261116-0002' },
          { id: 't-14', number: 'T20261120-0005' },
        ],
      },
    ],
    topics: [
      {
        documentId: 'jiangjin-plan-2022',
        clauseId: '2.5.30',
        title: '江津府办发〔2022〕92号 二(五)第30条',
        count: 7,
      },
      {
        documentId: 'jiangjin-plan-2022',
        clauseId: '2.3.10',
        title: '江津府办发〔2022〕92号 二(三)第10条',
        count: 4,
      },
    ],
    gaps: [
      {
        question: '厂房屋顶光伏发电补贴多少钱一度?',
        count: 3,
        lastAt: new Date('2026-11-20T15:12:00+08:00'),
      },
      { question: '外地员工子女入学怎么申请?', count: 1, lastAt: new Date('2026-11-18T10:02:00+08:00') },
    ],
    questions: { now: 46, before: 31 },
    commissioners: [
      { openId: 'ou_c1', name: '杨思源', enterprises: 5, logged: 6, quiet: [] },
      {
        openId: 'ou_c2',
        name: '秦越',
        enterprises: 4,
        logged: 0,
        quiet: ['重庆椒语香料有限公司', '重庆泓砚环保科技有限公司'],
      },
    ],
    ...changes,
  };
}

/** A week in which nothing came in and nothing was open. */
export function quietWeek(changes: Partial<Summary> = {}): Summary {
  const zero = { now: 0, before: 0 };
  const noRate = { now: rate(0, 0), before: rate(0, 0) };
  const noSpread = { now: spread(0, null, null), before: spread(0, null, null) };
  const nothing = { category: ALWAYS, department: [], place: [], tier: [] };
  return busyWeek({
    counts: { logged: zero, resolved: zero, closed: zero, open: zero, overdue: zero },
    rates: { response: noRate, onTime: noRate, solved: noRate, satisfied: noRate },
    durations: { sign: noSpread, resolve: noSpread },
    groups: nothing,
    groupsBefore: nothing,
    openAge: { to3: 0, to7: 0, to15: 0, over15: 0 },
    days: busyWeek().days.map(({ day }) => ({ day, logged: 0, closed: 0 })),
    overdue: [],
    oldest: null,
    trouble: [],
    repeated: [],
    topics: [],
    gaps: [],
    questions: zero,
    commissioners: [],
    ...changes,
  });
}

const ALWAYS = [
  row('land', '用地', 0, 0, 0, 0, 0),
  row('labor', '用工', 0, 0, 0, 0, 0),
  row('energy', '用能', 0, 0, 0, 0, 0),
];

/** 26 weeks up to 2026-W47. */
export const trendPoints = Array.from({ length: 26 }, (_, i) => ({
  id: `2026-W${22 + i}`,
  logged: 8 + ((i * 7) % 11),
  closed: 6 + ((i * 5) % 9),
  open: 18 + ((i * 3) % 13),
  overdue: (i * 2) % 6,
}));
