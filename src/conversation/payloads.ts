import type { Payload } from '#outbox/outbox.types.ts';
import type { PolicyAnswer } from '#policy/policy.types.ts';
import { texts } from '#texts/zh-CN.ts';

/**
 * What the conversation puts into the outbox. Kinds that begin with `live-` name a row and are filled in when they
 * are sent (`live-cards.ts`), so that a card is never older than its sending; the others are whole.
 */

export function textPayload(text: string): Payload {
  return { kind: 'text', v: 1, data: { text } };
}

export function helpPayload(roles: readonly string[]): Payload {
  return { kind: 'help', v: 1, data: { roles } };
}

export function noticePayload(notice: {
  title: string;
  lines: string[];
  tone?: 'info' | 'success' | 'warning' | 'danger';
  mentions?: string[];
}): Payload {
  return { kind: 'notice', v: 1, data: notice };
}

/**
 * The card of an answered question; `department` is who would take it up where there is no basis, `lead` the sentence
 * before the clauses where the usual one does not fit.
 */
export function policyPayload(
  answerId: string,
  answer: PolicyAnswer,
  department: string,
  lead = answer.lead,
): Payload {
  const { question, clauses, departments, notices, related, gap } = answer;
  if (answer.outcome === 'no-basis') {
    const data = {
      answerId,
      question,
      ...(lead ? { lead } : {}),
      department,
      nearest: related,
      notices: related.length > 0 ? notices : [],
    };
    return { kind: 'policy-no-basis', v: 1, data };
  }
  return {
    kind: 'policy-answer',
    v: 1,
    data: {
      answerId,
      question,
      ...(lead ? { lead } : {}),
      clauses,
      departments,
      notices,
      ...(gap ? { gap: texts.policy.gap(gap) } : {}),
    },
  };
}

/** Who looks at a ticket's card: it decides which buttons there are. */
export type CardAudience = 'enterprise' | 'department' | 'dispatcher' | 'leader';

export interface LiveTicket {
  ticketId: string;
  audience: CardAudience;
  /** The department whose chat it is, for the audience `department`. */
  department?: string | undefined;
  headline?: string | undefined;
  /** The one person who reads it, in private: the handler sees telephone numbers whole. */
  reader?: string | undefined;
  /** The ticket's version that the headline tells of: later it is out of date. */
  version?: number | undefined;
}

export function liveTicket(data: LiveTicket): Payload {
  return { kind: 'live-ticket', v: 1, data };
}

export function liveDraft(draftId: string): Payload {
  return { kind: 'live-draft', v: 1, data: { draftId } };
}

/** All messages of a subject are drawn anew when it changes. */
export const ticketSubject = (ticketId: string) => `ticket:${ticketId}`;
export const draftSubject = (draftId: string) => `draft:${draftId}`;
export const answerSubject = (answerId: string) => `answer:${answerId}`;
