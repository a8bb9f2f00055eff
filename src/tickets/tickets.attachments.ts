import { and, asc, count, desc, eq, gte, lte, ne, or, sql } from 'drizzle-orm';
import type { Database, Statement } from '#database/database.ts';
import { preparedOnce } from '#database/prepared.ts';
import { newId } from '#shared/ids.ts';
import { type TicketAttachment, ticketAttachments } from './ticket-attachments.tables.ts';
import { type Ticket, type TicketDraft, ticketDrafts, tickets } from './tickets.tables.ts';

/** Fetches what a message holds. */
export interface AttachmentSource {
  /** @throws DeliveryError; `permanent` where it will never be had, also where it is larger than the limit */
  download(of: {
    messageId: string;
    key: string;
    type: 'image' | 'file';
    limit: number;
  }): Promise<Uint8Array>;
}

/** Keeps contents; the path that it returns is within its own folder. */
export interface AttachmentFiles {
  save(content: { id: string; extension: string; bytes: Uint8Array; at: Date }): Promise<string>;
}

/** Feishu's own limit of a file; images are at most 10 MB. */
export const ATTACHMENT_LIMIT_BYTES = 30 * 1024 * 1024;
/** So long after a report what is sent belongs to it. */
const BELONGS_MS = 10 * 60_000;

export type NewAttachment = Pick<
  TicketAttachment,
  'chatId' | 'messageId' | 'key' | 'kind' | 'name' | 'senderOpenId' | 'at'
> & { draftId?: string; ticketId?: string };

/** The row of something to be fetched; the same content of the same message is wanted once. */
export function wantAttachment(db: Database, attachment: NewAttachment): Statement {
  const row = { id: newId(), state: 'wanted' as const, nextAttemptAt: attachment.at, ...attachment };
  return db.insert(ticketAttachments).values(row).onConflictDoNothing();
}

/** The draft that somebody wrote in a chat in the last ten minutes: what they send then belongs to it. */
export async function recentDraftOf(
  db: Database,
  of: { openId: string; chatId: string },
  now: Date,
): Promise<TicketDraft | null> {
  const [row] = await db
    .select()
    .from(ticketDrafts)
    .where(
      and(
        eq(ticketDrafts.authorOpenId, of.openId),
        eq(ticketDrafts.chatId, of.chatId),
        ne(ticketDrafts.state, 'discarded'),
        gte(ticketDrafts.createdAt, new Date(now.getTime() - BELONGS_MS)),
      ),
    )
    .orderBy(desc(ticketDrafts.createdAt))
    .limit(1);
  return row ?? null;
}

const selectCount = preparedOnce((db) =>
  db
    .select({ n: count() })
    .from(ticketAttachments)
    .where(
      and(
        or(
          eq(ticketAttachments.ticketId, sql.placeholder('ticketId')),
          eq(ticketAttachments.draftId, sql.placeholder('draftId')),
        ),
        ne(ticketAttachments.state, 'refused'),
      ),
    )
    .prepare(),
);

/** How many a draft or a ticket has; those of its draft are a ticket's, too. */
export async function countAttachments(
  db: Database,
  of: { draftId: string } | Pick<Ticket, 'id' | 'draftId'>,
): Promise<number> {
  // What is null equals nothing.
  const [row] = await selectCount(db).execute({ ticketId: 'id' in of ? of.id : null, draftId: of.draftId });
  return row?.n ?? 0;
}

const selectStanding = preparedOnce((db) =>
  db
    .select({
      version: tickets.version,
      attachments: sql<number>`(SELECT count(*) FROM ticket_attachments a
        WHERE (a.ticket_id = "tickets"."id" OR a.draft_id = "tickets"."draft_id") AND a.state <> 'refused')`,
    })
    .from(tickets)
    .where(eq(tickets.id, sql.placeholder('id')))
    .prepare(),
);

/** All by which one may tell that a ticket's cards look another way than before; null where there is no such ticket. */
export async function standingOf(
  db: Database,
  ticketId: string,
): Promise<{ version: number; attachments: number } | null> {
  const [row] = await selectStanding(db).execute({ id: ticketId });
  return row ?? null;
}

export function wantedAttachments(db: Database, now: Date, limit = 20): Promise<TicketAttachment[]> {
  return db
    .select()
    .from(ticketAttachments)
    .where(and(eq(ticketAttachments.state, 'wanted'), lte(ticketAttachments.nextAttemptAt, now)))
    .orderBy(asc(ticketAttachments.nextAttemptAt))
    .limit(limit);
}

/** What became of trying to fetch one. */
export type Fetched = Partial<
  Pick<TicketAttachment, 'state' | 'attempts' | 'nextAttemptAt' | 'bytes' | 'mime' | 'path' | 'reason'>
>;

export function markAttachment(db: Database, id: string, fetched: Fetched): Statement {
  return db.update(ticketAttachments).set(fetched).where(eq(ticketAttachments.id, id));
}
