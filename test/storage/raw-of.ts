import type { Storage } from '#src/storage/storage.ts'

/** The mail of list `kvm` as it came in; undefined where there is none with that id, or it could not be fetched. */
export async function rawOf(storage: Storage, messageId: string): Promise<string | undefined> {
  for await (const mail of storage.rawMails('kvm', 0, 1e15)) {
    if (mail.messageId === messageId) return mail.bytes && Buffer.from(mail.bytes).toString()
  }
  return undefined
}
