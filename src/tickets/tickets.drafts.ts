import { and, desc, eq } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { Conflict, NotFound } from '#shared/errors.ts';
import { newId } from '#shared/ids.ts';
import { type TicketDraft, ticketDrafts } from './tickets.tables.ts';
import type { DraftData, DraftState } from './tickets.types.ts';

export interface DraftRequest {
  data: DraftData;
  author: { openId: string; name: string };
  source: { chatId: string; messageId: string | null };
  now: Date;
}

/** A draft to be shown first, and the row that keeps it. */
export function prepareDraft(
  db: Database,
  { data, author, source, now }: DraftRequest,
): { statements: Statement[]; draft: TicketDraft } {
  const draft: TicketDraft = {
    id: newId(),
    chatId: source.chatId,
    messageId: source.messageId,
    authorOpenId: author.openId,
    authorName: author.name,
    data,
    state: 'open',
    createdAt: now,
    updatedAt: now,
  };
  return { statements: [db.insert(ticketDrafts).values(draft)], draft };
}

export async function getDraft(db: Database, id: string): Promise<TicketDraft | null> {
  const [row] = await db.select().from(ticketDrafts).where(eq(ticketDrafts.id, id)).limit(1);
  return row ?? null;
}

/** The newest draft of a person in a chat that is still open: what 提交 and corrections mean there. */
export async function openDraftOf(
  db: Database,
  authorOpenId: string,
  chatId: string,
): Promise<TicketDraft | null> {
  const [row] = await db
    .select()
    .from(ticketDrafts)
    .where(
      and(
        eq(ticketDrafts.authorOpenId, authorOpenId),
        eq(ticketDrafts.chatId, chatId),
        eq(ticketDrafts.state, 'open'),
      ),
    )
    .orderBy(desc(ticketDrafts.createdAt))
    .limit(1);
  return row ?? null;
}

/**
 * Corrects or discards a draft.
 * @throws NotFound where there is none, Conflict where it is no longer open
 */
export async function changeDraft(
  db: Database,
  { id, change, now }: { id: string; change: { data: DraftData; state?: DraftState } | 'discard'; now: Date },
): Promise<{ statements: Statement[]; draft: TicketDraft }> {
  const draft = await getDraft(db, id);
  if (draft === null) throw new NotFound('ticket.draft', '没有找到这份登记草稿,请重新登记');
  if (draft.state !== 'open') {
    const what = draft.state === 'submitted' ? '已提交' : '已取消';
    throw new Conflict('ticket.draft_closed', `这份登记草稿${what},不能再修改`);
  }
  const next =
    change === 'discard'
      ? { state: 'discarded' as const, data: draft.data }
      : { state: change.state ?? draft.state, data: change.data };
  return { statements: [draftStatement(db, id, next, now)], draft: { ...draft, ...next, updatedAt: now } };
}

/** The row of a draft that moves on. */
export function draftStatement(
  db: Database,
  id: string,
  next: { state: DraftState; data: DraftData },
  now: Date,
): Statement {
  return db
    .update(ticketDrafts)
    .set({ ...next, updatedAt: now })
    .where(eq(ticketDrafts.id, id));
}
