import type { ConsoleDeps } from '#ingress/web/console.types.ts';
import { NotFound } from '#shared/errors.ts';
import { consoleTexts } from '#texts/console.zh-CN.ts';
import type { TicketAttachment } from '#tickets/ticket-attachments.tables.ts';

/** What a browser may show by itself; everything else is only saved. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const SAVED = 'application/octet-stream';

/**
 * A kept attachment, under the type that its first bytes had when it was kept, never one that somebody named.
 * @throws NotFound
 */
export async function serveAttachment(
  { attachment }: Pick<ConsoleDeps, 'attachment'>,
  row: TicketAttachment | undefined,
): Promise<Response> {
  const gone = () => new NotFound('console.attachment', consoleTexts.errors.noAttachment);
  if (row?.state !== 'kept' || row.path === null || !attachment) throw gone();
  const content = await attachment(row.path);
  if (!content) throw gone();
  const shown = row.mime !== null && SHOWN.has(row.mime);
  const extension = /\.[a-z0-9]{1,5}$/i.exec(row.path)?.[0] ?? '';
  const name = row.name === '' ? `${row.id}${extension}` : row.name;
  return new Response(content, {
    headers: {
      'content-type': shown ? (row.mime ?? SAVED) : SAVED,
      'content-disposition': `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
      'cache-control': 'private, no-store',
    },
  });
}
