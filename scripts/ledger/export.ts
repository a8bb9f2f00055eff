import { parseArgs } from 'node:util';
import writeXlsxFile from 'write-excel-file/node';
import { loadRules } from '#adapters/knowledge-folder/load-district.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { parseConfig } from '#config/parse-config.ts';
import { addDays, atBeijing } from '#shared/beijing.ts';
import { InvalidInput } from '#shared/errors.ts';
import { LEDGER_TITLES, ledgerRows } from '#tickets/tickets.ledger.ts';

const WIDE = new Set(['企业名称', '诉求内容', '办理结果', '主办单位', '协办单位']);

/** `export FILE.xlsx [--from DAY] [--to DAY]`: the tickets logged then, one a row. */
export async function exportCommand(args: string[]): Promise<number> {
  const { file, from, to } = readArguments(args);
  const config = parseConfig(process.env);
  const { rules } = loadRules(config.knowledgeDir);
  const { db, close } = await openDatabase(config.databaseUrl, config.databaseAuthToken);
  try {
    const rows = await ledgerRows(db, { from, to }, rules);
    await writeSheet(file, rows);
    process.stdout.write(`已导出 ${rows.length} 件工单到 ${file}\n`);
    return 0;
  } finally {
    close();
  }
}

async function writeSheet(file: string, rows: (string | number)[][]): Promise<void> {
  const header = LEDGER_TITLES.map((value) => ({
    ...{ value, fontWeight: 'bold' as const, backgroundColor: '#E8EEF7' },
  }));
  // Texts stay texts: Excel would make a date or a number of some.
  const cell = (value: string | number) =>
    value === ''
      ? null
      : typeof value === 'number'
        ? { value, type: Number }
        : { value, type: String, format: '@' };
  try {
    await writeXlsxFile([
      {
        sheet: '诉求台账',
        data: [header, ...rows.map((row) => row.map(cell))],
        columns: LEDGER_TITLES.map((title) => ({ width: WIDE.has(title) ? 32 : 17 })),
        stickyRowsCount: 1,
      },
    ]).toFile(file);
  } catch (error) {
    const message = `无法写入 ${file}:请检查文件夹是否存在、文件是否正被打开`;
    throw new InvalidInput('ledger.file', message, { cause: error });
  }
}

function readArguments(args: string[]) {
  const options = { from: { type: 'string' }, to: { type: 'string' } } as const;
  const { positionals, values } = parsed(args, options);
  const [file, ...more] = positionals;
  if (!file || more.length > 0 || !file.toLowerCase().endsWith('.xlsx')) {
    throw new InvalidInput('ledger.arguments', '请写明一个 .xlsx 文件:npm run ledger -- export 台账.xlsx');
  }
  return {
    file,
    from: dayOf(values.from ?? '2000-01-01', '--from'),
    to: dayOf(addDays(checkedDay(values.to ?? '2099-12-31', '--to'), 1), '--to'),
  };
}

function parsed(args: string[], options: { from: { type: 'string' }; to: { type: 'string' } }) {
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (error) {
    throw new InvalidInput('ledger.arguments', '有不认识的参数,可用的是 --from 和 --to。', { cause: error });
  }
}

const dayOf = (text: string, name: string) => atBeijing(checkedDay(text, name));

function checkedDay(text: string, name: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))) return text;
  throw new InvalidInput('ledger.arguments', `${name} 应写成 2026-01-31 的样子`);
}
