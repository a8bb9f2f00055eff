/** One part of a multipart body. */
export interface Part {
  content: Buffer;
  fileName: string | null;
  type: string | null;
}

/**
 * Reads a multipart body by bytes: the SDK sends files without a file name, which a browser's `FormData` would take
 * for text and decode.
 */
export function parseMultipart(body: Uint8Array, contentType: string): Map<string, Part> {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  const parts = new Map<string, Part>();
  if (boundary === undefined) return parts;
  // Latin-1 keeps every byte as one character.
  const text = Buffer.from(body).toString('latin1');
  for (const section of text.split(`--${boundary}`).slice(1, -1)) {
    const end = section.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const head = Buffer.from(section.slice(0, end), 'latin1').toString('utf8');
    const name = /[; ]name="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined) continue;
    parts.set(name, {
      content: Buffer.from(section.slice(end + 4, -2), 'latin1'),
      fileName: /filename="([^"]*)"/i.exec(head)?.[1] ?? null,
      type: /content-type:\s*([^\r\n;]+)/i.exec(head)?.[1] ?? null,
    });
  }
  return parts;
}
