import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const FOLDER = new URL('../../ingress/web/assets/', import.meta.url);
const PACKAGES: Readonly<Record<string, string>> = { 'htmx.min.js': 'htmx.org/dist/htmx.min.js' };

/** The console's files: its own from their folder, a library's from its package; each is read once. */
export function createConsoleAssets(): (name: string) => Promise<string> {
  const require = createRequire(import.meta.url);
  const read = new Map<string, Promise<string>>();
  return (name) => {
    const place = PACKAGES[name];
    const known = read.get(name) ?? readFile(place ? require.resolve(place) : new URL(name, FOLDER), 'utf8');
    read.set(name, known);
    return known;
  };
}

/** The names of all of them. */
export async function listConsoleAssets(): Promise<string[]> {
  return [
    ...(await readdir(FOLDER)).filter((name) => /\.(?:css|js|svg)$/.test(name)),
    ...Object.keys(PACKAGES),
  ].sort();
}
