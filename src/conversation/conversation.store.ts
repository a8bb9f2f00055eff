import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, lt, lte, ne, or, sql } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { maskPhones } from '#shared/masking.ts';
import { answers } from './conversation.tables.ts';

export type Answer = typeof answers.$inferSelect;
export type Feedback = NonNullable<Answer['feedback']>;

/** A person's thread of thought in a chat ends after this time. */
const THREAD_MS = 30 * 60_000;
/** Further back nobody looks within 30 minutes. */
const THREAD_LENGTH = 20;

export type NewAnswer = Omit<
  typeof answers.$inferInsert,
  'feedback' | 'feedbackReason' | 'feedbackBy' | 'feedbackAt'
>;

export function saveAnswer(db: Database, answer: NewAnswer): Statement {
  return db.insert(answers).values(answer);
}

/** What this person was answered in this chat in the last 30 minutes, newest first. */
export function recentAnswers(
  db: Database,
  of: { chatId: string; openId: string },
  now: Date,
): Promise<Answer[]> {
  return db
    .select()
    .from(answers)
    .where(
      and(
        eq(answers.chatId, of.chatId),
        eq(answers.openId, of.openId),
        gte(answers.at, new Date(now.getTime() - THREAD_MS)),
        lte(answers.at, now),
      ),
    )
    .orderBy(desc(answers.at), desc(sql`rowid`))
    .limit(THREAD_LENGTH);
}

export async function answerById(db: Database, id: string): Promise<Answer | undefined> {
  const [row] = await db.select().from(answers).where(eq(answers.id, id)).limit(1);
  return row;
}

/** Keeps what was thought of an answer, the last word counting; 没解决 stands, since it made a draft. */
export function saveFeedback(
  db: Database,
  id: string,
  feedback: { value: Feedback; by: string; at: Date },
): Statement {
  return db
    .update(answers)
    .set({ feedback: feedback.value, feedbackBy: feedback.by, feedbackAt: feedback.at })
    .where(and(eq(answers.id, id), or(isNull(answers.feedback), ne(answers.feedback, 'unsolved'))));
}

/** Keeps why an answer did not help. */
export function saveFeedbackReason(db: Database, id: string, reason: string): Statement {
  return db
    .update(answers)
    .set({ feedbackReason: reason })
    .where(and(eq(answers.id, id), inArray(answers.feedback, ['unhelpful', 'unsolved'])));
}

/** A question, or a part of one, that no clause answers: what the district should publish. */
export interface Gap {
  answerId: string;
  question: string;
  /** The part that has no basis, where the rest was answered. */
  part: string | null;
  enterpriseId: string | null;
  /** Whether it was made the draft of a ticket. */
  registered: boolean;
  at: Date;
}

/** The questions without basis in `[from, to)`, oldest first; phone numbers are masked. */
export async function listGaps(db: Database, { from, to }: { from: Date; to: Date }): Promise<Gap[]> {
  const rows = await db
    .select()
    .from(answers)
    .where(and(withoutBasis, gte(answers.at, from), lt(answers.at, to)))
    .orderBy(asc(answers.at), asc(sql`rowid`));
  return rows.map((row) => ({
    answerId: row.id,
    question: maskPhones(row.question),
    part: row.gap === null ? null : maskPhones(row.gap),
    enterpriseId: row.enterpriseId,
    registered: row.feedback === 'unsolved',
    at: row.at,
  }));
}

/** The answers since an instant that were judged badly or had no basis, oldest first. */
export function answersToLabel(db: Database, since: Date): Promise<Answer[]> {
  return db
    .select()
    .from(answers)
    .where(
      and(gte(answers.at, since), or(withoutBasis, inArray(answers.feedback, ['unhelpful', 'unsolved']))),
    )
    .orderBy(asc(answers.at), asc(sql`rowid`));
}

/** As the index `answers_gaps` has it. */
const withoutBasis = or(sql`${answers.outcome} = 'no-basis'`, isNotNull(answers.gap));
