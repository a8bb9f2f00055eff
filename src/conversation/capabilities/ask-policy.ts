import { saveAnswer } from '#conversation/conversation.store.ts';
import type {
  Capability,
  ConversationDeps,
  Reply,
  Turn,
  VersionedAnswer,
} from '#conversation/conversation.types.ts';
import { answerSubject, policyPayload } from '#conversation/payloads.ts';
import type { Enterprise } from '#directory/directory.types.ts';
import type { EnterpriseProfile } from '#policy/policy.types.ts';
import { newId } from '#shared/ids.ts';
import { routeCategory } from '#tickets/tickets.routing.ts';

/** A policy question → the clauses that answer it, word for word, or that there is no basis. */
export const askPolicy: Capability = async (deps, turn) => {
  const profile = turn.enterprise ? profileOf(turn.enterprise) : undefined;
  const answer = await deps.answerer.answer(turn.text, {
    now: turn.now,
    ...(profile ? { profile } : {}),
  });
  return replyWith(deps, turn, answer);
};

/** The reply that shows an answer, and the row that remembers it. */
export function replyWith(deps: ConversationDeps, turn: Turn, answer: VersionedAnswer): Reply {
  const id = newId();
  const cited = answer.outcome === 'answered' ? answer.clauses : answer.related;
  return {
    messages: [{ payload: policyPayload(id, answer, sortingDepartment(deps)), subject: answerSubject(id) }],
    statements: [
      saveAnswer(deps.db, {
        id,
        chatId: turn.message.chatId,
        openId: turn.message.sender.openId,
        enterpriseId: turn.enterprise?.id ?? null,
        question: turn.text,
        outcome: answer.outcome,
        clauses: cited.map(({ documentId, clauseId }) => ({ documentId, clauseId })),
        gap: answer.gap ?? null,
        version: answer.version,
        at: turn.now,
      }),
    ],
  };
}

/** Who takes up what nobody else is responsible for, by the routing file. */
function sortingDepartment(deps: ConversationDeps): string {
  return routeCategory(deps.district.categories, 'other').lead;
}

const TIERS = {
  innovative: '创新型',
  municipal: '市级专精特新',
  national: '国家小巨人',
  none: '无',
} as const;

function profileOf(enterprise: Enterprise): EnterpriseProfile {
  return {
    name: enterprise.name,
    tier: TIERS[enterprise.tier],
    listed: enterprise.listed,
    ...(enterprise.industry ? { industry: enterprise.industry } : {}),
    ...(enterprise.park ? { park: enterprise.park } : {}),
  };
}
