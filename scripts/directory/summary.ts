import type { ImportSummary, KindSummary } from '#directory/directory.changes.ts';
import { SHEET_KINDS, SHEETS } from '#directory/directory.sheets.ts';

const NAMES_SHOWN = 10;

/** What an import has done, a line for each kind. */
export function summaryText(summary: ImportSummary, options: { dryRun: boolean; replace: boolean }): string {
  const lines = SHEET_KINDS.flatMap((kind) => {
    const ofKind = summary[kind];
    return ofKind ? kindLines(SHEETS[kind].title, ofKind) : [`${SHEETS[kind].title}:文件中没有,未改动`];
  });
  const kept = SHEET_KINDS.reduce((sum, kind) => sum + (summary[kind]?.kept ?? 0), 0);
  if (kept > 0) lines.push('文件中没有列出的已保留;要按文件整体替换,请加 --replace。');
  lines.push(options.dryRun ? '以上为试算,未写入。' : '已导入。');
  return lines.join('\n');
}

function kindLines(title: string, of: KindSummary): string[] {
  const counts = [
    `新增 ${of.added.length}`,
    `更新 ${of.changed.length}`,
    `未变 ${of.unchanged}`,
    `停用 ${of.removed.length}`,
    `保留(文件中没有)${of.kept}`,
  ];
  return [
    `${title}:${counts.join(',')}`,
    ...named('新增', of.added),
    ...named('更新', of.changed),
    ...named('停用', of.removed),
  ];
}

function named(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > NAMES_SHOWN ? ` 等 ${names.length} 个` : '';
  return [`  ${what}:${names.slice(0, NAMES_SHOWN).join('、')}${more}`];
}
