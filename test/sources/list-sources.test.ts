import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mboxSource } from '#adapters/mbox/mbox-source.ts'
import { publicInboxSource } from '#adapters/public-inbox/public-inbox-source.ts'
import { listSourceContract } from '#test/contracts/list-source.contract.ts'
import { fakeImapPlace } from '#test/fakes/imap/fake-imap-place.ts'
import { addMails, makeEpoch } from './git-archive.ts'
import type { SampleMail } from './sample-mail.ts'
import { asMbox, asMboxEntry } from './sample-mail.ts'

function tempDir(): { dir: string; close: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'kvm-bot-source-'))
  return { dir, close: () => rmSync(dir, { recursive: true, force: true }) }
}

listSourceContract('a growing mbox', async (mails) => {
  const { dir, close } = tempDir()
  const file = join(dir, 'list.mbox')
  writeFileSync(file, asMbox(mails))
  return {
    source: (options) => mboxSource({ name: 'mbox:test', file }, options),
    add: (...more) => more.forEach((mail) => appendFileSync(file, asMboxEntry(mail))),
    missing: () => mboxSource({ name: 'mbox:test', file: join(dir, 'other.mbox') }),
    close,
  }
})

listSourceContract('a maildir', async (mails) => {
  const { dir, close } = tempDir()
  for (const name of ['cur', 'new', 'tmp']) mkdirSync(join(dir, 'list', name), { recursive: true })
  const add = (...more: readonly SampleMail[]): void =>
    more.forEach((mail) => writeFileSync(join(dir, 'list', 'new', `${mail.at / 1000}.M1P2.host`), mail.bytes))
  add(...mails)
  return {
    source: (options) => mboxSource({ name: 'mbox:test', file: join(dir, 'list') }, options),
    add,
    missing: () => mboxSource({ name: 'mbox:test', file: join(dir, 'lists') }),
    close,
  }
})

listSourceContract('a public-inbox archive', async (mails) => {
  const { dir, close } = tempDir()
  const [older, newer] = [makeEpoch(dir, 0), makeEpoch(dir, 1)]
  const half = Math.floor(mails.length / 2)
  if (half > 0) addMails(older, mails.slice(0, half))
  if (mails.length > 0) addMails(newer, mails.slice(half))
  return {
    source: (options) => publicInboxSource({ name: 'public-inbox:test', dir }, options),
    add: (...more) => addMails(newer, more),
    missing: () => publicInboxSource({ name: 'public-inbox:test', dir: join(dir, 'nowhere') }),
    close,
  }
})

listSourceContract('one bare epoch', async (mails) => {
  const { dir, close } = tempDir()
  const epoch = makeEpoch(join(dir, 'kvm.git'))
  if (mails.length > 0) addMails(epoch, mails)
  return {
    source: (options) => publicInboxSource({ name: 'public-inbox:test', dir: epoch }, options),
    add: (...more) => addMails(epoch, more),
    missing: () => publicInboxSource({ name: 'public-inbox:test', dir: join(dir, 'nowhere.git') }),
    close,
  }
})

listSourceContract('a mailbox over IMAP', fakeImapPlace)
