import { z } from 'zod';
import type { CardCommand } from '#conversation/handle-card-action.ts';
import { tellChange } from '#conversation/notify.ts';
import { actorOn } from '#conversation/people.ts';
import { InvalidInput, NotFound } from '#shared/errors.ts';
import { texts } from '#texts/zh-CN.ts';
import { actOnTicket } from '#tickets/act-on-ticket.ts';
import { actionRule, isActionCode } from '#tickets/tickets.lifecycle.ts';
import { getTicket } from '#tickets/tickets.store.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';

const valueSchema = z.looseObject({
  t: z.string(),
  x: z.string(),
  /** Which of the suggested places is meant. */
  c: z.number().int().nonnegative().optional(),
});

/** A ticket's button: the action table decides whether this person may do this now. */
export const actOnTicketCard: CardCommand = async ({ db, district }, { action, message, now }) => {
  const value = valueSchema.safeParse(action.value);
  if (!value.success || !isActionCode(value.data.x)) {
    throw new InvalidInput('card.value', texts.errors.outdated);
  }
  const ticket = await getTicket(db, value.data.t);
  if (!ticket) throw new NotFound('ticket.not_found', texts.errors.outdated);
  const { rules } = district;
  const result = await actOnTicket(db, {
    ticketId: ticket.id,
    action: value.data.x,
    actor: await actorOn(db, ticket, action.operator.openId),
    input: { ...action.form, ...suggested(ticket, value.data.c) },
    now,
    rules,
  });
  const changes = [
    { before: result.before, after: result.after },
    ...result.alsoChanged.map((other) => ({ before: other, after: other })),
  ];
  const told = await tellChange({ db, rules, now }, changes, result.notices);
  return {
    statements: [...result.statements, ...told],
    answer: {
      toast: { type: 'success', content: texts.toasts.done(actionRule(result.action).label) },
      ...(message ? { show: message.payload } : {}),
    },
  };
};

/** What a suggestion fills in for the dispatcher. */
function suggested({ details }: Ticket, index: number | undefined): Record<string, unknown> {
  const place = index === undefined ? undefined : details.candidates?.[index];
  return place ? { department: place.lead, supporting: place.supporting, category: place.category } : {};
}
