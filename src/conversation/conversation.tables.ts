import { sql } from 'drizzle-orm';
import { index, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { z } from 'zod';
import { instant, json } from '#database/columns.ts';

export const citedClausesSchema = z.array(z.object({ documentId: z.string(), clauseId: z.string() }));

/**
 * `answered` and `no-basis` are answers to questions; `followed` is another look at an answer (its original text, its
 * departments, one of its clauses); `asked` is a question of the bot's own, open until the person answers it.
 */
export const OUTCOMES = ['answered', 'no-basis', 'followed', 'asked'] as const;

/** `unhelpful` may carry a reason; `unsolved` made the draft of a ticket and stands. */
export const FEEDBACK = ['helpful', 'unhelpful', 'unsolved'] as const;

/**
 * Every answered question: what was asked, on which clauses the answer rests, and what the asker thought of it.
 * Follow-ups read a person's newest rows in a chat; the summary counts the questions without basis.
 */
export const answers = sqliteTable(
  'answers',
  {
    id: text('id').primaryKey(),
    chatId: text('chat_id').notNull(),
    openId: text('open_id').notNull(),
    enterpriseId: text('enterprise_id'),
    /** What was asked, in full: `那贷款呢?` is kept as the question that it stands for. */
    question: text('question').notNull(),
    outcome: text('outcome', { enum: OUTCOMES }).notNull(),
    /** The clauses of the answer, best first; of the nearest ones where there was no basis. */
    clauses: json('clauses', citedClausesSchema).notNull(),
    /** The part of a mixed question that had no basis. */
    gap: text('gap'),
    /** Versions of what answered: knowledge, prompt, model. */
    version: text('version').notNull(),
    at: instant('at').notNull(),
    feedback: text('feedback', { enum: FEEDBACK }),
    feedbackReason: text('feedback_reason'),
    feedbackBy: text('feedback_by'),
    feedbackAt: instant('feedback_at'),
  },
  (t) => [
    index('answers_thread').on(t.chatId, t.openId, t.at),
    index('answers_at').on(t.at),
    index('answers_gaps').on(t.at).where(sql`${t.outcome} = 'no-basis' OR ${t.gap} IS NOT NULL`),
  ],
);
