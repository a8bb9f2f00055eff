import type { Clause } from './understanding.clauses.ts';
import type { UnderstandingKnowledge } from './understanding.knowledge.ts';

/**
 * Whether production has stopped or is about to, or safety is at stake.
 * The word 急 alone says nothing; a stop that is denied, past or only a word's part does not count.
 */
export function isUrgent(clauses: readonly Clause[], knowledge: UnderstandingKnowledge): boolean {
  return clauses.some(({ text }) => {
    const hits = knowledge.urgencyCues.match(text);
    const denied = hits.filter(({ group }) => group === 'not');
    return hits.some(
      ({ group, start, end }) =>
        group !== 'not' && !denied.some((other) => other.start < end && start < other.end),
    );
  });
}
