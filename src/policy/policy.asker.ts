import { texts } from '#texts/zh-CN.ts';
import { asksForOwn, type Reservation, ruledOut, wordReservation } from './policy.audience.ts';
import { clauseKey, type KnownClause, type Matcher } from './policy.matcher.ts';
import type { CitedClause, EnterpriseProfile } from './policy.types.ts';

/** The clauses that the asker's own profile rules out, and why; none where the question is not for the asker's own. */
export function forOthers(
  question: string,
  profile: EnterpriseProfile | undefined,
  ids: readonly string[],
  matcher: Matcher,
): Map<KnownClause, Reservation> {
  const found = new Map<KnownClause, Reservation>();
  if (!profile || !asksForOwn(question)) return found;
  const allowed = new Set(ids);
  for (const known of matcher.clauses.values()) {
    const reason =
      known.annotation && allowed.has(known.document.id) && ruledOut(known.annotation, profile, question);
    if (reason) found.set(known, reason);
  }
  return found;
}

/** What is said above clauses that are for others, each reason once. */
export function warnings(
  question: string,
  profile: EnterpriseProfile | undefined,
  clauses: readonly CitedClause[],
  matcher: Matcher,
): string[] {
  const shown = new Set(clauses.map(({ documentId, clauseId }) => clauseKey(documentId, clauseId)));
  const ids = [...new Set(clauses.map(({ documentId }) => documentId))];
  const reasons = [...forOthers(question, profile, ids, matcher)].flatMap(([{ key }, reason]) =>
    shown.has(key) ? [wordReservation(reason)] : [],
  );
  return [...new Set(reasons)].map((reason) => texts.policy.audience.forOthers(reason ?? ''));
}
