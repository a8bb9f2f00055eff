import { and, desc, eq, gte, isNull, lte, ne, or, sql } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { answers } from './conversation.tables.ts';

export type Answer = typeof answers.$inferSelect;

/** A person's thread of thought in a chat ends after this silence. */
const THREAD_MS = 30 * 60_000;

export type NewAnswer = Omit<
  typeof answers.$inferInsert,
  'feedback' | 'feedbackReason' | 'feedbackBy' | 'feedbackAt'
>;

export function saveAnswer(db: Database, answer: NewAnswer): Statement {
  return db.insert(answers).values(answer);
}

/** What this person was last answered in this chat, if that is not longer ago than 30 minutes. */
export async function lastAnswer(
  db: Database,
  of: { chatId: string; openId: string },
  now: Date,
): Promise<Answer | undefined> {
  const [row] = await db
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
    .limit(1);
  return row;
}

export async function answerById(db: Database, id: string): Promise<Answer | undefined> {
  const [row] = await db.select().from(answers).where(eq(answers.id, id)).limit(1);
  return row;
}

/** Keeps what was thought of an answer; 没解决 may follow 有帮助, and stands. */
export function saveFeedback(
  db: Database,
  id: string,
  feedback: { value: 'helpful' | 'unsolved'; by: string; at: Date; reason?: string },
): Statement {
  return db
    .update(answers)
    .set({
      feedback: feedback.value,
      feedbackBy: feedback.by,
      feedbackAt: feedback.at,
      feedbackReason: feedback.reason ?? null,
    })
    .where(and(eq(answers.id, id), or(isNull(answers.feedback), ne(answers.feedback, 'unsolved'))));
}
