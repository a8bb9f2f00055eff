import { pinyin } from 'pinyin-pro';

const SAME_CHARACTER = 0;
const SAME_SOUND = 0.15;
const ONE_EDIT = 1;

/** Characters have few readings and come again and again, so each is looked up once. */
const sounds = new Map<string, string>();

/**
 * How a character sounds, without tone, and without the differences that the district's speech does not make
 * (zh/z, ch/c, sh/s, n/l at the beginning; ing/in, eng/en at the end). Anything but a Chinese character is itself.
 */
export function soundOf(character: string): string {
  const known = sounds.get(character);
  if (known !== undefined) return known;
  const sound = pinyin(character, { toneType: 'none', type: 'array' })[0] ?? character;
  const plain = sound
    .replace(/^([zcs])h/, '$1')
    .replace(/^n/, 'l')
    .replace(/([ie])ng$/, '$1n');
  sounds.set(character, plain);
  return plain;
}

function substitution(a: string, b: string): number {
  if (a === b) return SAME_CHARACTER;
  return soundOf(a) === soundOf(b) ? SAME_SOUND : ONE_EDIT;
}

/**
 * How far a name is from the part of a text that is nearest to it: edits (a character put in, left out, changed, two
 * neighbours swapped) count 1, a character of the same sound 0.15. What stands before and after the part is free.
 */
export function distanceWithin(name: string, text: string): number {
  let beforeLast: number[] = [];
  let last: number[] = new Array<number>(text.length + 1).fill(0);
  for (let i = 1; i <= name.length; i++) {
    const row: number[] = [i];
    for (let j = 1; j <= text.length; j++) {
      const a = name.charAt(i - 1);
      const b = text.charAt(j - 1);
      let best = Math.min(
        (last[j] ?? 0) + ONE_EDIT,
        (row[j - 1] ?? 0) + ONE_EDIT,
        (last[j - 1] ?? 0) + substitution(a, b),
      );
      const swapped = i > 1 && j > 1 && a === text.charAt(j - 2) && name.charAt(i - 2) === b;
      if (swapped) best = Math.min(best, (beforeLast[j - 2] ?? 0) + ONE_EDIT);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return Math.min(...last);
}
