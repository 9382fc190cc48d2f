import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { alone, films } from './test/projects.ts';

/** `unit`, `films`, `alone` and `window` run from the sources; the others start real processes, so they run what `dist/` holds. */
export default defineConfig({
  test: {
    // Limits are each project's own: they do not inherit these.
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src-main/**/*.test.ts', 'test/contract/**/*.test.ts'],
          exclude: [...alone, ...films],
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'films',
          include: films,
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'alone',
          include: alone,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        // State classes as the browser runs them, without a page.
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: { name: 'window', include: ['src-renderer/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        test: {
          name: 'built',
          include: ['test/{golden,e2e,faults}/**/*.test.ts'],
          // What is waited for comes on a busy machine, too.
          expect: { poll: { timeout: 60_000 } },
          globalSetup: ['test/build-once.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'bench',
          include: ['test/bench/**/*.bench.ts'],
          globalSetup: ['test/build-once.ts'],
          testTimeout: 900_000,
          hookTimeout: 120_000,
          // One after the other: they measure the machine.
          maxWorkers: 1,
        },
      },
      {
        test: {
          name: 'screens',
          include: ['test/screens/**/*.shot.ts'],
          globalSetup: ['test/build-once.ts'],
          testTimeout: 1_200_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
