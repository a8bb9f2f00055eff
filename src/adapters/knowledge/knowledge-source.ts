import type { Derive } from '#shared/derive.ts';

/** The files of a knowledge folder, wherever they are: in a folder, or published into a database. */
export interface KnowledgeSource {
  /** What a file is called in messages. */
  nameOf(name: string): string;
  has(name: string): boolean;
  /**
   * @param name its path within the folder, such as `categories.yaml`
   * @throws ConfigurationError where it is missing or cannot be read
   */
  read(name: string): string;
  /** The names of the files with an ending in a sub-folder, such as `policies/a.md`, sorted. */
  list(below: string, ending: string): string[];
  /** Derives from the files as they are; anew without it. */
  derive?: Derive;
}
