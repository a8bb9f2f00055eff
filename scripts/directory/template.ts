import { writeDirectoryFile } from '#adapters/directory-files/write-directory-file.ts';
import { emptySheets } from '#directory/directory.exchange.ts';
import { SHEET_KINDS, SHEETS } from '#directory/directory.sheets.ts';
import { InvalidInput } from '#shared/errors.ts';

/** `template FILE`: writes the empty sheets with a page that explains the columns. */
export async function templateCommand([file, ...more]: string[]): Promise<number> {
  if (!file || more.length > 0) {
    throw new InvalidInput(
      'directory.arguments',
      '请写明模板存到哪个文件:npm run directory -- template 名录.xlsx',
    );
  }
  const explanations = SHEET_KINDS.flatMap((kind) =>
    SHEETS[kind].columns.map(({ title, required, hint }) => ({
      sheet: SHEETS[kind].title,
      column: title,
      required: required ?? false,
      hint,
    })),
  );
  await writeDirectoryFile(file, emptySheets(), explanations);
  process.stdout.write(`模板已生成:${file}\n`);
  return 0;
}
