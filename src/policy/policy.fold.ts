/**
 * Full-width letters, digits and punctuation as half-width ones, character for character, so that offsets stay.
 * Texts mix both; every pattern of ours is written for the half-width form.
 */
export function foldWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ');
}
