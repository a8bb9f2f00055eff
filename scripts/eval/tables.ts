import { readFileSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import { InvalidInput } from '#shared/errors.ts';

/** Reads a JSONL file, each line checked. */
export function readRows<S extends z.ZodType>(schema: S, file: string): z.output<S>[] {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch {
    throw new InvalidInput('eval.file', `读不到文件 ${file}`);
  }
  return content.split('\n').flatMap((text, at) => {
    if (text.trim() === '') return [];
    try {
      return [schema.parse(JSON.parse(text))];
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new InvalidInput('eval.line', `${file} 第 ${at + 1} 行不合格式:${reason}`);
    }
  });
}

export function writeRows(file: string, rows: readonly unknown[]): void {
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/** A share as a percentage with what it was counted from: `90.5 %  (86/95)`. */
export function share(part: number, whole: number): string {
  return whole === 0 ? '—' : `${((100 * part) / whole).toFixed(1)} %  (${part}/${whole})`;
}

/** The time below which the given share of sorted times lies, in ms. */
export function quantile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
}

/** Prints rows of label and value under a title. */
export function printTable(title: string, rows: readonly (readonly [string, string])[]): void {
  const width = Math.max(0, ...rows.map(([label]) => displayWidth(label)));
  process.stdout.write(`${title}\n`);
  for (const [label, value] of rows) {
    process.stdout.write(`  ${label}${' '.repeat(width - displayWidth(label) + 2)}${value}\n`);
  }
}

function displayWidth(text: string): number {
  return [...text].reduce((width, character) => width + (/[\u2E80-\uFFEF]/.test(character) ? 2 : 1), 0);
}
