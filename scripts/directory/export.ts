import { writeDirectoryFile } from '#adapters/directory-files/write-directory-file.ts';
import { openDatabase } from '#adapters/libsql/open-database.ts';
import { parseConfig } from '#config/parse-config.ts';
import { exportDirectory } from '#directory/directory.exchange.ts';
import { InvalidInput } from '#shared/errors.ts';

/** `export FILE`: writes the active directory so that `import` reads it back. */
export async function exportCommand([file, ...more]: string[]): Promise<number> {
  if (!file || more.length > 0) {
    throw new InvalidInput(
      'directory.arguments',
      '请写明导出到哪个文件:npm run directory -- export 名录.xlsx',
    );
  }
  const config = parseConfig(process.env);
  const { db, close } = await openDatabase(config.databaseUrl, config.databaseAuthToken);
  try {
    const sheets = await exportDirectory(db);
    await writeDirectoryFile(file, sheets);
    const counts = sheets.map((sheet) => `${sheet.title} ${sheet.rows.length} 行`);
    process.stdout.write(`已导出到 ${file}:${counts.join(',')}\n`);
    return 0;
  } finally {
    close();
  }
}
