import { holdDatabase } from '#src/storage/hold-database.ts'

/* Holds the database of its argument until it is killed. */

await holdDatabase(process.argv[2] ?? '')
console.log('held')
setInterval(() => undefined, 60_000)
