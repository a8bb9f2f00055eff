import type { Actor, TicketRole } from './tickets.action-rule.ts';
import type { Ticket } from './tickets.tables.ts';

/** What the directory says of a person: the whole of what rights rest on. */
export interface PersonFacts {
  openId: string;
  name: string;
  /** The enterprises whose contact the person is. */
  enterpriseIds: readonly string[];
  /** The enterprises whose commissioner the person is. */
  commissionerOf: readonly string[];
  departments: readonly { name: string; head: boolean }[];
  dispatcher: boolean;
  leader: boolean;
  administrator: boolean;
}

type Related = Pick<Ticket, 'enterpriseId' | 'reporterOpenId' | 'leadDepartment' | 'supporting' | 'transfer'>;

/** What a person is to a ticket. None at all: it is not theirs to see. */
export function rolesFor(ticket: Related, person: PersonFacts): TicketRole[] {
  const { enterpriseId, leadDepartment, supporting, transfer } = ticket;
  const handlesFor = (name: string | null | undefined) =>
    person.departments.some((department) => department.name === name);
  // Nobody is bound to an enterprise that the directory does not know, so its reporter speaks for it.
  const ofEnterprise =
    enterpriseId === null
      ? ticket.reporterOpenId === person.openId
      : person.enterpriseIds.includes(enterpriseId);
  const held: [TicketRole, boolean][] = [
    ['enterprise', ofEnterprise],
    ['commissioner', enterpriseId !== null && person.commissionerOf.includes(enterpriseId)],
    ['lead-department', leadDepartment !== null && handlesFor(leadDepartment)],
    ['supporting-department', supporting.some(handlesFor)],
    ['former-department', transfer?.kind === 'return' && handlesFor(transfer.department)],
    ['dispatcher', person.dispatcher],
    ['leader', person.leader],
  ];
  return held.filter(([, holds]) => holds).map(([role]) => role);
}

/** The person as one who acts on a ticket. */
export function actorFor(ticket: Related, person: PersonFacts): Actor {
  return {
    openId: person.openId,
    name: person.name,
    roles: rolesFor(ticket, person),
    departments: person.departments.map((department) => department.name),
  };
}

/** A department sees its own tickets, an enterprise and its commissioner theirs, the dispatcher and leaders all. */
export function maySee(ticket: Related, person: PersonFacts): boolean {
  return rolesFor(ticket, person).length > 0;
}
