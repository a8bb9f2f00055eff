import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readDirectoryFile } from '#adapters/directory-files/read-directory-file.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { parseConfig } from '#config/parse-config.ts';
import { type Departments, loadDepartments } from '#directory/directory.departments.ts';
import { importDirectory } from '#directory/directory.exchange.ts';
import type { RawTable } from '#directory/directory.sections.ts';
import { ConfigurationError, InvalidInput } from '#shared/errors.ts';
import { summaryText } from './summary.ts';

/** `import FILE… [--dry-run] [--replace]`: 0 when all was brought in, 1 with every problem by its line. */
export async function importCommand(args: string[]): Promise<number> {
  const { files, dryRun, replace } = readArguments(args);
  const config = parseConfig(process.env);
  const departments = readDepartments(config.knowledgeDir);
  const tables = await readTables(files);
  const { db, close } = await openDatabase(config.databaseUrl, config.databaseAuthToken);
  try {
    const outcome = await importDirectory(db, tables, { departments, now: new Date(), dryRun, replace });
    if (outcome.ok) {
      process.stdout.write(`${summaryText(outcome.summary, { dryRun, replace })}\n`);
      return 0;
    }
    process.stderr.write(`${outcome.problems.join('\n')}\n`);
    process.stderr.write(`共 ${outcome.problems.length} 处有误,未导入任何内容。改好后再导入一次即可。\n`);
    return 1;
  } finally {
    close();
  }
}

function readArguments(args: string[]): { files: string[]; dryRun: boolean; replace: boolean } {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { 'dry-run': { type: 'boolean' }, replace: { type: 'boolean' } },
    });
    if (positionals.length > 0) {
      return { files: positionals, dryRun: values['dry-run'] ?? false, replace: values.replace ?? false };
    }
  } catch (error) {
    throw new InvalidInput('directory.arguments', '有不认识的参数,可用的是 --dry-run 和 --replace。', {
      cause: error,
    });
  }
  throw new InvalidInput('directory.arguments', '请写明要导入的文件:npm run directory -- import 名录.xlsx');
}

function readDepartments(folder: string): Departments {
  const file = join(folder, 'departments.yaml');
  if (!existsSync(file)) throw new ConfigurationError('directory.departments', `没有找到单位目录 ${file}`);
  return loadDepartments(readFileSync(file, 'utf8'), file);
}

/** Where there are several files, each table says which one it comes from. */
async function readTables(files: readonly string[]): Promise<RawTable[]> {
  const tables: RawTable[] = [];
  for (const file of files) {
    for (const table of await readDirectoryFile(file)) {
      tables.push(files.length > 1 ? { ...table, source: `${file} ${table.source}` } : table);
    }
  }
  return tables;
}
