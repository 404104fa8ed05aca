import type { Readable, Writable } from 'node:stream'
import type { Notice } from '#src/notice/notice.ts'
import { PermanentError } from '#src/ports.ts'
import type { ChannelId, ChatPlatform, Host, Rights, SentRef } from '#src/ports.ts'
import { fitNotice } from '#src/notice/fit-notice.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import { commandLine, readLine } from '#adapters/terminal/command-line.ts'
import type { CommandLine } from '#adapters/terminal/command-line.ts'
import type { Look } from '#adapters/terminal/look.ts'
import { readRootReference, rememberedPosts, rootReference } from '#adapters/terminal/posts.ts'
import { renderTerminal } from '#adapters/terminal/render.ts'
import { terminalLimits, terminalRoom } from '#adapters/terminal/room.ts'
import { askedLine, channelHeading, editLine, replyText, rootText, threadName } from '#adapters/terminal/thread.ts'
import { whatChanged } from '#adapters/terminal/what-changed.ts'

export interface TerminalSettings {
  readonly out: Writable
  /** Commands, one a line; without it the terminal only shows posts. */
  readonly in?: Readable
  readonly colour: boolean
  /** Columns; a function where the window may change its size. */
  readonly width: number | (() => number)
  /** Shown while a person can type; undefined where lines come from a pipe. */
  readonly prompt?: string
  /** The person asking. */
  readonly user?: { readonly id: string; readonly name: string }
  /** Ctrl-D, Ctrl-C, `exit` or the end of the input. */
  readonly onEnd?: () => void
}

/** The channel of posts and commands that name none. */
export const ownChannel = 'terminal'

/**
 * The terminal as a chat: posts are numbered, replies name their root when something else came between, edits are
 * one line. Paper cannot be asked what stands on it, so there is no `findSent`: a post that was interrupted is
 * printed again.
 */
export function terminalPlatform(settings: TerminalSettings): ChatPlatform {
  const posts = rememberedPosts()
  let host: Host | undefined
  let input: CommandLine | undefined
  let answering: Promise<void> = Promise.resolve()
  let shownChannel: ChannelId = ownChannel
  let shownThread: string | undefined

  // Without a listener a reader that goes away would end the process; `write` tells the sender instead.
  settings.out.on('error', () => {})

  return { name: 'terminal', limits: terminalLimits, start, send, edit, stop }

  async function start(to: Host): Promise<void> {
    host = to
    posts.goOnAfter((await to.roots?.('terminal')) ?? [])
    if (settings.in === undefined) return
    input = commandLine({
      in: settings.in,
      out: settings.out,
      prompt: settings.prompt,
      onLine: (line) => {
        answering = answering.then(() => answerLine(line))
      },
      // What was asked before the end is still answered.
      onEnd: () => {
        answering = answering.then(() => settings.onEnd?.())
      },
    })
  }

  async function send(to: ChannelId, raw: Notice, deliveryId: string, thread?: SentRef): Promise<SentRef> {
    const before = posts.known(deliveryId)
    if (before !== undefined) return before.sent
    const notice = fitNotice(raw, terminalRoom)
    const rootId = thread?.thread ?? thread?.id
    if (rootId === undefined) return sendRoot(to, notice, deliveryId)
    const number = posts.numberOf(rootId)
    const sent: SentRef = { channel: to, id: posts.nextReply(rootId), thread: rootId }
    const goesOn = shownThread === rootId && shownChannel === to
    const name = goesOn ? '' : threadName({ ...readRootReference(rootId), number }, look())
    await write(heading(to) + name + replyText(notice, look()))
    shownThread = rootId
    posts.remember(deliveryId, { sent, number, notice })
    return sent
  }

  async function sendRoot(to: ChannelId, notice: Notice, deliveryId: string): Promise<SentRef> {
    const { id, number } = posts.addRoot((next) => rootReference(next, notice, deliveryId))
    const sent: SentRef = { channel: to, id }
    await write(heading(to) + rootText(number, notice, look()))
    shownThread = sent.id
    posts.remember(deliveryId, { sent, number, notice })
    return sent
  }

  async function edit(sent: SentRef, raw: Notice, deliveryId: string): Promise<void> {
    const before = posts.known(deliveryId)
    const notice = fitNotice(raw, terminalRoom)
    const rootId = sent.thread ?? sent.id
    const number = posts.numberOf(rootId)
    posts.remember(deliveryId, { sent, number, notice })
    const news = whatChanged(before?.notice, notice)
    if (news.length === 0) return
    const root = { ...readRootReference(rootId), number }
    await write(heading(sent.channel) + editLine(root, news, notice.by !== undefined, look()))
    shownThread = undefined
  }

  async function stop(): Promise<void> {
    input?.close()
    await answering
  }

  async function answerLine(line: string): Promise<void> {
    if (host === undefined) return
    const asked = readLine(line, host.commandName)
    if (asked === undefined) return
    if (asked.text === 'exit' || asked.text === 'quit') {
      input?.close()
      settings.onEnd?.()
      return
    }
    const { channel, text } = asked
    const user = settings.user ?? { id: ownChannel, name: 'You' }
    const question = aboutNumbered(text)
    const notice = await host.answer({ platform: 'terminal', channel, user, rights, ...question }).then(
      ({ notice: said, file }) =>
        file === undefined ? said : { ...said, blocks: [...said.blocks, { is: 'code' as const, text: file.text }] },
      (error: unknown) =>
        sayNotice(`That did not work: ${error instanceof Error ? error.message : String(error)}`, [], 'bad'),
    )
    // A prompt shows what was typed; elsewhere the question has to be repeated to make sense of the answer.
    const echo = settings.prompt === undefined ? askedLine(channel, `/${host.commandName} ${text}`, look()) : ''
    await write(`${echo}\n${renderTerminal(fitNotice(notice, terminalRoom), look())}\n`)
    shownThread = undefined
  }

  /**
   * `follow #3`, also with `off`, is asked of the post that is shown by that number, as if it were said in its thread.
   * In `unsubscribe #3` the number is that of a subscription.
   */
  function aboutNumbered(text: string): { readonly input: { readonly text: string }; readonly about?: string } {
    const [, words = '', number, off = ''] = /^(\S+(?: off)?) #(\d{1,9})( off)?$/iu.exec(text) ?? []
    const [name] = words.toLowerCase().split(' ')
    const command = host?.commands.find((one) => one.name === name)
    const isOfSeries = command?.options.some(({ suggests }) => suggests === 'series') !== false
    const about = isOfSeries ? posts.rootNumbered(Number(number)) : undefined
    return about === undefined ? { input: { text } } : { input: { text: words + off }, about }
  }

  /** Names the channel where it is another than the one above. */
  function heading(channel: ChannelId): string {
    if (channel === shownChannel) return ''
    shownChannel = channel
    shownThread = undefined
    return channelHeading(channel, look())
  }

  function look(): Look {
    const width = typeof settings.width === 'number' ? settings.width : settings.width()
    return { width: Math.min(Math.max(width, 40), 100), colour: settings.colour, nameOfPost }
  }

  function nameOfPost(deliveryId: string): string | undefined {
    const post = posts.known(deliveryId)
    return post === undefined ? undefined : `#${post.number}`
  }

  async function write(text: string): Promise<void> {
    if (settings.out.destroyed || settings.out.writableEnded) throw closed()
    if (input === undefined) settings.out.write(text)
    else input.print(text)
    if (settings.out.writableNeedDrain) await drained(settings.out)
  }
}

/** Waits until a slow reader took what was written; a reader that went away is told by an error. */
function drained(out: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    out.once('drain', done)
    out.once('close', gone)
    out.once('error', gone)
    function done(): void {
      forget()
      resolve()
    }
    function gone(): void {
      forget()
      reject(closed())
    }
    function forget(): void {
      out.off('drain', done).off('close', gone).off('error', gone)
    }
  })
}

function closed(): PermanentError {
  return new PermanentError('nobody reads the output any more', { scope: 'installation', reason: 'output_closed' })
}

/** Whoever sits at the terminal runs the bot. */
function rights(): Promise<Rights> {
  return Promise.resolve({ admin: true, creator: true, operator: true })
}
