import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

// Shared by the tests of one run (`tests/builders/trained.ts`).
const trained = mkdtempSync(join(tmpdir(), 'yiqi-trained-'));
process.env.YIQI_TEST_DERIVED = trained;
process.on('exit', () => rmSync(trained, { recursive: true, force: true }));

/**
 * What speaks to the product from outside alone, and so runs on either runtime. On workerd each test boots its own, so
 * that it takes minutes: `YIQI_WORKER=all npm test -- --project worker`.
 */
const onBothRuntimes = ['tickets', 'tickets-lists', 'tickets-refused', 'webhook', 'model-streaming'].map(
  (name) => `tests/e2e/${name}.test.ts`,
);
const alsoOnWorkerd = process.env.YIQI_WORKER === 'all' ? onBothRuntimes : [];

export default defineConfig({
  root,
  test: {
    // Most of a test's time is waiting; the default leaves one core out.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          root,
          include: ['src/**/*.test.ts'],
          // A property test and a trained model may take seconds on a busy machine; a hang still ends.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'whole',
          root,
          include: ['tests/{contracts,e2e,golden,lint}/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        // The same on workerd, by the same tests where that is possible.
        test: {
          name: 'worker',
          root,
          include: [
            ...['tests/worker/**/*.test.ts', 'tests/contracts/policy-index.test.ts'],
            ...['tests/e2e/model-product.test.ts', ...alsoOnWorkerd],
          ],
          env: { YIQI_RUNTIME: 'worker' },
          globalSetup: ['tests/builders/worker-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          root,
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
