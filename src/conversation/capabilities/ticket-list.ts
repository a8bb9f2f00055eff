import type { ConversationDeps, Reply, Turn } from '#conversation/conversation.types.ts';
import { textPayload } from '#conversation/payloads.ts';
import { groupNamed, listPayload, listScopeOf, liveList } from '#conversation/ticket-lists.ts';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import { texts } from '#texts/zh-CN.ts';

const WAITING = /待办|待我|要我(?:办|处理)|我要办|该我/;
const LIST = /工单|诉求|待签收|待派单|办理中|待确认|超期|台账/;
const PROGRESS = /到哪|进度|进展|怎么样|怎样|如何|咋样|处理了|办了|解决了|情况/;

/** Whether a list is wanted, and not how one ticket stands. */
export function asksForList({ text, understanding }: Pick<Turn, 'text' | 'understanding'>): boolean {
  if (understanding.ticketNumbers.length > 0) return false;
  return WAITING.test(text) || (LIST.test(text) && !PROGRESS.test(text));
}

const WHICH = /哪些|哪几|哪件|有哪|列|清单|名单/;

/** Whether a question about figures is after the tickets themselves: 哪些工单超期了. */
export function namesTickets({ text }: Pick<Turn, 'text'>): boolean {
  return WHICH.test(text) && LIST.test(text);
}

/** 待办 and 我的工单: a card with filters as buttons. In a group it is the group's, in private the person's. */
export async function ticketList({ db, district }: ConversationDeps, turn: Turn): Promise<Reply> {
  const { text, now } = turn;
  const list = WAITING.test(text) ? 'todo' : 'mine';
  const scope = listScopeOf(turn);
  const live = {
    list,
    scope,
    group: await groupNamed(db, { list, scope }, text, now),
    page: 0,
    asker: turn.message.sender.openId,
  } as const;
  if (live.group === null && (await isEmpty(db, live, { rules: district.rules, now }))) {
    const sentence = list === 'todo' ? ticketTexts.list.noTodo : texts.tickets.noneFound;
    return { messages: [{ payload: textPayload(sentence) }] };
  }
  return { messages: [{ payload: liveList(live) }] };
}

async function isEmpty(...[db, live, context]: Parameters<typeof listPayload>): Promise<boolean> {
  const { data } = await listPayload(db, live, context);
  return (data as { filters: unknown[] }).filters.length === 0;
}
