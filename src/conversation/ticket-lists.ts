import { z } from 'zod';
import type { Database } from '#database/database.ts';
import { getPerson } from '#directory/directory.store.ts';
import type { Payload } from '#outbox/outbox.types.ts';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import { countTickets, findTickets, type TicketFilter } from '#tickets/tickets.store.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';
import { type ListGroup, type ListOwner, ownerOf, ticketGroups, todoGroups } from '#tickets/tickets.todos.ts';
import type { Turn } from './conversation.types.ts';
import { factsOf } from './people.ts';
import { ticketRows } from './ticket-card.ts';

const words = ticketTexts.list;

/** Whose list it is: a person's in private, else that of everybody who reads the chat. */
export const listScopeSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('person'), openId: z.string() }),
  z.object({ of: z.literal('enterprise'), id: z.string() }),
  z.object({ of: z.literal('department'), name: z.string() }),
  z.object({ of: z.literal('dispatch') }),
  z.object({ of: z.literal('leaders') }),
  z.object({ of: z.literal('chat'), chatId: z.string() }),
]);
export type ListScope = z.output<typeof listScopeSchema>;

export const liveListSchema = z.object({
  list: z.enum(['todo', 'mine']),
  scope: listScopeSchema,
  /** The group that is shown; null for all of them. */
  group: z.string().nullable(),
  /** From 0. */
  page: z.number().int().nonnegative(),
  /** Who asked for it in a group: to the others its buttons answer with a list of their own. */
  asker: z.string().optional(),
});
export type LiveList = z.output<typeof liveListSchema>;

export const liveList = (data: LiveList): Payload => ({ kind: 'live-tickets', v: 1, data });

const PAGE = 8;

/** Whose tickets are meant by somebody who asks here. */
export function listScopeOf({ chat, message }: Pick<Turn, 'chat' | 'message'>): ListScope {
  if (message.chatType === 'p2p') return { of: 'person', openId: message.sender.openId };
  switch (chat?.kind) {
    case 'enterprise':
      if (chat.enterpriseId) return { of: 'enterprise', id: chat.enterpriseId };
      break;
    case 'department':
      if (chat.department) return { of: 'department', name: chat.department };
      break;
    case 'dispatch':
      return { of: 'dispatch' };
    case 'leaders':
      return { of: 'leaders' };
    case undefined:
      break;
  }
  return { of: 'chat', chatId: message.chatId };
}

const NOBODY: ListOwner = {
  ...{ dispatcher: false, leader: false, handlerOpenId: null },
  ...{ departments: [], headed: [], enterpriseIds: [] },
};

async function ownerOfScope(db: Database, scope: ListScope): Promise<ListOwner> {
  switch (scope.of) {
    case 'person':
      return ownerOf(factsOf(await getPerson(db, scope.openId), scope.openId));
    case 'enterprise':
      return { ...NOBODY, enterpriseIds: [scope.id] };
    case 'department':
      return { ...NOBODY, departments: [scope.name], headed: [scope.name] };
    case 'dispatch':
      return { ...NOBODY, dispatcher: true };
    case 'leaders':
      return { ...NOBODY, leader: true };
    case 'chat':
      return { ...NOBODY, sourceChatId: scope.chatId };
  }
}

/** A group whose title a text names: 我的工单 超期. */
export async function groupNamed(
  db: Database,
  { list, scope }: Pick<LiveList, 'list' | 'scope'>,
  text: string,
  now: Date,
): Promise<string | null> {
  const groups = await groupsOf(db, { list, scope }, now);
  return groups.find(({ key, title }) => key !== 'all' && text.includes(title))?.key ?? null;
}

async function groupsOf(
  db: Database,
  { list, scope }: Pick<LiveList, 'list' | 'scope'>,
  now: Date,
): Promise<ListGroup[]> {
  const owner = await ownerOfScope(db, scope);
  return list === 'todo' ? todoGroups(owner, now) : ticketGroups(owner, now);
}

/** The list as it stands now. */
export async function listPayload(
  db: Database,
  live: LiveList,
  { rules, now }: { rules: TicketRules; now: Date },
): Promise<Payload> {
  const counted = await Promise.all(
    (await groupsOf(db, live, now)).map(async (group) => ({
      ...group,
      count: await countTickets(db, group.filter),
    })),
  );
  const filled = counted.filter(({ key, count }) => count > 0 || key === live.group);
  const chosen = filled.find(({ key }) => key === live.group);
  const groups = chosen ? [chosen] : live.list === 'mine' ? filled.slice(0, 1) : filled;
  const { rows, total } = await pageOf(db, groups, live.page);
  const press = (changes: Partial<LiveList>) => pressOf({ ...live, ...changes });
  const all = live.list === 'todo' && filled.length > 1 ? [allOf(filled)] : [];
  return {
    kind: 'ticket-list',
    v: 1,
    data: {
      title: titleOf(live),
      tickets: ticketRows({ rules, now }, rows),
      total,
      filters: [...all, ...filled].map(({ key, title, count }) => ({
        label: words.filter(title, count),
        active: chosen ? key === chosen.key : key === 'all',
        press: press({ group: key === 'all' ? null : key, page: 0 }),
      })),
      first: total === 0 ? 0 : live.page * PAGE + 1,
      ...(live.page > 0 ? { earlier: press({ page: live.page - 1 }) } : {}),
      ...((live.page + 1) * PAGE < total ? { later: press({ page: live.page + 1 }) } : {}),
    },
  };
}

const allOf = (groups: readonly { count: number }[]) => ({
  ...{ key: 'all', title: words.all },
  count: groups.reduce((sum, { count }) => sum + count, 0),
});

/** One page over several groups, one after the other. */
async function pageOf(
  db: Database,
  groups: readonly { filter: TicketFilter; count: number }[],
  page: number,
) {
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  const rows: Ticket[] = [];
  let skip = page * PAGE;
  for (const { filter, count } of groups) {
    const wanted = PAGE - rows.length;
    if (wanted > 0 && skip < count) {
      rows.push(...(await findTickets(db, { ...filter, limit: wanted, offset: skip })));
    }
    skip = Math.max(0, skip - count);
  }
  return { rows, total };
}

function titleOf({ list, scope }: LiveList): string {
  if (list === 'todo') return words.todo;
  return scope.of === 'department' ? words.department(scope.name) : words.mine;
}

/** What a button of the list answers; the rest stands in the message. */
function pressOf({ group, page }: LiveList): { g: string; p: number } {
  return { g: group ?? '', p: page };
}
