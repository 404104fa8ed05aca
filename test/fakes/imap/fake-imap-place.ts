import { imapSource } from '#adapters/imap/imap-source.ts'
import type { MailPlace } from '#test/contracts/list-source.contract.ts'
import type { SampleMail } from '#test/sources/sample-mail.ts'
import { startFakeImapServer } from './fake-imap-server.ts'

/** The fake server as a place for the contract suite: polling off, so that news come by IDLE alone. */
export async function fakeImapPlace(mails: readonly SampleMail[]): Promise<MailPlace> {
  const server = await startFakeImapServer()
  const add = (...more: readonly SampleMail[]): void => more.forEach((mail) => server.deliver(mail))
  add(...mails)
  const common = {
    name: 'imap:test',
    host: '127.0.0.1',
    port: server.port,
    tls: false,
    user: 'bot',
    password: 'secret',
  }
  return {
    source: (options) => imapSource({ ...common, mailbox: 'INBOX', pollMs: Infinity, ...options }),
    add,
    missing: () => imapSource({ ...common, mailbox: 'INBOXES' }),
    close: () => server.close(),
  }
}
