import type { SearchName } from './directory.names.ts';
import { distanceWithin, soundOf } from './directory.sounds.ts';
import type { Enterprise } from './directory.types.ts';

interface Place {
  name: SearchName;
  /** Where in the name the pair of sounds begins. */
  at: number;
}

/** How far a text may be from a name of this length and still be taken for it: one slip, and one character by sound. */
function allowedDistance(length: number): number {
  if (length >= 7) return 2.3;
  return length >= 4 ? 1.15 : 0.5;
}

/**
 * Builds a finder of names that are written wrongly: it looks up pairs of neighbouring sounds (one edit always leaves a
 * pair of a name of four characters whole, or swapped) and measures only around such a pair.
 */
export function createNearFinder(names: readonly SearchName[]): (text: string) => Enterprise[] {
  const places = new Map<string, Place[]>();
  for (const name of searchable(names)) {
    const sounds = soundsOf(name.text);
    for (let at = 0; at + 1 < sounds.length; at++) {
      const pair = `${sounds[at]} ${sounds[at + 1]}`;
      const bucket = places.get(pair);
      if (bucket) bucket.push({ name, at });
      else places.set(pair, [{ name, at }]);
    }
  }

  return (text) => {
    const sounds = soundsOf(text);
    const nearest = new Map<Enterprise, { distance: number; length: number }>();
    const measured = new Map<SearchName, Set<number>>();
    const measure = ({ name, at }: Place, found: number) => {
      const start = found - at;
      const seen = measured.get(name) ?? new Set();
      measured.set(name, seen);
      if (seen.has(start)) return;
      seen.add(start);
      const distance = distanceWithin(
        name.text,
        text.slice(Math.max(0, start - 2), start + name.text.length + 2),
      );
      if (distance > allowedDistance(name.text.length)) return;
      const known = nearest.get(name.enterprise);
      if (!known || distance < known.distance) {
        nearest.set(name.enterprise, { distance, length: name.text.length });
      }
    };
    for (let found = 0; found + 1 < sounds.length; found++) {
      for (const place of places.get(`${sounds[found]} ${sounds[found + 1]}`) ?? []) measure(place, found);
      for (const place of places.get(`${sounds[found + 1]} ${sounds[found]}`) ?? []) measure(place, found);
    }
    return [...nearest]
      .sort(([e1, a], [e2, b]) => a.distance - b.distance || b.length - a.length || compare(e1.name, e2.name))
      .map(([enterprise]) => enterprise);
  };
}

/**
 * A full name is searched only where no short name of four characters stands for it: the rest is common to all.
 * Abbreviations of Latin letters are never searched: they are near to any model number.
 */
function searchable(all: readonly SearchName[]): SearchName[] {
  const names = all.filter((n) => /\p{Script=Han}/u.test(n.text));
  const full = new Map(names.filter((n) => n.by === 'name').map((n) => [n.enterprise, n.text]));
  const covered = new Set(
    names
      .filter((n) => n.by === 'short-name' && n.text.length >= 4 && full.get(n.enterprise)?.includes(n.text))
      .map((n) => n.enterprise),
  );
  return names.filter((n) =>
    n.by === 'short-name' ? n.text.length >= 3 : n.text.length >= 4 && !covered.has(n.enterprise),
  );
}

function soundsOf(text: string): string[] {
  return text.split('').map(soundOf);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
