import { factsOf } from '#conversation/people.ts';
import { type Database, runBatch } from '#database/database.ts';
import {
  getPerson,
  listEnterprises,
  membersOfDepartment,
  membersOfEnterprise,
} from '#directory/directory.store.ts';
import type { Enterprise } from '#directory/directory.types.ts';
import { DAY_MS } from '#shared/beijing.ts';
import { AppError } from '#shared/errors.ts';
import { actOnTicket } from '#tickets/act-on-ticket.ts';
import { openTickets } from '#tickets/open-tickets.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import type { ActionCode } from '#tickets/tickets.lifecycle.ts';
import { actorFor } from '#tickets/tickets.roles.ts';
import { getTicket } from '#tickets/tickets.store.ts';
import type { DraftItem } from '#tickets/tickets.types.ts';

const HOUR_MS = 3_600_000;
const DISPATCHER = 'ou_sample_dispatcher';
const LEADER = 'ou_sample_leader_gao';

type Who = 'enterprise' | 'department' | 'dispatcher' | 'leader';
type Step = [hours: number, action: ActionCode, who: Who, form?: Record<string, unknown>];

const item = (
  category: string,
  description: string,
  lead: string | null,
  more: Partial<DraftItem> = {},
): DraftItem => ({
  ...{ category, description, lead, urgency: 'normal', supporting: [], details: {} },
  ...more,
});

const PROBLEMS: readonly DraftItem[] = [
  item('energy', '夏季高峰时段频繁限电,生产线一周停了三次,交货受影响,请协调有序用电方案。', '区经济信息委', {
    supporting: ['供电企业'],
    urgency: 'urgent',
  }),
  item('land', '二期厂房拟扩建 30 亩,用地指标一直没有落实,请协调。', '江津区规划和自然资源局', {
    supporting: ['德感工业园发展中心'],
  }),
  item('labor', '旺季缺熟练焊工约 40 人,招聘会效果不好,希望组织定向招工。', '区人力社保局'),
  item('finance', '流动资金贷款月底到期,银行要求先还后贷,周转困难。', '区金融发展服务中心'),
  item('energy', '厂区变压器容量不足,新上两条线需要增容到 2000 kVA。', '区经济信息委'),
  item('environment', '技改项目环评批复迟迟没有下来,影响设备进场。', '区生态环境局'),
  item('market', '想参加明年的西洽会,不知道如何申请展位补贴。', '区商务委'),
  item('qualification', '高新技术企业复审材料不清楚,希望有专人辅导。', '区科技局'),
];

/** What follows a report, in hours after the step before. */
const PATHS: readonly (readonly Step[])[] = [
  [
    [3, 'accept', 'department'],
    [30, 'progress', 'department', { note: '已到现场查看,正在与供电企业商定方案。' }],
    [60, 'resolve', 'department', { note: '已调整有序用电分组,本月不再轮停。' }],
    [20, 'confirm', 'enterprise', { satisfaction: 'satisfied', note: '处理得很快' }],
  ],
  [
    [6, 'accept', 'department'],
    [40, 'ask_enterprise', 'department', { note: '请补充项目备案证和用地红线图。' }],
  ],
  [
    [30, 'accept', 'department'],
    [150, 'resolve', 'department', { note: '已组织专场招聘,达成意向 22 人。' }],
    [10, 'dispute', 'enterprise', { note: '到岗的只有 3 人,问题没有解决。' }],
  ],
  [[4, 'return', 'department', { note: '贷款由银行自主决定,不属于本单位职责。' }]],
  [
    [5, 'accept', 'department'],
    [26, 'urge', 'enterprise'],
    [30, 'supervise', 'leader', { note: '请抓紧办理,周五前报进展。' }],
  ],
  [],
  [
    [2, 'accept', 'department'],
    [50, 'ask_extension', 'department', { note: '需等待市级部门批复。', until: '2026-12-25' }],
  ],
  [
    [8, 'accept', 'department'],
    [70, 'resolve', 'department', { note: '已安排辅导,材料清单已发企业。' }],
  ],
];

/**
 * Weeks of tickets in an empty district, through the same use cases as the chats, so that every state, overdue ones,
 * returns, disputes and wishes occur. The same every time.
 * @returns how many tickets were logged
 */
export async function tellStory(
  db: Database,
  rules: TicketRules,
  until: Date,
  { days = 40, perDay = 2 }: { days?: number; perDay?: number } = {},
): Promise<number> {
  const enterprises = await listEnterprises(db);
  let told = 0;
  for (let day = days; day >= 0; day--) {
    const start = new Date(until.getTime() - day * DAY_MS);
    if (!rules.calendar.isWorkday(start.toISOString().slice(0, 10))) continue;
    for (let i = 0; i < perDay; i++) {
      const at = new Date(start.getTime() - (i + 1) * 15 * 60_000);
      const enterprise = enterprises[(told * 5) % enterprises.length];
      const problem = PROBLEMS[(told * 3) % PROBLEMS.length];
      if (enterprise && problem)
        await tellOne(db, rules, { at, until, enterprise, problem, path: PATHS[told % PATHS.length] ?? [] });
      told++;
    }
  }
  await tellUndecided(db, rules, until, enterprises);
  return told + 3;
}

/** Three enterprises of one park with one problem that the router was unsure of. */
async function tellUndecided(
  db: Database,
  rules: TicketRules,
  until: Date,
  enterprises: readonly Enterprise[],
) {
  const neighbours = enterprises.filter(({ park }) => park === '德感工业园').slice(0, 3);
  for (const [index, enterprise] of neighbours.entries()) {
    const problem = item('facilities', '园区北门道路积水,货车进不来,雨天经常堵到下午。', null, {
      details: {
        place: '德感工业园',
        candidates: [
          { category: 'facilities', lead: '德感工业园发展中心', supporting: [] },
          { category: 'other', lead: '区经济信息委', supporting: [] },
        ],
      },
    });
    const at = new Date(until.getTime() - (index + 1) * HOUR_MS);
    await tellOne(db, rules, { at, until, enterprise, problem, path: [] });
  }
}

interface Tale {
  at: Date;
  until: Date;
  enterprise: Enterprise;
  problem: DraftItem;
  path: readonly Step[];
}

async function tellOne(
  db: Database,
  rules: TicketRules,
  { at, until, enterprise, problem, path }: Tale,
): Promise<void> {
  const category = rules.categories.has(problem.category) ? problem.category : 'other';
  const { id, name, park, town, tier } = enterprise;
  const members = await membersOfEnterprise(db, id);
  const contact = members.find(({ role }) => role === 'contact')?.openId ?? '';
  const person = factsOf(await getPerson(db, contact), contact);
  const opened = await openTickets(db, {
    data: { enterprise: { id, name, park, town, tier }, items: [{ ...problem, category }] },
    actor: { openId: person.openId, name: person.name, roles: ['enterprise'] },
    source: { chatId: 'oc_sample_enterprise_xinhong', messageId: null },
    now: at,
    rules,
  });
  await runBatch(db, opened.statements);
  const [ticket] = opened.tickets;
  if (!ticket) return;
  let time = at.getTime();
  for (const [hours, action, who, form] of path) {
    time += hours * HOUR_MS;
    if (time >= until.getTime()) return;
    await step(db, rules, {
      ticketId: ticket.id,
      action,
      who,
      contact,
      input: form ?? {},
      now: new Date(time),
    });
  }
}

interface Move {
  ticketId: string;
  action: ActionCode;
  who: Who;
  contact: string;
  input: Record<string, unknown>;
  now: Date;
}

/** What the rules do not allow at this time does not happen: people try such things, too. */
async function step(db: Database, rules: TicketRules, { ticketId, action, who, contact, input, now }: Move) {
  const ticket = await getTicket(db, ticketId);
  if (!ticket) return;
  const members = await membersOfDepartment(db, ticket.leadDepartment ?? '');
  const handler = members.find((member) => !member.head)?.openId ?? '';
  const openId = { enterprise: contact, department: handler, dispatcher: DISPATCHER, leader: LEADER }[who];
  const actor = actorFor(ticket, factsOf(await getPerson(db, openId), openId));
  try {
    await runBatch(db, (await actOnTicket(db, { ticketId, action, actor, input, now, rules })).statements);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}
