import type { Database } from '#database/database.ts';
import type { PersonFacts } from './tickets.roles.ts';
import { countTickets, findTickets, LIVE_STATES, type TicketFilter } from './tickets.store.ts';
import type { Ticket } from './tickets.tables.ts';

/** Whose tickets are listed: a person's, or those of everybody in a chat. */
export interface ListOwner {
  dispatcher: boolean;
  leader: boolean;
  departments: readonly string[];
  /** The departments whose overdue tickets are this owner's to mind. */
  headed: readonly string[];
  /** Whose work 办理中 is; null for all of the departments'. */
  handlerOpenId: string | null;
  enterpriseIds: readonly string[];
  /** What they reported themselves, or what was reported in a chat that nobody has bound. */
  reporterOpenId?: string;
  sourceChatId?: string;
}

/** One group of a list, with a key that a button can name. */
export interface ListGroup {
  key: string;
  /** 待签收 */
  title: string;
  filter: TicketFilter;
}

/** A person as the owner of lists. */
export function ownerOf(person: PersonFacts): ListOwner {
  const { openId, dispatcher, leader, departments } = person;
  return {
    ...{ dispatcher, leader, handlerOpenId: openId, reporterOpenId: openId },
    departments: departments.map(({ name }) => name),
    headed: departments.filter(({ head }) => head).map(({ name }) => name),
    enterpriseIds: [...new Set([...person.enterpriseIds, ...person.commissionerOf])],
  };
}

/** What waits for somebody, by what they are: 待办. */
export function todoGroups(owner: ListOwner, now: Date): ListGroup[] {
  const { departments, headed, enterpriseIds, handlerOpenId } = owner;
  const groups: ListGroup[] = [];
  const add = (key: string, title: string, filter: TicketFilter) => groups.push({ key, title, filter });
  if (owner.dispatcher) {
    add('dispatch', '待派单', { states: ['pending_dispatch'] });
    add('request', '待决定的申请', { requested: true });
  }
  if (departments.length > 0) {
    const mine = handlerOpenId === null ? { leadDepartments: departments } : { handlerOpenId };
    add('sign', '待签收', { states: ['assigned'], leadDepartments: departments });
    add('work', '办理中', { states: ['in_progress'], ...mine });
    add('support', '待答复的协办', { supportWantedFrom: departments });
  }
  if (headed.length > 0) add('late', '本单位超期', { overdueAt: now, leadDepartments: headed });
  if (enterpriseIds.length > 0) {
    add('answer', '待企业补充', { states: ['awaiting_enterprise'], enterpriseIds });
    add('confirm', '待企业确认', { states: ['resolved'], enterpriseIds });
  }
  if (owner.leader) add('overdue', '超期工单', { overdueAt: now });
  return groups;
}

/** All that concerns somebody, by where it stands: 我的工单. The first group is everything that is not at an end. */
export function ticketGroups(owner: ListOwner, now: Date): ListGroup[] {
  const whose = concerning(owner);
  return [
    { key: 'all', title: '全部', filter: { ...whose, states: LIVE_STATES } },
    { key: 'dispatch', title: '待派单', filter: { ...whose, states: ['pending_dispatch'] } },
    { key: 'sign', title: '待签收', filter: { ...whose, states: ['assigned'] } },
    { key: 'work', title: '办理中', filter: { ...whose, states: ['in_progress'] } },
    { key: 'answer', title: '待企业补充', filter: { ...whose, states: ['awaiting_enterprise'] } },
    { key: 'confirm', title: '待确认', filter: { ...whose, states: ['resolved'] } },
    { key: 'overdue', title: '超期', filter: { ...whose, overdueAt: now } },
    { key: 'closed', title: '已归档', filter: { ...whose, states: ['closed'] } },
  ];
}

/** The dispatcher and leaders see all; the others what is theirs, by any of their parts. */
function concerning(owner: ListOwner): TicketFilter {
  if (owner.dispatcher || owner.leader) return {};
  if (owner.sourceChatId !== undefined) return { sourceChatId: owner.sourceChatId };
  const { departments, enterpriseIds, reporterOpenId } = owner;
  return { concerns: { departments, enterpriseIds, ...(reporterOpenId ? { reporterOpenId } : {}) } };
}

/** Tickets in which it is this person's turn. */
export interface TodoGroup {
  /** 待签收 */
  title: string;
  /** The first of them, urgent ones first. */
  tickets: Ticket[];
  total: number;
}

/** What waits for a person, by what they are; groups without a ticket are left out. */
export async function todosFor(
  db: Database,
  person: PersonFacts,
  { now, limit = 10 }: { now: Date; limit?: number },
): Promise<TodoGroup[]> {
  const groups = await Promise.all(
    todoGroups(ownerOf(person), now).map(async ({ title, filter }) => ({
      title,
      tickets: await findTickets(db, { ...filter, limit }),
      total: await countTickets(db, filter),
    })),
  );
  return groups.filter((group) => group.total > 0);
}
