import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Derive } from '#shared/derive.ts';

const PREFIX = 'derived-';
/** What one start derives is written together. */
const WRITE_AFTER_MS = 1_000;

/**
 * Keeps what was derived in one file from one start to the next. A file that is missing or damaged costs time, no more.
 * @param folder where the file is; one of another basis is removed
 * @param basis names all that the derived depends on: the files and the code that reads them
 */
export function createDerivedFile(folder: string, basis: string): Derive {
  const path = join(folder, `${PREFIX}${basis}.bin`);
  const kept = readKept(path);
  let scheduled = false;

  function write(): void {
    scheduled = false;
    try {
      mkdirSync(dirname(path), { recursive: true });
      const temporary = `${path}.${process.pid}`;
      writeFileSync(temporary, serialize(kept));
      renameSync(temporary, path);
      for (const name of readdirSync(folder)) {
        if (name.startsWith(PREFIX) && join(folder, name) !== path)
          rmSync(join(folder, name), { force: true });
      }
    } catch {
      // The next start derives it again.
    }
  }

  return <T>(name: string, make: () => T): T => {
    if (kept.has(name)) return kept.get(name) as T;
    const made = make();
    kept.set(name, made);
    if (!scheduled) setTimeout(write, WRITE_AFTER_MS).unref();
    scheduled = true;
    return made;
  };
}

/** Names the files of a folder and what is in them, and the code that reads them. */
export function basisOf(folder: string, build: string): string {
  const hash = createHash('sha256').update(`${process.version} ${build}`);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    hash.update(`\n${relative(folder, path)}\n`).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}

function readKept(path: string): Map<string, unknown> {
  try {
    const kept: unknown = deserialize(readFileSync(path));
    return kept instanceof Map ? kept : new Map();
  } catch {
    return new Map();
  }
}
