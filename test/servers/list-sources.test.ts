import { afterAll, beforeAll, describe } from 'vitest'
import { imapSource } from '#adapters/imap/imap-source.ts'
import { listSourceContract } from '#test/contracts/list-source.contract.ts'
import type { Dovecot } from './dovecot.ts'
import { dovecotPrograms, startDovecot } from './dovecot.ts'
import { newsgroup, publicInboxPrograms, startPublicInbox } from './public-inbox.ts'
import { missingProgram } from './server-help.ts'

const noDovecot = missingProgram(...dovecotPrograms)
const noPublicInbox = missingProgram(...publicInboxPrograms)

describe.skipIf(noDovecot !== undefined)(`Dovecot${noDovecot === undefined ? '' : `: skipped, ${noDovecot}`}`, () => {
  let dovecot: Dovecot
  let mailboxes = 0

  beforeAll(async () => {
    dovecot = await startDovecot()
  })
  afterAll(() => dovecot.stop())

  listSourceContract('a mailbox of Dovecot over TLS', async (mails) => {
    const mailbox = `list${++mailboxes}`
    dovecot.create(mailbox)
    dovecot.fill(mailbox, mails)
    const common = {
      name: 'imap:test',
      host: 'localhost',
      port: dovecot.tlsPort,
      tls: true,
      ca: dovecot.cert,
      user: 'bot',
      password: 'secret',
      pollMs: Infinity,
    }
    return {
      source: (options) => imapSource({ ...common, mailbox, ...options }),
      add: (...more) => more.forEach((mail) => dovecot.save(mailbox, mail.bytes)),
      missing: () => imapSource({ ...common, mailbox: 'nowhere' }),
      close: () => undefined,
    }
  })
})

describe.skipIf(noPublicInbox !== undefined)(
  `public-inbox${noPublicInbox === undefined ? '' : `: skipped, ${noPublicInbox}`}`,
  () => {
    listSourceContract('a newsgroup of public-inbox-imapd', async (mails) => {
      const inbox = await startPublicInbox()
      inbox.fill(mails)
      await inbox.startServer()
      const common = { name: 'imap:test', host: '127.0.0.1', port: inbox.port, tls: false, pollMs: Infinity }
      return {
        source: (options) => imapSource({ ...common, mailbox: newsgroup, ...options }),
        add: (...more) => more.forEach((mail) => inbox.deliver(mail.bytes)),
        missing: () => imapSource({ ...common, mailbox: 'org.example.nowhere' }),
        close: () => inbox.stop(),
      }
    })
  },
)
