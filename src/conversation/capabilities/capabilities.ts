import type { Capability } from '#conversation/conversation.types.ts';
import type { Intent } from '#conversation/understanding/understanding.knowledge.ts';
import { askPolicy } from './ask-policy.ts';
import { reportProblem } from './report-problem.ts';
import { chitchat, help, outOfScope } from './small-talk.ts';
import { ticketStatus } from './ticket-status.ts';
import { urge } from './urge.ts';
import { weekCountsReply } from './week-counts.ts';

/** What is done for each thing that a message can want. */
export const CAPABILITIES: Readonly<Record<Intent, Capability>> = {
  ask_policy: askPolicy,
  report_issue: reportProblem,
  ticket_status: ticketStatus,
  urge,
  weekly_report: weekCountsReply,
  help,
  chitchat,
  out_of_scope: outOfScope,
};
