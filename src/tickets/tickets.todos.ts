import type { Database } from '#database/database.ts';
import type { PersonFacts } from './tickets.roles.ts';
import { countTickets, findTickets, type TicketFilter } from './tickets.store.ts';
import type { Ticket } from './tickets.tables.ts';

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
    wanted(person, now).map(async ([title, filter]) => ({
      title,
      tickets: await findTickets(db, { ...filter, limit }),
      total: await countTickets(db, filter),
    })),
  );
  return groups.filter((group) => group.total > 0);
}

function wanted(person: PersonFacts, now: Date): [string, TicketFilter][] {
  const groups: [string, TicketFilter][] = [];
  if (person.dispatcher) {
    groups.push(['待派单', { states: ['pending_dispatch'] }], ['待决定的申请', { requested: true }]);
  }
  const departments = person.departments.map((department) => department.name);
  const headed = person.departments
    .filter((department) => department.head)
    .map((department) => department.name);
  if (departments.length > 0) {
    groups.push(
      ['待签收', { states: ['assigned'], leadDepartments: departments }],
      ['办理中', { states: ['in_progress'], handlerOpenId: person.openId }],
      ['待答复的协办', { supportWantedFrom: departments }],
    );
  }
  if (headed.length > 0) groups.push(['本单位超期', { overdueAt: now, leadDepartments: headed }]);
  const enterpriseIds = [...new Set([...person.enterpriseIds, ...person.commissionerOf])];
  if (enterpriseIds.length > 0) {
    groups.push(
      ['待企业补充', { states: ['awaiting_enterprise'], enterpriseIds }],
      ['待企业确认', { states: ['resolved'], enterpriseIds }],
    );
  }
  if (person.leader) groups.push(['超期工单', { overdueAt: now }]);
  return groups;
}
