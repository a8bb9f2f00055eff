import type { Capability, ConversationDeps, Turn } from '#conversation/conversation.types.ts';
import type { Intent } from '#conversation/understanding/understanding.knowledge.ts';
import { askPolicy } from './ask-policy.ts';
import { continueThread } from './continue-thread.ts';
import { orHandOver, orOwnCommissioner } from './hand-over.ts';
import { reportProblem } from './report-problem.ts';
import { chitchat, help, outOfScope } from './small-talk.ts';
import { summaryAsked, summaryReply } from './summary-request.ts';
import { namesTickets, ticketList } from './ticket-list.ts';
import { ticketStatus } from './ticket-status.ts';
import { urge } from './urge.ts';
import { weekCountsReply } from './week-counts.ts';

/** A message may go on from the last answer, whatever it looks like by itself: 第二条, 市级专精特新. */
const inThread =
  (capability: Capability): Capability =>
  async (deps, turn) =>
    (await continueThread(deps, turn)) ?? capability(deps, turn);

/** What is done for each thing that a message can want. */
const CAPABILITIES: Readonly<Record<Intent, Capability>> = {
  ask_policy: inThread(orOwnCommissioner(askPolicy)),
  report_issue: inThread(reportProblem),
  ticket_status: inThread(ticketStatus),
  urge,
  weekly_report: (deps, turn) => (namesTickets(turn) ? ticketList(deps, turn) : weekCountsReply(deps, turn)),
  help: inThread(orHandOver(help)),
  chitchat: inThread(orHandOver(chitchat)),
  out_of_scope: inThread(orHandOver(outOfScope)),
};

/** What a message is answered with: a summary that is named goes before everything else that it could mean. */
export function capabilityFor(deps: Pick<ConversationDeps, 'summaries'>, turn: Turn): Capability {
  const span = deps.summaries ? summaryAsked(turn) : null;
  return span ? summaryReply(span) : CAPABILITIES[turn.understanding.intent];
}
