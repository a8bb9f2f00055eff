import type { Capability } from '#conversation/conversation.types.ts';
import { tellChange } from '#conversation/notify.ts';
import { textPayload } from '#conversation/payloads.ts';
import { factsOf } from '#conversation/people.ts';
import { ticketsMeant } from '#conversation/visible-tickets.ts';
import { Conflict, Forbidden } from '#shared/errors.ts';
import { texts } from '#texts/zh-CN.ts';
import { actOnTicket } from '#tickets/act-on-ticket.ts';
import { actorFor } from '#tickets/tickets.roles.ts';
import { showFound } from './ticket-status.ts';

/** 催一下: presses for the one ticket that is meant; which of several is asked first. */
export const urge: Capability = async (deps, turn) => {
  const found = await ticketsMeant(deps.db, turn);
  if (found.found !== 'one') return showFound(deps, turn, found);
  const { db, district } = deps;
  const { now, message, person } = turn;
  const { rules } = district;
  try {
    const { statements, before, after, notices } = await actOnTicket(db, {
      ticketId: found.ticket.id,
      action: 'urge',
      actor: actorFor(found.ticket, factsOf(person, message.sender.openId)),
      now,
      rules,
    });
    const told = await tellChange({ db, rules, now }, [{ before, after }], notices);
    return {
      messages: [{ payload: textPayload(texts.tickets.urged(after.number)) }],
      statements: [...statements, ...told],
    };
  } catch (error) {
    if (!(error instanceof Conflict || error instanceof Forbidden)) throw error;
    return { messages: [{ payload: textPayload(error.message) }] };
  }
};
