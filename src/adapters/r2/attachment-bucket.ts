import type { R2Binding } from '#adapters/cloudflare/bindings.ts';
import { beijingDay } from '#shared/beijing.ts';
import type { AttachmentFiles } from '#tickets/tickets.attachments.ts';

/** Keeps attachments in a bucket, under the same paths as the folder on one machine: `2026-11/<id>.png`. */
export function createAttachmentBucket(bucket: R2Binding): AttachmentFiles & {
  /** The content at a path that `save` returned; null where there is none. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | null>;
} {
  return {
    save: async ({ id, extension, bytes, at }) => {
      const path = `${beijingDay(at).slice(0, 7)}/${id}.${extension}`;
      await bucket.put(`attachments/${path}`, bytes);
      return path;
    },
    read: async (path) => {
      const found = await bucket.get(`attachments/${path}`);
      return found && new Uint8Array(await found.arrayBuffer());
    },
  };
}
