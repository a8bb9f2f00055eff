import { tellChange } from '#conversation/notify.ts';
import type { Database } from '#database/database.ts';
import { runBatch } from '#database/database.ts';
import type { Visitor } from '#ingress/web/console.types.ts';
import { Conflict, isConstraintError } from '#shared/errors.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import { actOnTicket } from '#tickets/act-on-ticket.ts';
import type { TicketRules } from '#tickets/tickets.action-rule.ts';
import type { ActionCode } from '#tickets/tickets.lifecycle.ts';
import { actorFor } from '#tickets/tickets.roles.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';

export interface ConsoleAct {
  ticket: Ticket;
  action: ActionCode;
  /** The form's values, unchecked. */
  input: Readonly<Record<string, unknown>>;
  /** The version that the person had before their eyes. */
  version: number;
  visitor: Visitor;
}

/**
 * The same action as a card's button, with the same notices, in one batch.
 * @returns the action that was done
 * @throws Conflict where somebody else was faster; Forbidden, InvalidInput as the action table says
 */
export async function actFromConsole(
  db: Database,
  rules: TicketRules,
  { ticket, action, input, version, visitor }: ConsoleAct,
): Promise<ActionCode> {
  const { facts, now } = visitor;
  const changed = () => new Conflict('console.changed', consoleTexts.errors.changed(ticket.number));
  if (ticket.version !== version) throw changed();
  const actor = actorFor(ticket, facts);
  const result = await actOnTicket(db, { ticketId: ticket.id, action, actor, input, now, rules });
  // Rights were read off the ticket as it was; what it has become since is another's to decide anew.
  if (result.before.version !== version) throw changed();
  const changes = [
    { before: result.before, after: result.after },
    ...result.alsoChanged.map((other) => ({ before: other, after: other })),
  ];
  const told = await tellChange({ db, rules, now }, changes, result.notices);
  try {
    await runBatch(db, [...result.statements, ...told]);
  } catch (error) {
    throw isConstraintError(error) ? changed() : error;
  }
  return result.action;
}
