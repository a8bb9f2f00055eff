import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

/** The variables of the project's `.env`; the environment itself goes before them. */
export function readDotEnv(): Record<string, string | undefined> {
  const file = fileURLToPath(new URL('../../.env', import.meta.url));
  return existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
}
