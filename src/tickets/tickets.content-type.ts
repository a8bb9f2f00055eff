/** What a content is, by its first bytes and not by what it is called. */
export interface ContentType {
  mime: string;
  extension: string;
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const IMAGES: readonly [number[], ContentType][] = [
  [[0x89, 0x50, 0x4e, 0x47], { mime: 'image/png', extension: 'png' }],
  [[0xff, 0xd8, 0xff], { mime: 'image/jpeg', extension: 'jpg' }],
  [[0x47, 0x49, 0x46, 0x38], { mime: 'image/gif', extension: 'gif' }],
  [[0x42, 0x4d], { mime: 'image/bmp', extension: 'bmp' }],
];
const FILES: readonly [number[], ContentType][] = [
  [[0x25, 0x50, 0x44, 0x46], { mime: 'application/pdf', extension: 'pdf' }],
  [[0x4f, 0x67, 0x67, 0x53], { mime: 'audio/ogg', extension: 'ogg' }],
  [[0x49, 0x44, 0x33], { mime: 'audio/mpeg', extension: 'mp3' }],
];
/** Office files are archives: which one they are stands only in their name. */
const IN_ZIP = new Set(['docx', 'xlsx', 'pptx', 'wps', 'et', 'zip', 'ofd']);
const IN_OLE = new Set(['doc', 'xls', 'ppt', 'wps', 'et', 'dps']);
const AS_TEXT = new Set(['txt', 'csv', 'md']);

/** The kind of a content that may be kept; null for what is none, such as programs and web pages. */
export function contentTypeOf(bytes: Uint8Array, name: string): ContentType | null {
  const starts = (signature: readonly number[], at = 0) =>
    signature.every((byte, i) => bytes[at + i] === byte);
  const known = [...IMAGES, ...FILES].find(([signature]) => starts(signature));
  if (known) return known[1];
  if (starts([0x52, 0x49, 0x46, 0x46]) && starts([0x57, 0x45, 0x42, 0x50], 8)) {
    return { mime: 'image/webp', extension: 'webp' };
  }
  if (starts([0x66, 0x74, 0x79, 0x70], 4)) return { mime: 'video/mp4', extension: 'mp4' };
  const extension = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (starts(ZIP)) return IN_ZIP.has(extension) ? { mime: 'application/zip', extension } : null;
  if (starts(OLE)) return IN_OLE.has(extension) ? { mime: 'application/x-ole-storage', extension } : null;
  return AS_TEXT.has(extension) && isText(bytes) ? { mime: 'text/plain', extension } : null;
}

export function isImage({ mime }: ContentType): boolean {
  return mime.startsWith('image/');
}

/** UTF-8 or a Chinese encoding: no control characters but the usual ones. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
