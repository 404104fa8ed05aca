import { defineConfig } from 'vitest/config'

// The suites that talk to real servers (Dovecot, public-inbox, PostgreSQL, Chromium); one file at a time.
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/servers/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
