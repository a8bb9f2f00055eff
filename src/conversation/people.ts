import type { Database } from '#database/database.ts';
import { getPerson } from '#directory/directory.store.ts';
import type { Person } from '#directory/directory.types.ts';
import type { Actor } from '#tickets/tickets.action-rule.ts';
import { actorFor, type PersonFacts } from '#tickets/tickets.roles.ts';
import type { Ticket } from '#tickets/tickets.tables.ts';

/** How somebody is called whom the directory does not know. */
export const STRANGER = '群成员';

/** A person as the ticket rules see one; a stranger is nobody's and may only speak for what they reported. */
export function factsOf(person: Person | null, openId: string): PersonFacts {
  const is = (role: Person['roles'][number]) => person?.roles.includes(role) ?? false;
  return {
    openId,
    name: person?.name ?? STRANGER,
    enterpriseIds: person?.contactOf ?? [],
    commissionerOf: person?.commissionerOf ?? [],
    departments: (person?.departments ?? []).map(({ department, head }) => ({ name: department, head })),
    dispatcher: is('dispatcher'),
    leader: is('leader'),
    administrator: is('administrator'),
  };
}

export async function actorOn(db: Database, ticket: Ticket, openId: string): Promise<Actor> {
  return actorFor(ticket, factsOf(await getPerson(db, openId), openId));
}
