import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { answerFetch } from './answer-fetch.ts'

export interface FakeMail {
  readonly uid: number
  readonly at: number
  readonly bytes: Buffer
}

/** What goes wrong. All off by default; a test turns one on while the server runs. */
export interface ImapFaults {
  /** FETCH of contents ends with NO after its rows. */
  noAtEndOfFetch: boolean
  /** UIDs without a row where their content is asked for together with others' (`batch`) or ever (`always`). */
  missingRows: Map<number, 'batch' | 'always'>
  /** UIDs that are counted in UIDNEXT and not shown. */
  hidden: Set<number>
  /** Content of these ends the connection. */
  poison: Set<number>
  /** Sizes of these end the connection too. */
  poisonSize: boolean
  /** The n-th connection sees this UIDVALIDITY; the last one is kept. */
  validities: number[]
  /** IDLE is taken and never answered with "+". */
  neverContinue: boolean
  refuseIdle: boolean
  noIdle: boolean
  /** News come as EXISTS with the old count. */
  sameCount: boolean
  /** News are not told at all. */
  silentNews: boolean
  /** The next connections are cut after so many bytes of FETCH answers. */
  cutAfter: number | undefined
  /** From now on nothing is answered, on any connection. */
  silent: boolean
  refuseLogin: string | undefined
  refuseSearch: boolean
}

/** A small IMAP4rev1 server (RFC 3501) with IDLE and one mailbox, INBOX. */
export interface FakeImapServer {
  readonly port: number
  readonly mails: FakeMail[]
  readonly faults: ImapFaults
  /** Every command line, without its tag and without passwords. */
  readonly commands: string[]
  readonly connections: number
  deliver(mail: { readonly at: number; readonly bytes: Buffer }, uid?: number): void
  /** UIDVALIDITY stays or not; all mails get new UIDs from 1. */
  renumber(validity?: number): void
  /** BYE and close, everywhere. */
  bye(text: string): void
  close(): Promise<void>
}

interface Session {
  readonly socket: Socket
  readonly validity: number
  idleTag: string | undefined
}

export async function startFakeImapServer(): Promise<FakeImapServer> {
  const mails: FakeMail[] = []
  const commands: string[] = []
  const sessions = new Set<Session>()
  let uidNext = 1
  let connections = 0
  let shown = 0 // the count of the last EXISTS
  const faults: ImapFaults = {
    noAtEndOfFetch: false,
    missingRows: new Map(),
    hidden: new Set(),
    poison: new Set(),
    poisonSize: false,
    validities: [1000],
    neverContinue: false,
    refuseIdle: false,
    noIdle: false,
    sameCount: false,
    silentNews: false,
    cutAfter: undefined,
    silent: false,
    refuseLogin: undefined,
    refuseSearch: false,
  }

  const server = createServer((socket) => {
    connections++
    socket.setNoDelay(true)
    const place = Math.min(connections, faults.validities.length) - 1
    const session: Session = { socket, validity: faults.validities[place] ?? 1, idleTag: undefined }
    sessions.add(session)
    socket.on('error', () => undefined).on('close', () => sessions.delete(session))
    let held = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      const lines = (held + chunk).split('\r\n')
      held = lines.pop() ?? ''
      for (const line of lines) if (!faults.silent) answer(session, line)
    })
    if (!faults.silent) socket.write(`* OK [CAPABILITY ${capabilities()}] ready\r\n`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  function capabilities(): string {
    return `IMAP4rev1 SASL-IR${faults.noIdle ? '' : ' IDLE'}`
  }

  function visible(): FakeMail[] {
    return mails.filter(({ uid }) => !faults.hidden.has(uid))
  }

  function answer(session: Session, line: string): void {
    const { socket } = session
    if (session.idleTag !== undefined && line.toUpperCase() === 'DONE') {
      const tag = session.idleTag
      session.idleTag = undefined
      socket.write(`${tag} OK idled\r\n`)
      return
    }
    const [tag = '', ...words] = line.split(' ')
    const uid = words[0]?.toUpperCase() === 'UID' ? words.shift() : undefined
    const name = words[0]?.toUpperCase() ?? ''
    commands.push(name === 'LOGIN' ? name : [uid, ...words].filter((word) => word !== undefined).join(' '))
    const say = (text: string): void => void socket.write(`${text}\r\n`)
    const count = visible().length
    const status = `UIDVALIDITY ${session.validity} UIDNEXT ${uidNext} MESSAGES ${count}`
    switch (name) {
      case 'CAPABILITY':
        say(`* CAPABILITY ${capabilities()}`)
        return say(`${tag} OK`)
      case 'LOGIN':
        if (faults.refuseLogin !== undefined) return say(`${tag} NO ${faults.refuseLogin}`)
        return say(`${tag} OK [CAPABILITY ${capabilities()}] welcome`)
      case 'LIST':
        if (/ (?:"?INBOX"?|"?\*"?)$/.test(line)) say('* LIST (\\HasNoChildren) "/" INBOX')
        return say(`${tag} OK`)
      case 'STATUS':
        if (words[1]?.toUpperCase() !== 'INBOX') return say(`${tag} NO [NONEXISTENT] no such mailbox`)
        say(`* STATUS INBOX (${status})`)
        return say(`${tag} OK`)
      case 'EXAMINE':
      case 'SELECT':
        if (words[1]?.toUpperCase() !== 'INBOX') return say(`${tag} NO [NONEXISTENT] no such mailbox`)
        shown = count
        say('* FLAGS ()')
        say(`* ${count} EXISTS`)
        say(`* OK [UIDVALIDITY ${session.validity}] valid`)
        say(`* OK [UIDNEXT ${uidNext}] next`)
        return say(`${tag} OK [READ-ONLY] open`)
      case 'FETCH':
        return answerFetch(socket, tag, line, visible(), faults)
      case 'SEARCH': {
        if (faults.refuseSearch) return say(`${tag} NO no index`)
        const since = new Date(/SINCE "?(\d+-[A-Za-z]+-\d+)/i.exec(line)?.[1] ?? 0).getTime()
        say(
          `* SEARCH ${visible()
            .filter(({ at }) => at >= since)
            .map((mail) => mail.uid)
            .join(' ')}`.trimEnd(),
        )
        return say(`${tag} OK`)
      }
      case 'IDLE':
        if (faults.refuseIdle) return say(`${tag} NO not today`)
        session.idleTag = tag
        if (!faults.neverContinue) say('+ idling')
        if (count !== shown && !faults.silentNews && !faults.neverContinue) tell(session)
        return undefined
      case 'LOGOUT':
        say('* BYE')
        say(`${tag} OK`)
        return void socket.end()
      default:
        if (count !== shown && !faults.silentNews) tell(session)
        return say(`${tag} ${['NOOP', 'ID', 'ENABLE', 'NAMESPACE'].includes(name) ? 'OK' : 'BAD'} ${name}`)
    }
  }

  function tell(session: Session): void {
    const count = visible().length
    session.socket.write(`* ${faults.sameCount ? shown : count} EXISTS\r\n`)
    if (!faults.sameCount) shown = count
  }

  return {
    port: (server.address() as AddressInfo).port,
    mails,
    faults,
    commands,
    get connections() {
      return connections
    },
    deliver(mail, uid = uidNext) {
      mails.push({ ...mail, uid })
      uidNext = Math.max(uidNext, uid + 1)
      if (faults.silentNews || faults.silent) return
      for (const session of sessions) if (session.idleTag !== undefined && !faults.neverContinue) tell(session)
    },
    renumber(validity) {
      for (const [index, mail] of mails.entries()) mails[index] = { ...mail, uid: index + 1 }
      uidNext = mails.length + 1
      if (validity !== undefined) faults.validities.push(validity)
    },
    bye(text) {
      for (const { socket } of sessions) socket.end(`* BYE ${text}\r\n`)
    },
    async close() {
      for (const { socket } of sessions) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
