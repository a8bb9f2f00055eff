import type { PersonFacts } from '#tickets/tickets.roles.ts';

/** Who may open a page, by what the directory says of them. */
const RULES = {
  /** Everybody of the directory; the page shows what is theirs. */
  everybody: () => true,
  /** The district's figures. */
  figures: (person) => person.leader || person.dispatcher || person.administrator,
  /** The tickets behind the figures. */
  district: (person) => person.leader || person.dispatcher,
  dispatcher: (person) => person.dispatcher,
  commissioner: (person) => person.commissionerOf.length > 0,
  administrator: (person) => person.administrator,
} satisfies Record<string, (person: PersonFacts) => boolean>;

export type Access = keyof typeof RULES;

export function allows(access: Access, person: PersonFacts): boolean {
  return RULES[access](person);
}
