import { defineConfig } from 'vitest/config';

const database = 'packages/store/src/testing/global-setup.ts';

/** Four kinds of tests by their file's ending: what each may touch is told in CONTRIBUTING.md. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/*.db.test.ts', '**/*.flow.test.ts', '**/*.page.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'db',
          include: ['packages/*/test/**/*.db.test.ts'],
          globalSetup: [database],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'flow',
          include: ['test/**/*.flow.test.ts', 'packages/*/test/**/*.flow.test.ts'],
          globalSetup: [database],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'page',
          include: ['packages/*/test/**/*.page.test.ts'],
          globalSetup: [database],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
