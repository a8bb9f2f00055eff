import { redrawHolder } from '#conversation/attachments.ts';
import { textPayload } from '#conversation/payloads.ts';
import { type Database, runBatch, type Statement } from '#database/database.ts';
import { enqueue } from '#outbox/outbox.store.ts';
import { DeliveryError } from '#outbox/outbox.types.ts';
import type { Clock } from '#shared/clock.ts';
import { errorCode } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import { ticketTexts } from '#texts/tickets.zh-CN.ts';
import type { TicketAttachment } from '#tickets/ticket-attachments.tables.ts';
import {
  ATTACHMENT_LIMIT_BYTES,
  type AttachmentFiles,
  type AttachmentSource,
  type Fetched,
  markAttachment,
  wantedAttachments,
} from '#tickets/tickets.attachments.ts';
import { contentTypeOf, isImage } from '#tickets/tickets.content-type.ts';
import { ticketsOfDraft } from '#tickets/tickets.store.ts';

export interface AttachmentJobDeps {
  db: Database;
  clock: Clock;
  logger: Logger;
  source: AttachmentSource;
  files: AttachmentFiles;
  /** Called after a commit that has put messages into the outbox. */
  onCommitted(): void;
}

export interface AttachmentJob {
  /** Fetches what is wanted; never rejects, and one run at a time. */
  run(): Promise<void>;
  /** Fetches no more, and resolves when the one in hand is finished. */
  stop(): Promise<void>;
}

const RETRY_MINUTES = [1, 5, 30, 120];

/** Fetches the images and files that belong to reports, checks what they are, and keeps them. */
export function createAttachmentJob(deps: AttachmentJobDeps): AttachmentJob {
  const { db, clock, logger, source, files, onCommitted } = deps;
  let running: Promise<void> | null = null;
  let stopped = false;

  async function fetchOne(wanted: TicketAttachment): Promise<Fetched> {
    const { messageId, key, kind, name, id, at } = wanted;
    const type = kind === 'image' ? 'image' : 'file';
    const bytes = await source.download({ messageId, key, type, limit: ATTACHMENT_LIMIT_BYTES });
    const content = contentTypeOf(bytes, name);
    if (!content || (kind === 'image' && !isImage(content))) {
      return { state: 'refused', reason: ticketTexts.attachment.badType };
    }
    const path = await files.save({ id, extension: content.extension, bytes, at });
    return { state: 'kept', bytes: bytes.byteLength, mime: content.mime, path };
  }

  function afterFailure(wanted: TicketAttachment, error: unknown): Fetched {
    const attempts = wanted.attempts + 1;
    const minutes = RETRY_MINUTES[attempts - 1];
    logger.warn('attachments.fetch', {
      code: error instanceof DeliveryError ? error.reason : errorCode(error),
      attempts,
    });
    if (minutes === undefined || (error instanceof DeliveryError && error.kind === 'permanent')) {
      const tooLarge = error instanceof DeliveryError && error.reason === 'too-large';
      const reason = tooLarge ? ticketTexts.attachment.tooLarge : ticketTexts.attachment.notFetched;
      return { state: 'refused', reason, attempts };
    }
    return { attempts, nextAttemptAt: new Date(clock.now().getTime() + minutes * 60_000) };
  }

  /** Shows the count on the cards; a refusal is told under the message. */
  async function told(wanted: TicketAttachment, fetched: Fetched): Promise<Statement[]> {
    const now = clock.now();
    const tickets = wanted.draftId ? await ticketsOfDraft(db, wanted.draftId) : [];
    const redrawn = redrawHolder(
      db,
      wanted,
      tickets.map((ticket) => ticket.id),
      now,
    );
    if (fetched.state !== 'refused') return redrawn;
    const { messageId, chatId, name } = wanted;
    const payload = textPayload(ticketTexts.attachment.refused(name, fetched.reason ?? ''));
    const target = { type: 'reply', messageId, chatId, inThread: false } as const;
    return [...redrawn, enqueue(db, { target, payload }, now)];
  }

  async function runAll(): Promise<void> {
    try {
      for (const wanted of await wantedAttachments(db, clock.now())) {
        if (stopped) break;
        const fetched = await fetchOne(wanted).catch((error: unknown) => afterFailure(wanted, error));
        const beside = fetched.state ? await told(wanted, fetched) : [];
        await runBatch(db, [markAttachment(db, wanted.id, fetched), ...beside]);
        if (beside.length > 0) onCommitted();
      }
    } catch (error) {
      logger.error('jobs.attachments', { code: errorCode(error) });
    }
    running = null;
  }

  return {
    run: () => {
      if (!stopped) running ??= runAll();
      return running ?? Promise.resolve();
    },
    stop: () => {
      stopped = true;
      return running ?? Promise.resolve();
    },
  };
}
