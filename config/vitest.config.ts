import { defineConfig } from 'vitest/config'

// The suites of `npm test`: nothing but loopback, and no server that has to be installed.
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/servers/**', 'node_modules/**'],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
})
