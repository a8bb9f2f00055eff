import type { Database, Statement } from '#database/database.ts';
import {
  chatsOf,
  getPerson,
  membersOfDepartment,
  membersOfEnterprise,
  peopleWithOffice,
} from '#directory/directory.store.ts';
import type { ChatKind } from '#directory/directory.types.ts';
import { enqueue, enqueueRedraw } from '#outbox/outbox.store.ts';
import type { Target } from '#outbox/outbox.types.ts';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import { texts } from '#texts/zh-CN.ts';
import type { Notice, TicketRules } from '#tickets/tickets.action-rule.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';
import { type CardAudience, type LiveTicket, liveTicket, noticePayload, ticketSubject } from './payloads.ts';
import { actionsOn } from './ticket-card.ts';
import { ticketTextPayload } from './ticket-payloads.ts';

/** A ticket as it was and as it will be. */
export interface TicketChange {
  before: Ticket | null;
  after: Ticket;
}

export interface NotifyDeps {
  db: Database;
  rules: TicketRules;
  now: Date;
}

/** The rows that tell everybody concerned: their notices, and every card that shows the ticket drawn anew. */
export async function tellChange(
  deps: NotifyDeps,
  changes: readonly TicketChange[],
  notices: readonly Notice[],
): Promise<Statement[]> {
  const updates = changes.map(({ after }) => redraw(deps, after.id));
  const told = await Promise.all(
    notices.map((notice) =>
      tell(
        deps,
        notice,
        changes.find((c) => c.after.id === notice.ticketId),
      ),
    ),
  );
  return [...updates.flat(), ...told.flat()];
}

/** Draws every card of a ticket anew, each from the payload with which it was sent. */
function redraw({ db, now }: NotifyDeps, ticketId: string): Statement[] {
  return enqueueRedraw(db, ticketSubject(ticketId), now);
}

/** One notice for one receiver: the card in which it is told, and what of the ticket changed. */
interface Letter {
  target: Target;
  card: LiveTicket;
  text: string;
  change: TicketChange | undefined;
}

async function lettersOf(deps: NotifyDeps, notice: Notice, change: TicketChange | undefined) {
  const place = await placeOf(deps.db, notice, change?.after);
  const text = place.astray ? texts.tickets.astray(notice.department ?? '', notice.text) : notice.text;
  const card: LiveTicket = {
    ticketId: notice.ticketId,
    audience: place.audience,
    headline: text,
    version: change?.after.version,
    ...(place.department ? { department: place.department } : {}),
  };
  return place.targets.map((target): Letter => {
    const own = target.type === 'person' ? { ...card, reader: target.openId } : card;
    return { target, card: own, text, change };
  });
}

async function tell(
  deps: NotifyDeps,
  notice: Notice,
  change: TicketChange | undefined,
): Promise<Statement[]> {
  const letters = await lettersOf(deps, notice, change);
  return letters.map((letter) => {
    const asCard = change !== undefined && hasNewButtons(deps, change, letter.card);
    return asCard ? asTicketCard(deps, letter) : asText(deps, letter);
  });
}

const asTicketCard = ({ db, now }: NotifyDeps, { target, card }: Letter): Statement =>
  enqueue(db, { target, payload: liveTicket(card), subject: ticketSubject(card.ticketId) }, now);

const asText = ({ db, now }: NotifyDeps, { target, card, text }: Letter): Statement =>
  enqueue(db, { target, payload: ticketTextPayload(text, card.ticketId) }, now);

/**
 * The rows that tell what the clock has brought about: one message for each receiver. A single notice comes as the
 * ticket's card, several as one list; nobody is told the same of a ticket twice.
 */
export async function tellGrouped(
  deps: NotifyDeps,
  changes: readonly TicketChange[],
  notices: readonly Notice[],
): Promise<Statement[]> {
  const byTicket = new Map(changes.map((change) => [change.after.id, change]));
  const letters: Letter[] = [];
  for (const notice of notices) {
    letters.push(...(await lettersOf(deps, notice, byTicket.get(notice.ticketId))));
  }
  const groups = new Map<string, Letter[]>();
  for (const letter of letters) {
    const key = JSON.stringify(letter.target);
    const group = groups.get(key) ?? [];
    if (!group.some((other) => other.text === letter.text)) groups.set(key, [...group, letter]);
  }
  const moved = changes.filter(({ before, after }) => before?.version !== after.version);
  const updates = moved.map(({ after }) => redraw(deps, after.id));
  return [...updates.flat(), ...[...groups.values()].map((group) => asOneMessage(deps, group))];
}

function asOneMessage(deps: NotifyDeps, letters: readonly Letter[]): Statement {
  const [first, ...others] = letters;
  if (!first) throw new Error('a group has at least one letter');
  if (others.length === 0) return asTicketCard(deps, first);
  const lines = letters.map((letter) => letter.text);
  const late = lines.some((line) => line.startsWith(ticketTexts.overdueWord));
  const notice = {
    title: ticketTexts.reminderTitle(lines.length),
    lines: [...lines, ticketTexts.askTodos],
    tone: late ? ('danger' as const) : ('warning' as const),
  };
  return enqueue(deps.db, { target: first.target, payload: noticePayload(notice) }, deps.now);
}

/** A card is sent again where its reader can now do something else; otherwise a sentence is enough. */
function hasNewButtons(
  { rules, now }: NotifyDeps,
  { before, after }: TicketChange,
  card: LiveTicket,
): boolean {
  if (before === null) return true;
  const codes = (ticket: Ticket) => actionsOn(ticket, card, rules, now).join();
  return codes(before) !== codes(after);
}

/** Where a notice goes. */
export interface Place {
  targets: Target[];
  audience: CardAudience;
  department?: string;
  /** The department could not be reached, so its notice goes to the dispatcher. */
  astray?: boolean;
}

/** Whom a notice reaches; a department that nobody can be reached in leaves it to the dispatcher. */
export async function placeOf(
  db: Database,
  notice: Pick<Notice, 'audience' | 'department'>,
  ticket: Ticket | undefined,
): Promise<Place> {
  const department = notice.department ?? ticket?.leadDepartment ?? '';
  switch (notice.audience) {
    case 'enterprise':
      return { audience: 'enterprise', targets: await toEnterprise(db, ticket) };
    case 'commissioner':
      return { audience: 'enterprise', targets: await toCommissioners(db, ticket) };
    case 'dispatcher':
      return { audience: 'dispatcher', targets: await toOffice(db, 'dispatch', 'dispatcher') };
    case 'leaders':
      return { audience: 'leader', targets: await toOffice(db, 'leaders', 'leader') };
    case 'handler':
      // Who has left, or handles for another unit now, is not told: the department is.
      if (ticket?.handlerOpenId && (await worksFor(db, ticket.handlerOpenId, department))) {
        return { audience: 'department', department, targets: [toPerson(ticket.handlerOpenId)] };
      }
      break;
    case 'head': {
      const heads = (await membersOfDepartment(db, department)).filter((member) => member.head);
      if (heads.length > 0) {
        return { audience: 'department', department, targets: heads.map((head) => toPerson(head.openId)) };
      }
      break;
    }
    case 'department':
    case 'supporting':
      break;
  }
  const targets = await toDepartment(db, department);
  if (targets.length > 0) return { audience: 'department', department, targets };
  return { audience: 'dispatcher', targets: await toOffice(db, 'dispatch', 'dispatcher'), astray: true };
}

const toChat = (chatId: string): Target => ({ type: 'chat', chatId });
const toPerson = (openId: string): Target => ({ type: 'person', openId });

/** The enterprise's own chats; without any, the chat in which the problem was reported. */
async function toEnterprise(db: Database, ticket: Ticket | undefined): Promise<Target[]> {
  if (!ticket) return [];
  const own = ticket.enterpriseId
    ? await chatsOf(db, { kind: 'enterprise', enterpriseId: ticket.enterpriseId })
    : [];
  if (own.length > 0) return own.map((chat) => toChat(chat.chatId));
  // What was brought in from a ledger was reported in no chat.
  return ticket.sourceChatId === '' ? [] : [toChat(ticket.sourceChatId)];
}

async function toCommissioners(db: Database, ticket: Ticket | undefined): Promise<Target[]> {
  if (!ticket?.enterpriseId) return [];
  const members = await membersOfEnterprise(db, ticket.enterpriseId);
  return members.filter((m) => m.role === 'commissioner').map((m) => toPerson(m.openId));
}

/** A department's chats, else its people one by one. */
async function toDepartment(db: Database, department: string): Promise<Target[]> {
  const chats = await chatsOf(db, { kind: 'department', department });
  if (chats.length > 0) return chats.map((chat) => toChat(chat.chatId));
  return (await membersOfDepartment(db, department)).map((member) => toPerson(member.openId));
}

async function toOffice(
  db: Database,
  kind: Extract<ChatKind, 'dispatch' | 'leaders'>,
  office: 'dispatcher' | 'leader',
): Promise<Target[]> {
  const chats = await chatsOf(db, { kind });
  if (chats.length > 0) return chats.map((chat) => toChat(chat.chatId));
  const holders = await peopleWithOffice(db, office);
  if (holders.length > 0) return holders.map((person) => toPerson(person.openId));
  // Nothing goes nowhere: who enters the dispatcher into the directory hears of what waits for one.
  const administrators = office === 'dispatcher' ? await peopleWithOffice(db, 'administrator') : [];
  return administrators.map((person) => toPerson(person.openId));
}

async function worksFor(db: Database, openId: string, department: string): Promise<boolean> {
  const person = await getPerson(db, openId);
  return person?.departments.some((one) => one.department === department) ?? false;
}
