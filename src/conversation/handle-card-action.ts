import { z } from 'zod';
import type { Statement } from '#database/database.ts';
import type { CardAction } from '#feishu/events.ts';
import type { Handled } from '#inbox/drain-inbox.ts';
import { messageByFeishuId, type OutboxMessage } from '#outbox/outbox.store.ts';
import { Conflict, Forbidden, InvalidInput, NotFound } from '#shared/errors.ts';
import { texts } from '#texts/zh-CN.ts';
import { discardDraft, submitDraft, supplementFromDraft } from './commands/draft.ts';
import { giveReason, helpful, unhelpful, unsolved } from './commands/feedback.ts';
import { actOnTicketCard } from './commands/ticket.ts';
import { openTicket, showList } from './commands/ticket-list.ts';
import type { ConversationDeps } from './conversation.types.ts';
import type { PressAnswer } from './live-cards.ts';
import { WAITING } from './model/waiting-answer.ts';

/** One press: what was pressed, by whom, and the message that it stands in where it is one of the bot's. */
export interface Press {
  action: CardAction;
  message: OutboxMessage | undefined;
  now: Date;
}

/** What a press leads to. */
export interface Pressed {
  statements: Statement[];
  answer: PressAnswer;
}

export type CardCommand = (deps: ConversationDeps, press: Press) => Promise<Pressed>;

/** Every button there is, by the `a` of its value. */
const COMMANDS: Readonly<Record<string, CardCommand>> = {
  'feedback.helpful': helpful,
  'feedback.unhelpful': unhelpful,
  'feedback.reason': giveReason,
  'feedback.unsolved': unsolved,
  'draft.submit': submitDraft,
  'draft.supplement': supplementFromDraft,
  'draft.discard': discardDraft,
  'ticket.act': actOnTicketCard,
  'ticket.open': openTicket,
  'tickets.show': showList,
};

const valueSchema = z.looseObject({ a: z.string() });

/** A press on a card's button: the rows to write, and the toast and card with which Feishu is answered. */
export async function handleCardAction(deps: ConversationDeps, action: CardAction): Promise<Handled> {
  const press = {
    action,
    message: pressable(await messageByFeishuId(deps.db, action.messageId)),
    now: deps.clock.now(),
  };
  const value = valueSchema.safeParse(action.value);
  const command = value.success ? COMMANDS[value.data.a] : undefined;
  if (!command) return { statements: [], answer: refusal(press, 'warning', texts.errors.outdated) };
  try {
    return await command(deps, press);
  } catch (error) {
    const answer = refusalOf(press, error);
    if (!answer) throw error;
    return { statements: [], answer };
  }
}

/** A waiting card has no buttons: what was pressed is the answer that takes its place at this moment. */
function pressable(message: OutboxMessage | undefined): OutboxMessage | undefined {
  return message?.payload.kind === WAITING ? undefined : message;
}

/** What a person may be told of an error; anything else is not theirs and is tried again. */
function refusalOf(press: Press, error: unknown): PressAnswer | undefined {
  if (error instanceof Conflict || error instanceof NotFound) return refusal(press, 'warning', error.message);
  if (error instanceof Forbidden) return refusal(press, 'error', error.message);
  // The card stays as it is: what was filled in is to be corrected, not filled in again.
  if (error instanceof InvalidInput) return { toast: { type: 'error', content: error.message } };
  return undefined;
}

/** Nothing was done; the card is drawn anew, since it may be out of date. */
function refusal({ message }: Press, type: 'warning' | 'error', content: string): PressAnswer {
  const show = message?.payload.kind.startsWith('live-') ? message.payload : undefined;
  return { toast: { type, content }, ...(show ? { show } : {}) };
}
