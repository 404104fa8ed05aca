/** How to reach a mailbox. */
export interface ImapSettings {
  /** Of the source, e.g. `imap:kvm`. */
  readonly name: string
  readonly host: string
  /** 993 with TLS from the first byte, 143 otherwise. */
  readonly port?: number | undefined
  /** true: TLS from the first byte; starttls: asked for, and required; false: none, for a server on this machine. */
  readonly tls: boolean | 'starttls'
  /** PEM file of a certificate authority of one's own. */
  readonly ca?: string | undefined
  /** Undefined logs in with SASL ANONYMOUS (RFC 4505) where the server offers it; public-inbox does. */
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** `INBOX`; of a public-inbox server the newsgroup `org.kernel.vger.kvm`, or one of its slices to begin with, `….3`. */
  readonly mailbox: string
  /** The first start reads what came since (milliseconds since the epoch); undefined reads everything. */
  readonly since?: number | undefined
  /** How often to look although the server announced nothing; Infinity trusts IDLE alone. */
  readonly pollMs?: number | undefined
  /** Ask for deflated traffic: 2.3 times fewer bytes, for a third of the speed on a fast line. */
  readonly compress?: boolean | undefined
  /** Of a mail above this size only the headers are fetched. */
  readonly largestMail?: number | undefined
  readonly timing?: Partial<ImapTiming> | undefined
}

/** All in milliseconds. The bounds on silence add up to two minutes of deafness at most. */
export interface ImapTiming {
  readonly connect: number
  readonly greeting: number
  /** Silence on the socket after which the server is asked for a sign of life, and after once more given up. */
  readonly socket: number
  /** IDLE is begun anew after this time, which shows whether the other end is still there. */
  readonly idle: number
  /** One command without any progress: the connection is closed, whatever the library thinks of it. */
  readonly command: number
  /** Looks for the next slice of a public-inbox, which IDLE on a full one never announces. */
  readonly slice: number
  /** Looks again while the server counts mails that it does not show yet. */
  readonly lag: number
  /**
   * A connection is replaced after this time, and the newest UIDs compared with what was seen: a session may go on
   * showing a mailbox that the server has long rebuilt.
   */
  readonly renew: number
  /** First and longest pause before a mail that was set aside is tried again. */
  readonly gapFirst: number
  readonly gapLongest: number
}

export const usualTiming: ImapTiming = {
  connect: 20_000,
  greeting: 10_000,
  socket: 60_000,
  idle: 50_000,
  command: 150_000,
  slice: 60_000,
  lag: 5_000,
  renew: 900_000,
  gapFirst: 30_000,
  gapLongest: 3_600_000,
}
