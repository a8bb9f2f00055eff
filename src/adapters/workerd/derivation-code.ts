import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

let computed: Promise<string> | undefined;

/**
 * Names the code that derives from published texts, such as the training of classifiers: what is derived belongs to it
 * alone. It is bundled, so that libraries count and comments, names and all other code do not.
 */
export function derivationCode(): Promise<string> {
  computed ??= compute();
  return computed;
}

async function compute(): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    ...{ absWorkingDir: ROOT, entryPoints: ['src/adapters/d1/derived-knowledge.ts'], write: false },
    ...{ bundle: true, minify: true, legalComments: 'none', format: 'esm', target: 'es2022' },
    ...{ platform: 'neutral', mainFields: ['module', 'main'], conditions: ['import', 'workerd'] },
    ...{ external: ['node:*'], logLevel: 'silent' },
  });
  const hash = createHash('sha256');
  for (const { contents } of outputFiles) hash.update(contents);
  return hash.digest('hex').slice(0, 16);
}
