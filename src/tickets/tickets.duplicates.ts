import type { Database } from '#database/database.ts';
import { findTickets } from './tickets.store.ts';
import type { Ticket } from './tickets.tables.ts';
import { OPEN_STATES } from './tickets.types.ts';

/** From here on two descriptions are much the same. */
const SAME = 0.5;
/** Where one description holds most of the other, it is a longer telling of the same. */
const HELD = 0.6;
const FEW = 4;

/**
 * The open ticket that a new problem most likely repeats: the same enterprise and category, much the same words.
 * It is offered as 补充到 T…, the person decides.
 */
export async function findDuplicate(
  db: Database,
  problem: { enterpriseId: string; category: string; description: string },
): Promise<Ticket | null> {
  const { enterpriseId, category, description } = problem;
  const open = await findTickets(db, { enterpriseId, category, states: OPEN_STATES, limit: 20 });
  const [best] = open
    .map((ticket) => ({ ticket, likeness: likeness(ticket.description, description) }))
    .filter((candidate) => candidate.likeness > 0)
    .sort((a, b) => b.likeness - a.likeness);
  return best?.ticket ?? null;
}

/** How alike two descriptions are, 0 where they are not: pairs of characters in common (Dice, or the shorter's share). */
export function likeness(a: string, b: string): number {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  const common = [...left].filter((pair) => right.has(pair)).length;
  const shorter = Math.min(left.size, right.size);
  if (shorter === 0) return 0;
  const dice = (2 * common) / (left.size + right.size);
  const held = common >= FEW ? common / shorter : 0;
  return dice >= SAME || held >= HELD ? Math.max(dice, held) : 0;
}

function pairsOf(text: string): Set<string> {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  const pairs = new Set<string>();
  for (let i = 0; i + 2 <= plain.length; i++) pairs.add(plain.slice(i, i + 2));
  return pairs;
}
