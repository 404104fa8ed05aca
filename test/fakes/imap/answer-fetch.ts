import type { Socket } from 'node:net'
import type { FakeMail, ImapFaults } from './fake-imap-server.ts'

/** Answers `UID FETCH set (items)` for the items that a follower asks for (RFC 3501 6.4.5, 7.4.2). */
export function answerFetch(
  socket: Socket,
  tag: string,
  line: string,
  mails: readonly FakeMail[],
  faults: ImapFaults,
): void {
  const set = /FETCH (\S+) /i.exec(line)?.[1] ?? ''
  const asked = mails.filter(({ uid }) => isIn(set, uid))
  const isContent = /BODY\.PEEK\[\]/i.test(line)
  const isSize = /RFC822\.SIZE/i.test(line)
  for (const mail of asked) {
    const missing = faults.missingRows.get(mail.uid)
    if (isContent && (missing === 'always' || (missing === 'batch' && asked.length > 1))) continue
    if (faults.poison.has(mail.uid) && (isContent || (isSize && faults.poisonSize))) return void socket.end()
    const row = rowOf(mail, mails.indexOf(mail) + 1, line)
    if (isContent && faults.cutAfter !== undefined) {
      if (row.length >= faults.cutAfter) {
        socket.write(row.subarray(0, faults.cutAfter))
        faults.cutAfter = undefined
        return socket.resetAndDestroy() && undefined
      }
      faults.cutAfter -= row.length
    }
    socket.write(row)
  }
  socket.write(isContent && faults.noAtEndOfFetch ? `${tag} NO some could not be read\r\n` : `${tag} OK\r\n`)
}

function rowOf(mail: FakeMail, sequence: number, line: string): Buffer {
  const content = Buffer.from(mail.bytes.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1')
  const headers = content.subarray(0, content.indexOf('\r\n\r\n') + 4)
  const id = Buffer.from(`${/^message-id:[^\r]*/im.exec(headers.toString('latin1'))?.[0] ?? ''}\r\n\r\n`)
  const date = internalDate(mail.at)
  const parts: Buffer[] = [Buffer.from(`* ${sequence} FETCH (UID ${mail.uid}`)]
  if (/RFC822\.SIZE/i.test(line)) parts.push(Buffer.from(` RFC822.SIZE ${content.length}`))
  if (/INTERNALDATE/i.test(line)) parts.push(Buffer.from(` INTERNALDATE "${date}"`))
  if (/BODY\.PEEK\[\]/i.test(line)) parts.push(literal('BODY[]', content))
  if (/BODY\.PEEK\[HEADER\]/i.test(line)) parts.push(literal('BODY[HEADER]', headers))
  if (/BODY\.PEEK\[HEADER\.FIELDS/i.test(line)) parts.push(literal('BODY[HEADER.FIELDS (MESSAGE-ID)]', id))
  return Buffer.concat([...parts, Buffer.from(')\r\n')])
}

function literal(name: string, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(` ${name} {${content.length}}\r\n`), content])
}

/** `05-Jan-2026 09:01:00 +0000`. */
function internalDate(at: number): string {
  const [, day = '', month = '', year = '', time = ''] = new Date(at).toUTCString().split(/,? /)
  return `${day}-${month}-${year} ${time} +0000`
}

function isIn(set: string, uid: number): boolean {
  return set.split(',').some((range) => {
    const [first = '', last = first] = range.split(':')
    return uid >= Number(first) && uid <= Number(last)
  })
}
