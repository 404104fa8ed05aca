import type { Limits } from '#src/notice/limits.ts'
import type { Notice } from '#src/notice/notice.ts'

/* The two doors to the outside. Adapters import this file and nothing of ours beyond notice, lib and runtime. */

/** Opaque to everyone but the source that made it (IMAP: mailbox, uidvalidity, uid; public-inbox: epoch and commit). */
export type Cursor = string

/**
 * One mail as it came in, or word of one that could not be fetched whole. `receivedAt` in milliseconds since the epoch.
 * `headers` is as much of the mail as there is: its headers, perhaps with the beginning of its body.
 */
export type Arrival = { readonly cursor: Cursor; readonly receivedAt: number } & (
  | {
      readonly bytes: Uint8Array
      /** Where there is one: to be called when neither `bytes` nor `cursor` are needed any more, whose memory is used again. */
      readonly release?: (() => void) | undefined
    }
  | { readonly problem: string; readonly headers?: Uint8Array }
)

export interface ListSource {
  /** Stable over restarts, e.g. `imap:kvm`; the cursor is kept under it. */
  readonly name: string
  /** `mail`: time is the `receivedAt` of the next mail (archives, the sample), so quiet times pass at once. */
  readonly time: 'wall' | 'mail'
  /** How many mails are there to read after `cursor`, for a progress bar; undefined when it cannot be told cheaply. */
  estimate?(after: Cursor | undefined): Promise<number | undefined>
  /**
   * Oldest first, batched inside; ends when the source has no more for now. Rejects with `SourceError`; what it yielded
   * before that is good. `known` tells which message ids the caller has already: a source that has lost its place
   * (a mail server renumbered everything) asks it, and does without where it is not given.
   */
  poll(after: Cursor | undefined, signal: AbortSignal, known?: KnownMails): AsyncIterable<Arrival>
  /** Resolves when a poll may bring something (IMAP IDLE). Without it a timer polls. */
  waitForNews?(signal: AbortSignal): Promise<void>
  /** Frees connections and files. */
  close?(): Promise<void>
  /** Facts for `/readyz` and `status`, e.g. lag and the last good round trip. */
  health?(): SourceHealth
}

/** Those of the message ids (without angle brackets) that the caller has already. */
export type KnownMails = (messageIds: readonly string[]) => Promise<ReadonlySet<string>>

export interface SourceHealth {
  readonly state: 'connecting' | 'reading' | 'waiting' | 'down'
  readonly lastOkAt: number | undefined
  /** Mails that the source has and we do not. */
  readonly lag: number | undefined
  /** Mails set aside for another try, with the reason. */
  readonly gaps: readonly { readonly what: string; readonly since: number; readonly reason: string }[]
  readonly problem: string | undefined
}

/** A source cannot go on. `retry: false` where only a person can help (wrong password, no such file). */
export class SourceError extends Error {
  readonly retry: boolean
  readonly retryAfterMs: number | undefined
  constructor(message: string, options: { retry: boolean; retryAfterMs?: number; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'SourceError'
    this.retry = options.retry
    this.retryAfterMs = options.retryAfterMs
  }
}

/** A channel as its platform names it: `C0123`, a snowflake, `terminal`. Opaque. */
export type ChannelId = string

/** A channel of a platform. */
export interface Channel {
  readonly platform: string
  readonly channel: ChannelId
}

/** Where a notice went. Opaque to the core beyond `url`, which links to the post where the platform has such links. */
export interface SentRef {
  readonly channel: ChannelId
  readonly id: string
  readonly thread?: string
  readonly url?: string
}

/** Declared beside the notices that are fitted to them. */
export type { Limits }

export interface ChatPlatform {
  readonly name: string
  readonly limits: Limits
  /** Connects and begins to hand commands to the host. Resolves when ready; rejects where it cannot be. */
  start(host: Host): Promise<void>
  /**
   * Posts once. `deliveryId` is stable over retries, so a platform that can recognise a repeat must.
   * Rejects with TemporaryError, UncertainError or PermanentError; anything else is a bug.
   */
  send(to: ChannelId, notice: Notice, deliveryId: string, thread?: SentRef): Promise<SentRef>
  edit?(sent: SentRef, notice: Notice, deliveryId: string): Promise<void>
  /**
   * Settles an uncertain send: the post that carries this delivery id, or undefined where there is none. Rejects as
   * `send` does, or with CannotAskError.
   */
  findSent?(to: ChannelId, deliveryId: string, since: number, thread?: SentRef): Promise<SentRef | undefined>
  /** Resolves when nothing is in flight. */
  stop(): Promise<void>
}

/** `channel` pauses one lane, `installation` all lanes of the platform's account, `message` this row alone. */
export type ErrorScope = 'message' | 'channel' | 'installation'

/** Surely not accepted; will do later. */
export class TemporaryError extends Error {
  readonly scope: ErrorScope
  readonly retryAfterMs: number | undefined
  constructor(message: string, options: { scope: ErrorScope; retryAfterMs?: number; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'TemporaryError'
    this.scope = options.scope
    this.retryAfterMs = options.retryAfterMs
  }
}

/** May have been accepted: ask `findSent` before sending again. */
export class UncertainError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'UncertainError'
  }
}

/** From `findSent`, where posts may be sent but not read: goes on there as on a platform without `findSent`. */
export class CannotAskError extends Error {
  override readonly name = 'CannotAskError'
}

/** Surely refused, and will be again. `reason` is one word for people and metrics, e.g. `not_in_channel`. */
export class PermanentError extends Error {
  readonly scope: ErrorScope
  readonly reason: string
  constructor(message: string, options: { scope: ErrorScope; reason: string; cause?: unknown }) {
    super(message, { cause: options.cause })
    this.name = 'PermanentError'
    this.scope = options.scope
    this.reason = options.reason
  }
}

/** A command as data; each platform renders it its own way. */
export interface CommandDeclaration {
  /** `top-contributors`. */
  readonly name: string
  /** One line, at most 100 characters (Discord's limit). */
  readonly summary: string
  readonly examples: readonly string[]
  readonly options: readonly CommandOption[]
  /** Changes what a channel gets, so that platforms can ask for a permission. */
  readonly changes: boolean
  /** `Host.form` has a form for it, shown where the command is given bare and the platform can show one. */
  readonly form?: boolean
  /** Is about the one who asks alone: its answers are not offered to be shown to others. */
  readonly personal?: boolean
}

export interface CommandOption {
  readonly name: string
  readonly summary: string
  readonly required: boolean
  /** The free-text form takes this one without `name:`, the rest of the line where it is `filter`. */
  readonly positional: boolean
  readonly type: 'text' | 'number' | 'filter' | 'choice'
  readonly choices?: readonly string[]
  /** What `Host.suggest` can complete: archs, subsystems, authors, subscription ids. */
  readonly suggests?: 'arch' | 'subsystem' | 'author' | 'subscription' | 'series'
}

/** What a person asked, either as free text after the command's name or as typed options. */
export interface CommandRequest {
  readonly platform: string
  readonly channel: ChannelId
  readonly user: Person
  readonly input:
    { readonly text: string } | { readonly name: string; readonly options: Readonly<Record<string, string>> }
  /**
   * Id (`SentRef.id`) of the root in whose thread this was said, or whose button was pressed: there, `why`, `mute` and
   * `follow` without an argument mean its series.
   */
  readonly about?: string
  /** What this person may do in the channel by the platform's own rules; asked only where a setting wants to know. */
  readonly rights?: () => Promise<Rights>
  /** Whether another person is of the server that this was asked in; left out where ids tell (`isOfSamePlace`). */
  readonly isHere?: (userId: string) => Promise<boolean>
}

export interface Person {
  /** Opaque, stable; a direct message goes to `directChannel(id)`. */
  readonly id: string
  readonly name: string
  /** IANA name, e.g. `Europe/Berlin`, where the platform tells. */
  readonly timeZone?: string
}

/** In the channel asked about. */
export interface Rights {
  /** Runs the workspace or server, or may manage this channel. */
  readonly admin: boolean
  /** Made the channel. */
  readonly creator: boolean
  /** It is their own conversation with the bot, where the channel's id does not tell (`directChannel`). */
  readonly own?: boolean
  /** Runs the bot itself, so that nothing in its database is kept from them: who has its shell or terminal. */
  readonly operator?: boolean
}

/** Where a person gets direct messages. The platform opens the conversation when it first sends there. */
export function directChannel(userId: string): ChannelId {
  return `@${userId}`
}

/** The person behind a direct channel; undefined for any other channel. */
export function userOfDirect(channel: ChannelId): string | undefined {
  return channel.startsWith('@') ? channel.slice(1) : undefined
}

export interface Answer {
  readonly notice: Notice
  /** `asker`: only who asked sees it where the platform can; `channel`: everybody (subscription changes). */
  readonly to: 'asker' | 'channel'
  /** False where the request was not understood or refused: `ask` exits with 1. */
  readonly ok: boolean
  /** A file to hand over with it (`export`). */
  readonly file?: { readonly name: string; readonly text: string }
}

/** What a person fills in where the platform can show it; sent as the typed options of the command `submit`. */
export interface Form {
  readonly title: string
  /** Name of the command that takes the fields, e.g. `subscribe`. */
  readonly submit: string
  readonly fields: readonly FormField[]
}

export interface FormField {
  /** Name of the command's option. */
  readonly name: string
  readonly label: string
  readonly hint?: string
  /**
   * `choices`: several, joined by `,` without a blank (names may hold `, `). With `suggests`, the choices are those of
   * `Host.suggest`.
   */
  readonly kind: 'text' | 'choice' | 'choices'
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  readonly suggests?: CommandOption['suggests']
  readonly required: boolean
  /** As it is now. */
  readonly value: string
}

/** Secrets of installations (tokens of further workspaces), encrypted at rest. */
export interface InstallationStore {
  get(platform: string, id: string): Promise<string | undefined>
  put(platform: string, id: string, secret: string): Promise<void>
  remove(platform: string, id: string): Promise<void>
}

/** What the core offers to a platform. */
export interface Host {
  /** The slash command's own name: `kvm`. */
  readonly commandName: string
  readonly commands: readonly CommandDeclaration[]
  answer(request: CommandRequest): Promise<Answer>
  /**
   * The form behind a command, filled with what is there now: `subscribe` (with the option `id` to edit one),
   * `settings`. An answer where this person may not.
   */
  form(
    command: string,
    options: Readonly<Record<string, string>>,
    request: Omit<CommandRequest, 'input'>,
  ): Promise<Form | Answer>
  /** One line for whoever fills a form in: what it would do ("14 series in the last 7 days"), or what is wrong. */
  outlook(
    command: string,
    options: Readonly<Record<string, string>>,
    request: Omit<CommandRequest, 'input'>,
  ): Promise<string>
  /** A person's own page: follows, subscriptions of the channels they may change, digest times, health. */
  home(request: Omit<CommandRequest, 'input'>): Promise<Notice>
  /** The post that a request is `about`, as it should look now, for platforms that show a button's further ones apart. */
  post?(request: Omit<CommandRequest, 'input'>): Promise<Notice | undefined>
  /** Ids (`SentRef.id`) of the newest roots on a platform, the newest first, for one that has no memory of its own. */
  roots?(platform: string): Promise<readonly string[]>
  /** Undefined where no key is set to encrypt with. */
  readonly installations?: InstallationStore
  suggest(
    kind: NonNullable<CommandOption['suggests']>,
    typed: string,
    request: Omit<CommandRequest, 'input'>,
  ): Promise<readonly string[]>
}
