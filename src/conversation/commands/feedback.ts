import { z } from 'zod';
import { draftReply } from '#conversation/capabilities/report-problem.ts';
import {
  type Answer,
  answerById,
  saveFeedback,
  saveFeedbackReason,
} from '#conversation/conversation.store.ts';
import type { ConversationDeps } from '#conversation/conversation.types.ts';
import type { CardCommand, Press } from '#conversation/handle-card-action.ts';
import { type Report, understandReport } from '#conversation/understanding/understanding.ts';
import { enterpriseById, getChat, getPerson } from '#directory/directory.store.ts';
import { enqueue, enqueueUpdate } from '#outbox/outbox.store.ts';
import type { Payload } from '#outbox/outbox.types.ts';
import { Conflict, InvalidInput, NotFound } from '#shared/errors.ts';
import { texts } from '#texts/zh-CN.ts';

const words = texts.cards.policy;

/** 有帮助: kept with the question; the card says so. */
export const helpful: CardCommand = (deps, press) => judge(deps, press, 'helpful');

/** 没帮助: kept with the question; the card asks for the reason. */
export const unhelpful: CardCommand = (deps, press) => judge(deps, press, 'unhelpful');

async function judge({ db }: ConversationDeps, press: Press, value: 'helpful' | 'unhelpful') {
  const answer = await answerOfPress(db, press);
  refuseDone(answer);
  const card = changed(press, { state: value });
  return {
    statements: [
      saveFeedback(db, answer.id, { value, by: press.action.operator.openId, at: press.now }),
      ...redraw(db, press, card),
    ],
    answer: {
      toast: { type: 'success' as const, content: texts.toasts[value] },
      ...(card ? { show: card } : {}),
    },
  };
}

const reasonSchema = z.object({
  reason: z.enum(words.reasons),
  detail: z.string().trim().max(1_000).default(''),
});

/** The reason of a 没帮助, chosen and perhaps explained. */
export const giveReason: CardCommand = async ({ db }, press) => {
  const answer = await answerOfPress(db, press);
  refuseDone(answer);
  const filled = reasonSchema.safeParse(press.action.form);
  if (!filled.success) throw new InvalidInput('feedback.reason', texts.errors.invalid);
  const { reason, detail } = filled.data;
  const given = detail === '' ? reason : `${reason}:${detail}`;
  const card = changed(press, { state: 'unhelpful', reason: given });
  return {
    statements: [saveFeedbackReason(db, answer.id, given), ...redraw(db, press, card)],
    answer: {
      toast: { type: 'success', content: texts.toasts.reasonGiven },
      ...(card ? { show: card } : {}),
    },
  };
};

/** 没解决,登记问题: kept with the question, and the question becomes the draft of a ticket. */
export const unsolved: CardCommand = async (deps, press) => {
  const { db } = deps;
  const answer = await answerOfPress(db, press);
  refuseDone(answer);
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
    reportOfQuestion(deps, answer.question),
  );
  const card = changed(press, { state: 'unsolved' });
  const target = {
    type: 'reply',
    messageId: press.action.messageId,
    chatId: answer.chatId,
    inThread: isInThread(press),
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

/** Below this a question gives no category of its own. */
const CLEAR = 0.6;
const APPLYING = /申报|申请|认定|评定|评上|评选|复核|遴选|入库|资格|专精特新|小巨人|创新型/;

/**
 * A question as a problem to be logged: the question itself is its description, never urgent, and what gives no
 * category goes to those who sort things out.
 */
function reportOfQuestion({ district }: ConversationDeps, question: string): Report {
  const read = understandReport(question, district.understanding);
  const best = read.problems.reduce((a, b) => (b.confidence > a.confidence ? b : a));
  const category =
    best.confidence >= CLEAR ? best.category : APPLYING.test(question) ? 'qualification' : 'other';
  const problem = { category, confidence: best.confidence, description: question };
  return { ...read, urgent: false, ambiguous: false, problems: [problem] };
}

async function answerOfPress(db: ConversationDeps['db'], { action }: Press): Promise<Answer> {
  const value = z.looseObject({ q: z.string() }).safeParse(action.value);
  const answer = value.success ? await answerById(db, value.data.q) : undefined;
  if (!answer) throw new NotFound('feedback.answer', texts.errors.outdated);
  return answer;
}

/** What has become a draft is settled. */
function refuseDone({ feedback }: Answer): void {
  if (feedback === 'unsolved') throw new Conflict('feedback.done', words.unsolvedDone);
}

function isInThread({ message }: Press): boolean {
  return message?.target.type === 'reply' && message.target.inThread;
}

/** The card that was pressed, in its next state. */
function changed({ message }: Press, data: { state: string; reason?: string }): Payload | undefined {
  if (!message) return undefined;
  const { payload } = message;
  return { ...payload, data: { ...(payload.data as object), ...data } };
}

function redraw(db: ConversationDeps['db'], { message, now }: Press, card: Payload | undefined) {
  return message && card ? enqueueUpdate(db, message, card, now) : [];
}
