import { getHistory, getTicketByNumber } from '#tickets/tickets.store.ts';
import { CONTACT, ENTERPRISE_CHAT, labelsOf, type Seen, type World } from './tickets-world.ts';

export const UNSURE = '登记:鑫宏铝业 那个东西坏掉了';
export const REPORT = '登记:鑫宏铝业 厂区变压器容量不够,要增容';

/** The last of these messages that went there. */
export function last(messages: Seen[], to: string): Seen {
  const found = messages.filter((message) => message.to === to).at(-1);
  if (!found) throw new Error(`nothing was sent to ${to}: ${messages.map((m) => m.to).join('、')}`);
  return found;
}

/** Reports and submits. @returns the ticket's number, and the department's card */
export async function logged(world: World, text = REPORT) {
  const [draft] = await world.say(CONTACT, ENTERPRISE_CHAT, text);
  if (!draft) throw new Error('there is a draft');
  const { toast, sent } = await world.press(CONTACT, draft, '提交', {});
  const number = /T\d{8}-\d{4}/.exec(toast?.content ?? '')?.[0] ?? '';
  const card = sent.find((message) => labelsOf(message).includes('签收'));
  if (!card) throw new Error('a department has its card');
  return { draft, number, sent, card };
}

export async function ticketOf(world: World, number: string) {
  const ticket = await getTicketByNumber(world.db, number);
  if (!ticket) throw new Error(`there is ${number}`);
  return { ticket, history: await getHistory(world.db, ticket.id) };
}

export const actionsIn = async (world: World, number: string) =>
  (await ticketOf(world, number)).history.map((entry) => entry.action);

/** Asks for the list and opens the ticket of that number from it. */
export async function openFrom(
  world: World,
  openId: string,
  chatId: string,
  number: string,
): Promise<Seen[]> {
  const [list] = await world.say(openId, chatId, '我的工单');
  if (!list) throw new Error('there is a list');
  const { ticket } = await ticketOf(world, number);
  return (await world.press(openId, list, '查看', undefined, { t: ticket.id })).sent;
}
