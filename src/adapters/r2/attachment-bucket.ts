import type { R2Binding } from '#adapters/cloudflare/bindings.ts';
import { beijingDay } from '#shared/beijing.ts';
import type { AttachmentFiles } from '#tickets/tickets.attachments.ts';

/** Keeps attachments in a bucket, under the same paths as the folder on one machine: `2026-11/<id>.png`. */
export function createAttachmentBucket(bucket: R2Binding): AttachmentFiles {
  return {
    save: async ({ id, extension, bytes, at }) => {
      const path = `${beijingDay(at).slice(0, 7)}/${id}.${extension}`;
      await bucket.put(`attachments/${path}`, bytes);
      return path;
    },
  };
}
