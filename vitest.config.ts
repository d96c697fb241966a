import { defineConfig } from 'vitest/config';

const database = 'packages/store/src/testing/global-setup.ts';

/** Four kinds of tests by their file's ending: what each may touch is told in CONTRIBUTING.md. */
export default defineConfig({
  test: {
    // Every core (vitest keeps one free, which on a machine of two is half of it).
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'pure',
          // What touches nothing outside itself leaves nothing behind, so files share a process: 18 s of CPU instead of 45.
          // Stubs are put back all the same; a test that fails only together with another is not pure: that is the fault to mend.
          isolate: false,
          // A machine that is busy with something else is no failure.
          testTimeout: 20_000,
          unstubEnvs: true,
          unstubGlobals: true,
          restoreMocks: true,
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
