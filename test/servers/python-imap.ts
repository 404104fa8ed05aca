import { run } from './server-help.ts'

/** The Message-IDs that a server lists in these mailboxes, by a client that shares nothing with ours (python3 imaplib). */
export function listedByPython(
  port: number,
  user: string,
  password: string,
  mailboxes: readonly string[],
): readonly string[] {
  const printed = run('python3', ['-c', script, String(port), user, password, ...mailboxes])
  return printed.split('\n').filter((line) => line !== '')
}

const script = `
import imaplib, re, sys
imaplib._MAXLINE = 100_000_000
port, user, password, *mailboxes = sys.argv[1:]
client = imaplib.IMAP4('127.0.0.1', int(port))
client.login(user, password)
for mailbox in mailboxes:
    client.status(mailbox, '(UIDNEXT)')
    client.select(mailbox, readonly=True)
    _, found = client.uid('SEARCH', None, 'ALL')
    uids = found[0].split()
    for at in range(0, len(uids), 500):
        _, rows = client.uid('FETCH', uids[at] + b':' + uids[min(at + 499, len(uids) - 1)], '(BODY.PEEK[HEADER])')
        for row in rows:
            if isinstance(row, tuple):
                print(re.search(rb'^message-id:\\s*<([^>]*)>', row[1], re.I | re.M).group(1).decode('latin1'))
client.logout()
`
