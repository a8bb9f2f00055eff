import { explainColumns, writeDirectoryFile } from '#adapters/directory-files/write-directory-file.ts';
import { emptySheets } from '#directory/directory.exchange.ts';
import { InvalidInput } from '#shared/errors.ts';

/** `template FILE`: writes the empty sheets with a page that explains the columns. */
export async function templateCommand([file, ...more]: string[]): Promise<number> {
  if (!file || more.length > 0) {
    throw new InvalidInput(
      'directory.arguments',
      '请写明模板存到哪个文件:npm run directory -- template 名录.xlsx',
    );
  }
  await writeDirectoryFile(file, emptySheets(), explainColumns());
  process.stdout.write(`模板已生成:${file}\n`);
  return 0;
}
