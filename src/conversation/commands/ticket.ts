import { z } from 'zod';
import type { CardCommand } from '#conversation/handle-card-action.ts';
import { tellChange } from '#conversation/notify.ts';
import { actorOn } from '#conversation/people.ts';
import { InvalidInput, NotFound } from '#shared/errors.ts';
import { texts } from '#texts/zh-CN.ts';
import { actOnTicket } from '#tickets/act-on-ticket.ts';
import { actionRule, isActionCode } from '#tickets/tickets.lifecycle.ts';
import { getTicket } from '#tickets/tickets.store.ts';

const valueSchema = z.looseObject({ t: z.string(), x: z.string() });

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
    input: action.form,
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
