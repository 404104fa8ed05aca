import { usualTiming } from '#adapters/imap/imap-settings.ts'

// Loaded before the program (`node --import`): silences that it bears for a minute end within a run of seconds.
Object.assign(usualTiming, {
  connect: 3000,
  greeting: 2000,
  socket: 1500,
  idle: 800,
  command: 5000,
  slice: 1000,
  lag: 300,
  renew: 10_000,
  gapFirst: 200,
  gapLongest: 1000,
})
