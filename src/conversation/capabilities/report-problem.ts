import type { Capability, ConversationDeps, Reply, Turn } from '#conversation/conversation.types.ts';
import { draftOf, enterpriseOfReport } from '#conversation/draft-report.ts';
import { draftSubject, liveDraft, textPayload } from '#conversation/payloads.ts';
import { STRANGER } from '#conversation/people.ts';
import { type Report, understandReport } from '#conversation/understanding/understanding.ts';
import { texts } from '#texts/zh-CN.ts';
import { prepareDraft } from '#tickets/tickets.drafts.ts';

/** A problem, or several → a draft that is shown first. */
export const reportProblem: Capability = async (deps, turn) => {
  const report = turn.understanding.report ?? understandReport(turn.text, deps.district.understanding);
  if (report.problems.every((problem) => problem.description.trim() === '')) {
    return { messages: [{ payload: textPayload(texts.tickets.askProblem) }] };
  }
  const { chatId, messageId, sender } = turn.message;
  return draftReply(deps, { ...turn, source: { chatId, messageId, openId: sender.openId } }, report);
};

/** The draft of a report as a reply, with the row that keeps it. */
export async function draftReply(
  deps: ConversationDeps,
  from: Pick<Turn, 'text' | 'enterprise' | 'person' | 'now'> & {
    source: { chatId: string; messageId: string; openId: string };
  },
  report: Report,
): Promise<Reply> {
  const { enterprise, candidates } = await enterpriseOfReport(deps, from, report.enterpriseText);
  const { chatId, messageId, openId } = from.source;
  const { statements, draft } = prepareDraft(deps.db, {
    data: {
      ...draftOf(deps.district, report, enterprise),
      ...(candidates.length > 0 ? { choices: candidates } : {}),
    },
    author: { openId, name: from.person?.name ?? STRANGER },
    source: { chatId, messageId },
    now: from.now,
  });
  return {
    messages: [{ payload: liveDraft(draft.id), subject: draftSubject(draft.id) }],
    statements,
  };
}
