import { type Context, Hono } from 'hono';
import { parseJson, resourceKey } from './content-check.ts';
import { type Part, parseMultipart } from './multipart.ts';
import type { PlatformDeps } from './platform.ts';
import { refusals } from './refusal.ts';
import { newFileKey, newImageKey } from './sandbox.ids.ts';
import type { Resource } from './sandbox.types.ts';

const MEGABYTE = 1024 * 1024;
const IMAGE_LIMIT = 10 * MEGABYTE;
const FILE_LIMIT = 30 * MEGABYTE;

/** Images and files: the bot's uploads, and what a message holds. */
export function resourceRoutes({ store, messages }: PlatformDeps): Hono {
  const app = new Hono();

  app.post('/images', async (c) => {
    const parts = await readParts(c);
    const image = parts.get('image');
    if (parts.get('image_type')?.content.toString() !== 'message' || !image)
      throw refusals.badResourceRequest();
    checkSize(image, IMAGE_LIMIT);
    const mime = imageType(image.content);
    if (mime === null) throw refusals.notAnImage();
    const key = newImageKey();
    await save({ key, kind: 'image', name: image.fileName ?? key, mime }, image);
    return c.json({ code: 0, msg: 'success', data: { image_key: key } });
  });

  app.post('/files', async (c) => {
    const parts = await readParts(c);
    const file = parts.get('file');
    const name = parts.get('file_name')?.content.toString();
    if (!name || !file) throw refusals.badResourceRequest();
    checkSize(file, FILE_LIMIT);
    const key = newFileKey();
    await save({ key, kind: 'file', name, mime: file.type ?? 'application/octet-stream' }, file);
    return c.json({ code: 0, msg: 'success', data: { file_key: key } });
  });

  const save = (resource: Omit<Resource, 'bytes'>, part: Part) =>
    store.saveResource({ ...resource, bytes: part.content.byteLength }, part.content);

  app.get('/messages/:id/resources/:key', async (c) => {
    const message = messages.find(c.req.param('id'));
    if (message.recalled) throw refusals.recalled();
    if (message.type === 'interactive') throw refusals.cardHasNoFiles();
    const kind = c.req.query('type');
    if (kind !== 'image' && kind !== 'file') throw refusals.badResourceRequest();
    const key = c.req.param('key');
    const resource = store.resource(key);
    if (
      !resource ||
      resourceKey(message.type, parseJson(message.content)) !== key ||
      resource.kind !== kind
    ) {
      throw refusals.fileNotInMessage();
    }
    const content = await store.resourceContent(key);
    return c.body(new Uint8Array(content), 200, {
      'content-type': resource.mime,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(resource.name)}`,
    });
  });

  return app;
}

async function readParts(c: Context): Promise<Map<string, Part>> {
  return parseMultipart(new Uint8Array(await c.req.arrayBuffer()), c.req.header('content-type') ?? '');
}

function checkSize(part: Part, limit: number): void {
  if (part.content.byteLength === 0) throw refusals.fileEmpty();
  if (part.content.byteLength > limit) throw refusals.fileTooLarge();
}

const SIGNATURES: [string, number[]][] = [
  ['image/png', [0x89, 0x50, 0x4e, 0x47]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/gif', [0x47, 0x49, 0x46, 0x38]],
  ['image/bmp', [0x42, 0x4d]],
  ['image/webp', [0x52, 0x49, 0x46, 0x46]],
];

/** The kind of an image by its first bytes; null for what is none. */
export function imageType(content: Uint8Array): string | null {
  const found = SIGNATURES.find(([, bytes]) => bytes.every((byte, i) => content[i] === byte));
  return found?.[0] ?? null;
}
