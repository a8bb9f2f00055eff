import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { loadKnowledge } from '#adapters/knowledge-folder/load-knowledge.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { createRasteriser } from '#adapters/resvg/rasterise-png.ts';
import { type Config, parseConfig } from '#config/parse-config.ts';
import { createQuestionReader } from '#conversation/question-figures.ts';
import { cite } from '#policy/policy.cite.ts';
import { clauseKey, createMatcher } from '#policy/policy.matcher.ts';
import { AppError, InvalidInput } from '#shared/errors.ts';
import { computeSummary } from '#summaries/compute-summary.ts';
import { reportDocx } from '#summaries/exports/exports.docx.ts';
import { summaryFileBytes } from '#summaries/exports/exports.files.ts';
import { summaryReport } from '#summaries/exports/exports.summary.ts';
import { reportMarkdown } from '#summaries/summaries.markdown.ts';
import { narrateByRules } from '#summaries/summaries.narrative.ts';
import { packReport } from '#summaries/summaries.pack.ts';
import type { SummaryDeps } from '#summaries/summaries.ports.ts';
import { monthOf, parseSpan, weekOf } from '#summaries/summaries.spans.ts';
import { sentSummary } from '#summaries/summaries.store.ts';
import type { Span, Summary } from '#summaries/summaries.types.ts';
import { readDotEnv } from './shared/dot-env.ts';

const FORMATS = ['md', 'json', 'docx', 'xlsx'] as const;
type Format = (typeof FORMATS)[number];

const USAGE = `用法:npm run summary -- [--week 2026-W47 | --month 2026-10] [--format md|json|docx|xlsx] [--out 文件]
      npm run summary -- --pack [--out 联席会议材料.docx]   需领导研究的事项,附办理经过
  不写 --week、--month 时为上周;不写 --format 时按 --out 的扩展名,没有的为 md
  md、json 不写 --out 时写到屏幕;已报送的按报送时的内容给出
环境变量:DATABASE_URL、DATA_DIR(默认 data)、KNOWLEDGE_DIR(默认 knowledge)`;

interface Wanted {
  span: Span;
  format: Format;
  out: string | undefined;
  /** The material of a joint meeting, in place of a summary. */
  pack: boolean;
}

/** `npm run summary -- …`: the weekly or monthly summary as text or as a file. */
async function main(args: string[]): Promise<void> {
  const now = new Date();
  const wanted = readArguments(args, now);
  if (wanted === null) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const config = parseConfig({ ...readDotEnv(), ...process.env });
  const database = await openDatabase(config.databaseUrl, config.databaseAuthToken);
  try {
    const { deps, district } = openRules(config, database.db);
    if (wanted.pack) {
      const report = await packReport(deps, district, now);
      await write(wanted, await reportDocx(report, createRasteriser()));
      return;
    }
    const sent = await sentSummary(deps.db, wanted.span.id);
    const summary = sent?.data ?? (await computeSummary(deps, wanted.span, now));
    if (sent) process.stderr.write(`${wanted.span.id} 已报送,以下为报送时的内容。\n`);
    await write(wanted, await rendered(deps, summary, wanted.format, district));
  } finally {
    database.close();
  }
}

function openRules({ knowledgeDir }: Config, db: SummaryDeps['db']) {
  const { rules, departments } = loadRules(knowledgeDir);
  const { clauses } = createMatcher(loadKnowledge(knowledgeDir));
  const questions = createQuestionReader(db, {
    clause: (documentId, clauseId) => {
      const known = clauses.get(clauseKey(documentId, clauseId));
      return known && cite(known);
    },
  });
  return { deps: { db, rules, questions } satisfies SummaryDeps, district: departments.district.fullName };
}

async function rendered(
  deps: SummaryDeps,
  summary: Summary,
  format: Format,
  district: string,
): Promise<string | Uint8Array> {
  if (format === 'json') return `${JSON.stringify(summary, null, 2)}\n`;
  const told = { ...summary, narrative: summary.narrative ?? narrateByRules(summary) };
  return format === 'md'
    ? reportMarkdown(summaryReport(told, district))
    : summaryFileBytes(deps, told, { format, district, rasterise: createRasteriser() });
}

async function write({ span, format, out, pack }: Wanted, content: string | Uint8Array): Promise<void> {
  if (out === undefined && typeof content === 'string') {
    process.stdout.write(content);
    return;
  }
  const file = out ?? (pack ? '联席会议材料.docx' : `${span.id}.${format}`);
  try {
    await writeFile(file, content);
  } catch (error) {
    const message = `无法写入 ${file}:请检查文件夹是否存在、文件是否正被打开。`;
    throw new InvalidInput('summary.file', message, { cause: error });
  }
  process.stdout.write(`已写入 ${file}\n`);
}

function readArguments(args: string[], now: Date): Wanted | null {
  const { week, month, format, out, help, pack = false } = parsed(args);
  if (help) return null;
  if (week !== undefined && month !== undefined) throw invalid('--week 与 --month 只能写一个。');
  if (pack && (week !== undefined || month !== undefined))
    throw invalid('--pack 不分期,不写 --week、--month。');
  if (pack && formatOf(format, out ?? '.docx') !== 'docx') throw invalid('--pack 只能写成 .docx 文件。');
  const span =
    week !== undefined
      ? namedSpan('--week', week)
      : month !== undefined
        ? namedSpan('--month', month)
        : parseSpan('上周', now);
  if (span === null) throw invalid('没有这一期。');
  if (span.from > now) throw invalid(`${span.id} 还没有开始,没有可统计的数据。`);
  return { span, format: pack ? 'docx' : formatOf(format, out), out, pack };
}

function namedSpan(name: '--week' | '--month', text: string): Span {
  const span = name === '--week' ? weekOf(text) : monthOf(text);
  if (span) return span;
  const example = name === '--week' ? '2026-W47(全年共 52 或 53 周)' : '2026-10';
  throw invalid(`${name} 的「${text}」不正确,应写成 ${example} 的样子。`);
}

function formatOf(format: string | undefined, out: string | undefined): Format {
  const ending = out === undefined ? undefined : /\.([a-z]+)$/i.exec(out)?.[1]?.toLowerCase();
  const wanted = format ?? FORMATS.find((one) => one === ending) ?? 'md';
  const known = FORMATS.find((one) => one === wanted);
  if (known) return known;
  throw invalid(`--format 的「${wanted}」不正确,可选 ${FORMATS.join('、')}。`);
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        week: { type: 'string' },
        month: { type: 'string' },
        format: { type: 'string' },
        out: { type: 'string' },
        pack: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new InvalidInput('summary.arguments', `有不认识的参数,或参数缺少值。\n${USAGE}`, { cause: error });
  }
}

function invalid(message: string): InvalidInput {
  return new InvalidInput('summary.arguments', message);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
