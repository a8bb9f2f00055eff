import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What speaks to the product from outside alone. */
const onBothRuntimes = ['tickets', 'tickets-lists', 'tickets-refused', 'webhook'].map(
  (name) => `tests/e2e/${name}.test.ts`,
);

export default defineConfig({
  root,
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          root,
          include: ['src/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'whole',
          root,
          include: ['tests/{contracts,e2e,golden,lint}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // The same on workerd, by the same tests where that is possible.
        test: {
          name: 'worker',
          root,
          include: ['tests/worker/**/*.test.ts', 'tests/contracts/policy-index.test.ts', ...onBothRuntimes],
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
