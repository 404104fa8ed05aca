import { openStorage } from '#src/storage/open-storage.ts'
import { newMail } from './shapes.ts'

/* Saves mails into the database of its argument until that fails, and prints how it ended, as JSON. */

const url = `sqlite:${process.argv[2] ?? ''}`
let saved = 0
try {
  const storage = await openStorage(url)
  for (; saved < 500; saved += 1) {
    const raw = Array.from({ length: 4000 }, (_, index) => (index * 7919 * (saved + 1)) % 1009).join(' ')
    await storage.saveMails('s', 'kvm', [newMail({ messageId: `m${saved}`, text: raw }, { raw })], String(saved + 1))
  }
  console.log(JSON.stringify({ saved }))
} catch (error) {
  const { name, message } = error instanceof Error ? error : { name: 'other', message: String(error) }
  console.log(JSON.stringify({ saved, name, message }))
}
