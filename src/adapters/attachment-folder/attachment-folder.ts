import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { beijingDay } from '#shared/beijing.ts';
import type { AttachmentFiles } from '#tickets/tickets.attachments.ts';

/**
 * Keeps attachments as files of one folder, a sub-folder for each month (`2026-11/<id>.png`): under an id of ours,
 * never under the name that somebody gave, readable by this user alone, and whole or not at all.
 */
export function createAttachmentFolder(folder: string): AttachmentFiles & {
  /** The content under a path that `save` returned; null where it is gone. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | null>;
} {
  return {
    read: async (path) => {
      const file = resolve(folder, path);
      if (!file.startsWith(resolve(folder) + sep)) return null;
      return readFile(file).then(
        (content) => new Uint8Array(content),
        () => null,
      );
    },
    save: async ({ id, extension, bytes, at }) => {
      const path = join(beijingDay(at).slice(0, 7), `${id}.${extension}`);
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(`${file}.part`, bytes, { mode: 0o600 });
      await rename(`${file}.part`, file);
      return path;
    },
  };
}
