import { saveAnswer } from '#conversation/conversation.store.ts';
import type { OUTCOMES } from '#conversation/conversation.tables.ts';
import type { ConversationDeps, Reply, Turn, VersionedAnswer } from '#conversation/conversation.types.ts';
import { showWaiting } from '#conversation/model/waiting-answer.ts';
import { answerSubject, policyPayload } from '#conversation/payloads.ts';
import type { Enterprise } from '#directory/directory.types.ts';
import type { Payload } from '#outbox/outbox.types.ts';
import type { PolicyService } from '#policy/policy.service.ts';
import type { CitedClause, EnterpriseProfile } from '#policy/policy.types.ts';
import { newId } from '#shared/ids.ts';
import { routeCategory } from '#tickets/tickets.routing.ts';

/** Answers a question that stands by itself: the message's own, or the one that a follow-up stands for. */
export async function answerQuestion(deps: ConversationDeps, turn: Turn, question: string): Promise<Reply> {
  const profile = turn.enterprise ? profileOf(turn.enterprise) : undefined;
  const options = { now: turn.now, ...(profile ? { profile } : {}) };
  const answer = await deps.answerer.answer(question, options, () => showWaiting(deps, turn, question));
  return replyWith(deps, turn, answer, { question });
}

/** What is shown and kept where the usual does not fit. */
export interface ReplyOptions {
  /** What was asked, in full. */
  question: string;
  /** The sentence before the clauses; else the answer's own, else the usual one. */
  lead?: string;
  /** Another look at an answer is `followed`. */
  outcome?: (typeof OUTCOMES)[number];
}

/** The reply that shows an answer, and the row that remembers it. */
export function replyWith(
  deps: ConversationDeps,
  turn: Turn,
  answer: VersionedAnswer,
  options: ReplyOptions,
): Reply {
  const { question, lead = answer.lead, outcome = answer.outcome } = options;
  const shown = { ...answer, question };
  const clauses = answer.outcome === 'answered' ? answer.clauses : answer.related;
  return remember(deps, turn, {
    question,
    outcome,
    clauses,
    gap: answer.gap ?? null,
    version: answer.version,
    payload: (id) => policyPayload(id, shown, sortingDepartment(deps), lead),
  });
}

/** What an answer leaves behind: the row for follow-ups, feedback and the summary's gaps. */
export interface Remembered {
  question: string;
  outcome: (typeof OUTCOMES)[number];
  clauses: readonly Pick<CitedClause, 'documentId' | 'clauseId'>[];
  gap?: string | null;
  /** What answered: rules, or prompt and model. */
  version: string;
  payload(answerId: string): Payload;
}

/** A message back, with the row that its buttons and the next message refer to. */
export function remember(deps: ConversationDeps, turn: Turn, answer: Remembered): Reply {
  const id = newId();
  const clauses = answer.clauses.map(({ documentId, clauseId }) => ({ documentId, clauseId }));
  return {
    messages: [{ payload: answer.payload(id), subject: answerSubject(id) }],
    statements: [
      saveAnswer(deps.db, {
        id,
        chatId: turn.message.chatId,
        openId: turn.message.sender.openId,
        enterpriseId: turn.enterprise?.id ?? null,
        question: answer.question,
        outcome: answer.outcome,
        clauses,
        gap: answer.gap ?? null,
        version: [answer.version, ...revisions(deps.district.policy, clauses)].join(' '),
        at: turn.now,
      }),
    ],
  };
}

/** Which state of which documents an answer rests on: `jiangjin-plan-2022@1f0c2a9b`. */
function revisions(policy: PolicyService, clauses: readonly { documentId: string }[]): string[] {
  const ids = [...new Set(clauses.map(({ documentId }) => documentId))];
  return ids.map((id) => `${id}@${policy.document(id)?.revision.slice(0, 8) ?? ''}`);
}

/** Who takes up what nobody else is responsible for, by the routing file. */
export function sortingDepartment(deps: ConversationDeps): string {
  return routeCategory(deps.district.categories, 'other').lead;
}

const TIERS = {
  innovative: '创新型',
  municipal: '市级专精特新',
  national: '国家小巨人',
  none: '无',
} as const;

export function profileOf(enterprise: Enterprise): EnterpriseProfile {
  return {
    name: enterprise.name,
    tier: TIERS[enterprise.tier],
    listed: enterprise.listed,
    ...(enterprise.industry ? { industry: enterprise.industry } : {}),
    ...(enterprise.park ? { park: enterprise.park } : {}),
    ...(enterprise.town ? { town: enterprise.town } : {}),
  };
}
