import type { Sheet } from './directory.exchange.ts';
import type { RawTable } from './directory.sections.ts';

export const FILE_KINDS = ['xlsx', 'csv'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** Reads and writes tables as offices have them. */
export interface DirectoryFiles {
  /**
   * @param name the file's name, which says what kind it is
   * @throws InvalidInput in Chinese when it cannot be read
   */
  read(name: string, content: Uint8Array): Promise<RawTable[]>;
  write(kind: FileKind, sheets: readonly Sheet[]): Promise<Uint8Array<ArrayBuffer>>;
  /** An empty workbook with a page that explains its columns. */
  template(): Promise<Uint8Array<ArrayBuffer>>;
}
