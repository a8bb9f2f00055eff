import { parseArgs } from 'node:util';
import { readDirectoryFile } from '#adapters/directory-files/read-directory-file.ts';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { parseConfig } from '#config/parse-config.ts';
import { ledgerNotices } from '#conversation/ledger-notices.ts';
import { runBatch } from '#database/database.ts';
import { createEnterpriseFinder } from '#directory/directory.finder.ts';
import { systemClock } from '#shared/clock.ts';
import { InvalidInput } from '#shared/errors.ts';
import { guessMapping, headerRowOf } from '#tickets/tickets.ledger-columns.ts';
import { importLedger } from '#tickets/tickets.ledger-import.ts';
import { askMapping, mappingText, requireClear, withGiven } from './mapping.ts';
import { readRows } from './rows.ts';

const SHOWN = 30;

/** `import FILE.xlsx [--dry-run] [--map FIELD=HEADER]… [--ask | --yes]`: 0 when all was brought in, 1 with every problem by its line. */
export async function importCommand(args: string[]): Promise<number> {
  const { file, dryRun, given, ask } = readArguments(args);
  const [table] = await readDirectoryFile(file);
  const cells = table?.rows.map((row) => row.cells) ?? [];
  const head = headerRowOf(cells);
  if (!table || head < 0) {
    throw new InvalidInput(
      'ledger.header',
      `${file} 前 10 行中没有找到表头,表头应有“企业名称”“诉求内容”等列名`,
    );
  }
  const headers = cells[head] ?? [];
  const guessed = withGiven(guessMapping(headers), headers, given);
  const mapping = ask
    ? await askMapping(guessed, headers, { input: process.stdin, output: process.stdout })
    : requireClear(guessed);
  if (!ask) process.stdout.write(mappingText(guessed, headers));

  const config = parseConfig(process.env);
  const district = loadRules(config.knowledgeDir);
  const { db, close } = await openDatabase(config.databaseUrl, config.databaseAuthToken);
  try {
    const enterprises = createEnterpriseFinder(db, district.departments.regions, systemClock);
    const lines = table.rows.slice(head + 1);
    const { rows, problems, remarks } = await readRows(lines, mapping, { district, enterprises });
    for (const remark of remarks.slice(0, SHOWN)) process.stdout.write(`注意:${remark}\n`);
    if (remarks.length > SHOWN) process.stdout.write(`注意:另有 ${remarks.length - SHOWN} 条未列出\n`);
    if (problems.length > 0) {
      process.stderr.write(`${problems.join('\n')}\n共 ${problems.length} 处有误,未导入任何内容。\n`);
      return 1;
    }
    const { rules } = district;
    const now = systemClock.now();
    const { statements, tickets, known } = await importLedger(db, rows, { rules, now });
    const notices = await ledgerNotices({ db, now }, tickets);
    if (!dryRun) await runBatch(db, [...statements, ...notices]);
    const open = tickets.filter((ticket) => ticket.state !== 'closed').length;
    process.stdout.write(
      `${dryRun ? '试算:将导入' : '已导入'} ${tickets.length} 件(其中未归档 ${open} 件),已有 ${known} 件未重复导入。\n`,
    );
    if (notices.length > 0) {
      process.stdout.write(
        `${dryRun ? '将' : '已'}为承办单位和派单员生成 ${notices.length} 条汇总通知;提醒从导入之时起算,此前已到的不再逐件提醒。\n`,
      );
    }
    return 0;
  } finally {
    close();
  }
}

interface Arguments {
  file: string;
  dryRun: boolean;
  given: string[];
  /** Whether the columns are talked over. */
  ask: boolean;
}

function readArguments(args: string[]): Arguments {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean' },
        ask: { type: 'boolean' },
        yes: { type: 'boolean' },
        map: { type: 'string', multiple: true },
      },
    });
    const [file, ...more] = positionals;
    if (file && more.length === 0) {
      const ask = values.ask ?? (process.stdin.isTTY && !values.yes);
      return { file, dryRun: values['dry-run'] ?? false, given: values.map ?? [], ask };
    }
  } catch (error) {
    throw new InvalidInput('ledger.arguments', '有不认识的参数,可用的是 --dry-run、--map、--ask 和 --yes。', {
      cause: error,
    });
  }
  throw new InvalidInput('ledger.arguments', '请写明一个要导入的文件:npm run ledger -- import 旧台账.xlsx');
}
