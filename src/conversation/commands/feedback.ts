import { z } from 'zod';
import { draftReply } from '#conversation/capabilities/report-problem.ts';
import { answerById, saveFeedback } from '#conversation/conversation.store.ts';
import type { ConversationDeps } from '#conversation/conversation.types.ts';
import type { CardCommand, Press } from '#conversation/handle-card-action.ts';
import { understandReport } from '#conversation/understanding/understanding.ts';
import { enterpriseById, getChat, getPerson } from '#directory/directory.store.ts';
import { enqueue, enqueueUpdate } from '#outbox/outbox.store.ts';
import type { Payload } from '#outbox/outbox.types.ts';
import { Conflict, NotFound } from '#shared/errors.ts';
import { texts } from '#texts/zh-CN.ts';

const valueSchema = z.looseObject({ q: z.string() });

/** 有帮助: kept with the question; the card says so. */
export const helpful: CardCommand = async ({ db }, press) => {
  const answer = await answerOfPress(db, press);
  const by = press.action.operator.openId;
  const card = inState(press, 'helpful');
  return {
    statements: [
      saveFeedback(db, answer.id, { value: 'helpful', by, at: press.now }),
      ...redraw(db, press, card),
    ],
    answer: {
      toast: { type: 'success', content: texts.toasts.helpful },
      ...(card ? { show: card } : {}),
    },
  };
};

/** 没解决,登记问题: kept with the question, and the question becomes the draft of a ticket. */
export const unsolved: CardCommand = async (deps, press) => {
  const { db } = deps;
  const answer = await answerOfPress(db, press);
  if (answer.feedback === 'unsolved') throw new Conflict('feedback.done', texts.cards.policy.unsolvedDone);
  const { openId } = press.action.operator;
  const [person, chat] = await Promise.all([getPerson(db, openId), getChat(db, answer.chatId)]);
  const enterpriseId = chat?.enterpriseId ?? answer.enterpriseId;
  const { messages, statements = [] } = await draftReply(
    deps,
    {
      text: answer.question,
      enterprise: enterpriseId ? await enterpriseById(db, enterpriseId) : null,
      person,
      source: { chatId: answer.chatId, messageId: press.action.messageId, openId },
      now: press.now,
    },
    understandReport(answer.question, deps.district.understanding),
  );
  const card = inState(press, 'unsolved');
  const target = {
    type: 'reply',
    messageId: press.action.messageId,
    chatId: answer.chatId,
    inThread: false,
  } as const;
  return {
    statements: [
      saveFeedback(db, answer.id, { value: 'unsolved', by: openId, at: press.now }),
      ...statements,
      ...messages.map(({ payload, id, subject }) =>
        enqueue(db, { target, payload, ...(subject ? { subject } : {}) }, press.now, id),
      ),
      ...redraw(db, press, card),
    ],
    answer: {
      toast: { type: 'success', content: texts.toasts.unsolved },
      ...(card ? { show: card } : {}),
    },
  };
};

async function answerOfPress(db: ConversationDeps['db'], { action }: Press) {
  const value = valueSchema.safeParse(action.value);
  const answer = value.success ? await answerById(db, value.data.q) : undefined;
  if (!answer) throw new NotFound('feedback.answer', texts.errors.outdated);
  return answer;
}

/** The card that was pressed, in its next state. */
function inState({ message }: Press, state: 'helpful' | 'unsolved'): Payload | undefined {
  if (!message) return undefined;
  const { payload } = message;
  return { ...payload, data: { ...(payload.data as object), state } };
}

function redraw(db: ConversationDeps['db'], { message, now }: Press, card: Payload | undefined) {
  return message && card ? enqueueUpdate(db, message, card, now) : [];
}
