import { defineConfig } from 'vitest/config';

/** Continuous integration names a file to count results from. */
const json = process.env['VITEST_JSON'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build-program.ts'],
    testTimeout: 60_000,
    reporters: json === undefined ? ['default'] : ['default', 'json'],
    ...(json === undefined ? {} : { outputFile: { json } }),
    coverage: { provider: 'v8', include: ['src/**'] },
  },
});
