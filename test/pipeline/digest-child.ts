import { noMailmap } from '#src/mail/mailmap.ts'
import { postDueDigests } from '#src/pipeline/digest-round.ts'
import { openStorage } from '#src/storage/open-storage.ts'

/* One of several bots on one database: posts what is due at the moment of its second argument, prints how many that were. */

const storage = await openStorage(process.argv[2] ?? '')
console.log('open')
const list = { name: 'kvm', isRead: () => true, hasReadUntil: () => true }
const parts = { storage, lists: [list], platforms: ['p'], mailmap: noMailmap }
console.log(await postDueDigests(parts, Number(process.argv[3])))
await storage.close()
