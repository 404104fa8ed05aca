import type { Post } from '#test/contracts/chat-platform.contract.ts'

export interface Screen {
  readonly posts: readonly (Post & { readonly channel: string })[]
  readonly answers: readonly string[]
  /** Control characters beyond colours and links. */
  readonly strays: readonly string[]
}

const escape = '\u001b'
const links = new RegExp(`${escape}\\]8;;([^${escape}]*)${escape}\\\\`, 'gu')
const colours = new RegExp(`${escape}\\[(?:[1-3]|22|23|39|3[1-6])m`, 'gu')
const strayControls = /[\p{Cc}\p{Bidi_Control}]/gu

/** Reads a terminal's output as a person does: numbered roots, replies on their rail, edits, questions and answers. */
export function readScreen(output: string): Screen {
  const plain = output.replace(links, '').replace(colours, '')
  const strays = (plain.match(strayControls) ?? []).filter((control) => control !== '\n')
  const posts: { -readonly [Key in keyof Screen['posts'][number]]: Screen['posts'][number][Key] }[] = []
  const answers: string[] = []
  let channel = 'terminal'
  let thread: string | undefined
  let put: ((line: string) => void) | undefined
  // Links are told apart by where they stand, so lines are read with them.
  for (const raw of output.replace(colours, '').split('\n')) {
    const urls = [...raw.matchAll(links)].map(([, url = '']) => url).filter((url) => url !== '')
    const line = raw.replace(links, '')
    const alive = line.match(strayControls) ?? []
    const heading = /^── #(\S+) ─/u.exec(line)
    const root = /^#(\d+) (?!↳)(?:[●◐✔✖○] )?(.*)$/u.exec(line)
    const named = /^#(\d+) ↳/u.exec(line)
    const edited = /^✎ #(\d+) now (.*)$/u.exec(line)
    const asked = line.startsWith('› #')
    if (heading?.[1] !== undefined) {
      channel = heading[1]
      put = undefined
    } else if (root !== null) {
      thread = `${root[1]} ${root[2]}`
      begin(thread, undefined, line)
    } else if (named !== null) {
      thread = posts.find(({ id }) => id.startsWith(`${named[1]} `))?.id
      put = undefined
    } else if (line.startsWith('   ├─ ')) {
      const number = thread?.split(' ', 1)[0] ?? ''
      const count = posts.filter((post) => post.thread === thread).length + 1
      begin(`${number}.${count}`, thread, line)
    } else if (edited !== null) {
      const post = posts.find(({ id }) => id.startsWith(`${edited[1]} `))
      if (post !== undefined) Object.assign(post, { edits: post.edits + 1, text: `${post.text}\n${edited[2]}` })
      put = undefined
    } else if (asked) {
      const index = answers.push('') - 1
      put = (text) => {
        answers[index] = `${answers[index] ?? ''}${text}\n`
      }
    } else {
      put?.(line)
    }
    const last = posts.at(-1)
    if (last !== undefined) Object.assign(last, { links: [...last.links, ...urls], alive: [...last.alive, ...alive] })
  }
  return { posts, answers: answers.filter((text) => text.trim() !== ''), strays }

  function begin(id: string, inThread: string | undefined, line: string): void {
    const post = { id, thread: inThread, channel, text: line, alive: [] as string[], links: [] as string[], edits: 0 }
    posts.push(post)
    put = (text) => {
      post.text += `\n${text}`
    }
  }
}
