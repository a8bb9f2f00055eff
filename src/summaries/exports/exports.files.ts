import type { RasterisePng } from '#shared/picture.ts';
import { ticketsOf } from '#summaries/summaries.drill-down.ts';
import type { SummaryDeps } from '#summaries/summaries.ports.ts';
import { COUNT_KEYS, type CountKey, type Summary, type TicketLine } from '#summaries/summaries.types.ts';
import { nameOfDepartment } from '#summaries/summaries.wording.ts';
import { reportTexts } from '#texts/report.zh-CN.ts';
import { reportDocx } from './exports.docx.ts';
import type { ReportTable } from './exports.report.ts';
import { stampOf, summaryReport } from './exports.summary.ts';
import { reportXlsx } from './exports.xlsx.ts';

/** More rows than this nobody reads in a spreadsheet of one span. */
const MOST_TICKETS = 5_000;
const PAGE = 500;
const words = reportTexts.report;

export interface FileOptions {
  format: 'docx' | 'xlsx';
  district: string;
  rasterise?: RasterisePng | undefined;
}

/** A summary as the bytes of a file. The .xlsx also lists the tickets that its figures count. */
export async function summaryFileBytes(
  deps: Pick<SummaryDeps, 'db' | 'rules'>,
  summary: Summary,
  { format, district, rasterise }: FileOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const report = summaryReport(summary, district);
  const bytes =
    format === 'docx'
      ? await reportDocx(report, rasterise)
      : await reportXlsx(report, await ticketTable(deps, summary));
  return new Uint8Array(bytes);
}

/** Every ticket of the figures 新增, 办结, 归档, 未归档, 超期, once, with the figures that count it. */
export async function ticketTable(
  deps: Pick<SummaryDeps, 'db' | 'rules'>,
  { span, asOf }: Pick<Summary, 'span' | 'asOf'>,
): Promise<ReportTable> {
  const found = new Map<string, { line: TicketLine; counted: Set<CountKey> }>();
  for (const key of COUNT_KEYS) {
    for (let offset = 0; offset < MOST_TICKETS; offset += PAGE) {
      const { lines } = await ticketsOf(deps, span, key, { now: asOf, limit: PAGE, offset });
      for (const line of lines) {
        const known = found.get(line.id) ?? { line, counted: new Set() };
        known.counted.add(key);
        found.set(line.id, known);
      }
      if (lines.length < PAGE) break;
    }
  }
  const rows = [...found.values()].sort((a, b) => (a.line.number < b.line.number ? -1 : 1));
  return {
    type: 'table',
    caption: words.sections.tickets,
    columns: [
      words.number,
      words.enterprise,
      words.category,
      words.department,
      words.state,
      words.due,
      words.overdueDays,
      ...COUNT_KEYS.map((key) => `${words.included}${reportTexts.counts[key]}`),
    ].map((title) => ({ title, width: 8 })),
    rows: rows.map(({ line, counted }) => [
      line.number,
      line.enterprise,
      line.category,
      nameOfDepartment(line.department),
      line.state,
      line.dueAt === null ? '' : stampOf(line.dueAt),
      line.overdueDays,
      // Numbers, so that a column's sum is the figure.
      ...COUNT_KEYS.map((key) => (counted.has(key) ? 1 : '')),
    ]),
  };
}
