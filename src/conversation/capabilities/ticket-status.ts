import type { Capability, ConversationDeps, Reply, Turn } from '#conversation/conversation.types.ts';
import { textPayload } from '#conversation/payloads.ts';
import { ticketStatusPayload } from '#conversation/ticket-card.ts';
import { type Found, ticketsMeant } from '#conversation/visible-tickets.ts';
import { texts } from '#texts/zh-CN.ts';
import { getHistory } from '#tickets/tickets.store.ts';
import { asksForList, ticketList } from './ticket-list.ts';

/** 到哪一步了, 我的工单, 待办: one ticket with its history, or the list of those that are meant. */
export const ticketStatus: Capability = async (deps, turn) =>
  asksForList(turn) ? ticketList(deps, turn) : showFound(deps, turn, await ticketsMeant(deps.db, turn));

/** What was found, as a reply. */
export async function showFound(deps: ConversationDeps, turn: Turn, found: Found): Promise<Reply> {
  const { rules } = deps.district;
  const { now } = turn;
  switch (found.found) {
    case 'one': {
      const history = await getHistory(deps.db, found.ticket.id);
      return { messages: [{ payload: ticketStatusPayload({ rules, now }, found.ticket, history) }] };
    }
    case 'many':
      return ticketList(deps, turn);
    case 'none':
      return { messages: [{ payload: textPayload(texts.tickets.noneFound) }] };
    case 'unknown':
      return { messages: [{ payload: textPayload(texts.tickets.notFound(found.number)) }] };
    case 'hidden':
      return { messages: [{ payload: textPayload(texts.tickets.notVisible(found.number)) }] };
  }
}
