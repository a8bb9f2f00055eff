import type { Payload } from '#outbox/outbox.types.ts';
import { DAY_MS } from '#shared/beijing.ts';
import { NotFound } from '#shared/errors.ts';
import type { RasterisePng } from '#shared/picture.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import { summaryOf } from './summaries.cache.ts';
import { type CardLinks, summaryPayload } from './summaries.card-data.ts';
import { signLink } from './summaries.links.ts';
import type { Narrator } from './summaries.narrator.ts';
import type { SummaryDeps } from './summaries.ports.ts';
import { spanOf } from './summaries.spans.ts';
import { sentSummary } from './summaries.store.ts';
import type { Span, Summary } from './summaries.types.ts';

export const FILE_FORMATS = ['docx', 'xlsx'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export interface DeskNeeds extends SummaryDeps {
  narrate: Narrator;
  /** 重庆市江津区 */
  district: string;
  /** Signs the links to files; whoever has it can make such links. */
  secret: string;
  /** Where the service is reached from outside, without a slash at its end; without it cards have no links. */
  baseUrl?: string | undefined;
  /** Draws pictures for .docx; without it there are only the tables. */
  rasterise?: RasterisePng | undefined;
}

/** A summary as people get it: as it was handed up, where it was. */
export interface ShownSummary {
  summary: Summary;
  sentAt: Date | null;
}

export interface SummaryFile {
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Where summaries are asked for: as a card, as a file. */
export interface SummaryDesk {
  /** What was handed up, word for word; else what is counted now, in words. */
  show(span: Span, now: Date): Promise<ShownSummary>;
  /** The card of a summary, with links to its page and files where the service has an address. */
  payload(shown: ShownSummary, now: Date): Promise<Payload>;
  /** @throws NotFound for a span that does not exist or has not begun */
  file(spanId: string, format: FileFormat, now: Date): Promise<SummaryFile>;
}

/** A link in a card works for two weeks. */
const LINK_DAYS = 14;
const TYPES: Readonly<Record<FileFormat, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The path of a file, as links and the route know it. */
export const filePath = (spanId: string, format: FileFormat) => `/exports/summaries/${spanId}.${format}`;

export function createSummaryDesk(needs: DeskNeeds): SummaryDesk {
  const { db, narrate, district, secret, baseUrl, rasterise } = needs;

  async function show(span: Span, now: Date): Promise<ShownSummary> {
    const sent = await sentSummary(db, span.id);
    if (sent) return { summary: sent.data, sentAt: sent.sentAt };
    const summary = await summaryOf(needs, span, now);
    return { summary: { ...summary, narrative: await narrate(summary) }, sentAt: null };
  }

  async function linksOf({ span }: Summary, now: Date): Promise<CardLinks | null> {
    if (!baseUrl) return null;
    const until = new Date(now.getTime() + LINK_DAYS * DAY_MS);
    const to = async (format: FileFormat) =>
      `${baseUrl}${await signLink(secret, filePath(span.id, format), until)}`;
    return {
      page: `${baseUrl}/console/summaries/${span.id}`,
      docx: await to('docx'),
      xlsx: await to('xlsx'),
      until,
    };
  }

  return {
    show,
    payload: async ({ summary, sentAt }, now) =>
      summaryPayload(summary, { links: await linksOf(summary, now), sentAt, now }),
    async file(spanId, format, now) {
      const span = spanOf(spanId);
      if (!span || span.from > now) throw new NotFound('summary.file', reportTexts.links.unknown);
      const { summary } = await show(span, now);
      // The libraries that write files are large, and most processes never write one.
      const { summaryFileBytes } = await import('./exports/exports.files.ts');
      return {
        name: `${reportTexts.file(district, span.id, span.kind)}.${format}`,
        type: TYPES[format],
        bytes: await summaryFileBytes(needs, summary, { format, district, rasterise }),
      };
    },
  };
}
