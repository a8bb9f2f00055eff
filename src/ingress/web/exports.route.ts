import { Hono } from 'hono';
import type { Clock } from '#shared/clock.ts';
import { errorCode, NotFound } from '#shared/errors.ts';
import type { Logger } from '#shared/log.ts';
import { FILE_FORMATS, type FileFormat, filePath, type SummaryDesk } from '#summaries/summaries.desk.ts';
import { checkLink } from '#summaries/summaries.links.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import { texts } from '#texts/zh-CN.ts';

export interface ExportNeeds {
  clock: Clock;
  logger: Logger;
  desk: Pick<SummaryDesk, 'file'>;
  secret: string;
}

const FILE = new RegExp(`^(\\d{4}-(?:W?\\d{2}))\\.(${FILE_FORMATS.join('|')})$`);

/** The files behind the links of a card: whoever has a link that was signed and still works gets them. */
export function createExports({ clock, logger, desk, secret }: ExportNeeds): Hono {
  const routes = new Hono();
  routes.get('/exports/summaries/:file', async (c) => {
    const [, spanId, format] = FILE.exec(c.req.param('file')) ?? [];
    if (!spanId || !format) return c.text(reportTexts.links.unknown, 404);
    const query = { until: c.req.query('until'), sig: c.req.query('sig') };
    const state = await checkLink(secret, filePath(spanId, format as FileFormat), query, clock.now());
    if (state !== 'good') return c.text(reportTexts.links[state], 403);
    try {
      const { name, type, bytes } = await desk.file(spanId, format as FileFormat, clock.now());
      return c.body(bytes, 200, {
        'content-type': type,
        'content-disposition': `attachment; filename="summary-${spanId}.${format}"; filename*=UTF-8''${encodeURIComponent(name)}`,
        'cache-control': 'private, no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
    } catch (error) {
      if (error instanceof NotFound) return c.text(error.message, 404);
      logger.error('exports.failed', { code: errorCode(error), format });
      return c.text(texts.errors.internal, 500);
    }
  });
  return routes;
}
