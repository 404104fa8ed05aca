import { PassThrough } from 'node:stream'
import { terminalPlatform } from '#adapters/terminal/terminal-platform.ts'
import {
  chatPlatformContract,
  type Asked,
  type PlatformRig,
  type Post,
} from '#test/contracts/chat-platform.contract.ts'
import { readScreen } from '#test/terminal/read-screen.ts'

const lacks = {
  findSent: 'paper cannot be asked what stands on it',
  troubles: 'there is no vendor between us and the reader',
  'private answers': 'everybody before a terminal reads the same screen',
  'closed channels': 'a terminal has no channels that could be closed',
}

chatPlatformContract('a terminal without colours', () => openTerminal(false), lacks)
chatPlatformContract('a terminal with colours', () => openTerminal(true), lacks)

function openTerminal(colour: boolean): Promise<PlatformRig> {
  const out = new PassThrough()
  const typed = new PassThrough()
  let screen = ''
  out.setEncoding('utf8').on('data', (text: string) => {
    screen += text
  })
  const platform = terminalPlatform({ out, in: typed, colour, width: 100 })
  let channels = 0
  /** References by what a reader sees of them: number and title. */
  const references = new Map<string, string>()
  const referenceOf = (shown: string): string => references.get(shown) ?? shown
  return Promise.resolve({
    platform: {
      ...platform,
      async send(...post: Parameters<typeof platform.send>) {
        const sent = await platform.send(...post)
        references.set(sent.id.replace(/@\S+/u, ''), sent.id)
        return sent
      },
    },
    newChannel: () => Promise.resolve(`room-${(channels += 1)}`),
    posts: (channel: string): Promise<readonly Post[]> =>
      Promise.resolve(
        readScreen(screen)
          .posts.filter((post) => post.channel === channel)
          .map((post) => ({
            ...post,
            id: referenceOf(post.id),
            thread: post.thread === undefined ? undefined : referenceOf(post.thread),
          })),
      ),
    async ask(channel: string, name: string, rest: string): Promise<Asked> {
      const before = readScreen(screen).answers.length
      typed.write(`#${channel} /kvm ${name} ${rest}\n`)
      for (let turn = 0; turn < 1000 && readScreen(screen).answers.length === before; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve))
      }
      const answers = readScreen(screen).answers.slice(before)
      return { answers: answers.map((text) => ({ to: 'channel', text })) }
    },
    violations: () => Promise.resolve(readScreen(screen).strays),
    close: () => Promise.resolve(),
  })
}
