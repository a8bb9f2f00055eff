import { expect, it } from 'vitest';
import { builtBundle } from '#tests/builders/worker-setup.ts';

/** Folders and packages that need Node, a native library or a file system. */
const NODE_ONLY =
  /^src\/(?:runtime\/(?:node|http-server|webhook-listener|sandbox|worker-local)\.ts|sandbox\/|adapters\/(?:attachment-folder|directory-files|knowledge-folder|lancedb|libsql|lark-long-connection|node-crypto|pino|prometheus|resvg|workerd)\/|adapters\/d1\/migrate\.ts|adapters\/langchain\/load-prompt\.ts)|node_modules\/(?:@lancedb|@libsql|libsql|@resvg|apache-arrow|pino|prom-client|@hono\/node-server|tsx|miniflare|wrangler)\//;
/** What workerd has of Node under `nodejs_compat`, as far as packages ask for it. */
const PROVIDED =
  /^node:(?:assert|async_hooks|buffer|crypto|dns|events|fs|fs\/promises|http|https|http2|module|net|os|path|process|querystring|stream|stream\/web|string_decoder|timers|tls|tty|url|util|zlib)$/;

const { inputs } = builtBundle();

it('holds nothing that runs on Node alone', () => {
  expect(Object.keys(inputs)).toContain('src/runtime/worker.ts');
  expect(Object.keys(inputs).filter((path) => NODE_ONLY.test(path))).toEqual([]);
  expect(Object.keys(inputs).filter((path) => path.endsWith('.node'))).toEqual([]);
});

it('asks for nothing of Node in our own code, and in packages only for what workerd provides', () => {
  const asked = Object.entries(inputs).flatMap(([from, { imports }]) =>
    imports.filter(({ external }) => external).map(({ path }) => ({ from, path })),
  );
  expect(asked.filter(({ from }) => from.startsWith('src/'))).toEqual([]);
  const foreign = asked.map(({ path }) => (path.startsWith('node:') ? path : `node:${path}`));
  expect(
    [...new Set(foreign)].filter((path) => !PROVIDED.test(path) && !path.includes('cloudflare:')),
  ).toEqual([]);
});
