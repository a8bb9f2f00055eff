import { emptySheets } from '#directory/directory.exchange.ts';
import type { DirectoryFiles } from '#directory/directory.files.ts';
import { readDirectoryContent } from './read-directory-file.ts';
import { directoryContent, explainColumns } from './write-directory-file.ts';

/** The directory's files as a browser sends and saves them. */
export function createDirectoryFiles(): DirectoryFiles {
  return {
    read: (name, content) => readDirectoryContent(name, () => Buffer.from(content)),
    write: async (kind, sheets) => Uint8Array.from(await directoryContent(kind, sheets)),
    template: async () => Uint8Array.from(await directoryContent('xlsx', emptySheets(), explainColumns())),
  };
}
