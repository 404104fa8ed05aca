import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PermanentError, TemporaryError, UncertainError, type ChannelId, type ChatPlatform } from '#src/ports.ts'
import { testHost } from '#test/contracts/test-host.ts'
import { hostileTexts, replyNotice, rootNotice } from '#test/contracts/notices.ts'

/* What every chat platform must do, whatever it is made of. */

/** A post as its readers have it before them. */
export interface Post {
  readonly id: string
  /** Id of the root whose thread it stands in. */
  readonly thread: string | undefined
  readonly text: string
  /** Mentions, previews and formatting that are alive in it. */
  readonly alive: readonly string[]
  readonly links: readonly string[]
  readonly edits: number
}

export interface Asked {
  readonly answers: readonly { readonly to: 'asker' | 'channel'; readonly text: string }[]
}

type Trouble = 'answer lost' | 'failed after accepting' | 'told to wait'

/** One platform with whatever stands in for its vendor. */
export interface PlatformRig {
  readonly platform: ChatPlatform
  /** A channel where the bot may post, new at each call. */
  newChannel(): Promise<ChannelId>
  /** A channel where it may not. */
  closedChannel?(): Promise<ChannelId>
  posts(channel: ChannelId): Promise<readonly Post[]>
  /** A person asks for the command; `rest` is what follows its name. */
  ask(channel: ChannelId, name: string, rest: string): Promise<Asked>
  /** The next call about this channel meets trouble. */
  trouble?(what: Trouble, channel: ChannelId): Promise<void>
  /** Requests that the vendor would have frowned upon. */
  violations(): Promise<readonly unknown[]>
  /** Ends the vendor; the platform has been stopped by then. */
  close(): Promise<void>
}

export type Ability = 'threads' | 'edits' | 'findSent' | 'troubles' | 'private answers' | 'closed channels'

export function chatPlatformContract(
  name: string,
  open: () => Promise<PlatformRig>,
  lacks: Partial<Readonly<Record<Ability, string>>> = {},
): void {
  describe(`${name} as a chat platform`, () => {
    const host = testHost()
    let rig: PlatformRig
    let deliveries = 0

    beforeAll(async () => {
      rig = await open()
      await rig.platform.start(host)
    }, 30_000)
    afterAll(async () => {
      await rig.platform.stop()
      await rig.close()
    }, 15_000)

    /** Unlike any other, and as long as the real ones. */
    function newId(): string {
      deliveries += 1
      return `${name}-${deliveries}-`.padEnd(40, 'abcdef0123456789')
    }

    async function onlyPost(channel: ChannelId): Promise<Post> {
      const posts = await rig.posts(channel)
      expect(posts).toHaveLength(1)
      return posts[0] as Post
    }

    test('posts a root with its title, facts and text', async () => {
      const channel = await rig.newChannel()
      const sent = await rig.platform.send(channel, rootNotice(), newId())
      const post = await onlyPost(channel)
      expect(post.thread).toBeUndefined()
      expect(sent.id).toBe(post.id)
      for (const words of ['KVM: arm64: Handle unplugged timers', 'Anna Example', '+12 −3', 'waits for them']) {
        expect(post.text).toContain(words)
      }
    })

    test('puts a reply into the thread of its root, also after a second root', async ({ skip }) => {
      skip(lacks['threads'] !== undefined, lacks['threads'])
      const channel = await rig.newChannel()
      const first = await rig.platform.send(channel, rootNotice('First series'), newId())
      const second = await rig.platform.send(channel, rootNotice('Second series'), newId())
      const reply = await rig.platform.send(channel, replyNotice(), newId(), first)
      // Vendors bear short bursts; the core keeps to the sustained rate, and so does this.
      await new Promise((resolve) => setTimeout(resolve, 1000 / rig.platform.limits.postsPerSecond))
      const again = await rig.platform.send(channel, replyNotice('One more thing'), newId(), first)
      const posts = await rig.posts(channel)
      expect(posts.find(({ id }) => id === reply.id)?.thread).toBe(first.id)
      expect(posts.find(({ id }) => id === again.id)?.thread).toBe(first.id)
      expect(posts.find(({ id }) => id === second.id)?.thread).toBeUndefined()
      expect(posts).toHaveLength(4)
    })

    test('edits the root in place', async ({ skip }) => {
      skip(lacks['edits'] !== undefined, lacks['edits'])
      const channel = await rig.newChannel()
      const id = newId()
      const sent = await rig.platform.send(channel, rootNotice(), id)
      await rig.platform.edit?.(sent, rootNotice('KVM: arm64: Applied', { tone: 'good' }), id)
      await rig.platform.edit?.(sent, rootNotice('KVM: arm64: Applied and merged', { tone: 'good' }), id)
      const post = await onlyPost(channel)
      expect(post.text).toContain('Applied and merged')
      expect(post.edits).toBe(2)
    })

    test('finds a post by its delivery, also after an edit and in a thread, and only that one', async ({ skip }) => {
      skip(lacks['findSent'] !== undefined, lacks['findSent'])
      const channel = await rig.newChannel()
      const since = Date.now() - 1000
      const [rootId, replyId, never] = [newId(), newId(), newId()]
      const root = await rig.platform.send(channel, rootNotice(), rootId)
      await rig.platform.edit?.(root, rootNotice('Edited since'), rootId)
      const reply = await rig.platform.send(channel, replyNotice(), replyId, root)
      expect(await rig.platform.findSent?.(channel, rootId, since)).toMatchObject({ id: root.id, url: root.url })
      expect(await rig.platform.findSent?.(channel, replyId, since, root)).toMatchObject({
        id: reply.id,
        url: reply.url,
      })
      expect(await rig.platform.findSent?.(channel, never, since)).toBeUndefined()
      expect(await rig.platform.findSent?.(channel, never, since, root)).toBeUndefined()
    })

    for (const trouble of ['answer lost', 'failed after accepting'] as const) {
      test(`an uncertain send (${trouble}) is settled without doubling`, async ({ skip }) => {
        skip(lacks['troubles'] !== undefined, lacks['troubles'])
        const channel = await rig.newChannel()
        const id = newId()
        const since = Date.now()
        await rig.trouble?.(trouble, channel)
        await expect(rig.platform.send(channel, rootNotice(), id)).rejects.toBeInstanceOf(UncertainError)
        const found = await rig.platform.findSent?.(channel, id, since)
        const post = await onlyPost(channel)
        expect(found?.id).toBe(post.id)
      })
    }

    test('told to wait, it says how long and has posted nothing', async ({ skip }) => {
      skip(lacks['troubles'] !== undefined, lacks['troubles'])
      const channel = await rig.newChannel()
      await rig.trouble?.('told to wait', channel)
      const refused = await rig.platform.send(channel, rootNotice(), newId()).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(TemporaryError)
      expect(refused).toMatchObject({ scope: 'channel' })
      expect((refused as TemporaryError).retryAfterMs).toBeGreaterThanOrEqual(3000)
      expect(await rig.posts(channel)).toHaveLength(0)
    })

    test('a channel that is closed to it is a permanent error of the channel, with a reason', async ({ skip }) => {
      skip(lacks['closed channels'] !== undefined, lacks['closed channels'])
      const channel = (await rig.closedChannel?.()) ?? ''
      const refused = await rig.platform.send(channel, rootNotice(), newId()).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(PermanentError)
      expect(refused).toMatchObject({ scope: 'channel' })
      expect((refused as PermanentError).reason).toMatch(/^\w+$/)
    })

    for (const text of hostileTexts) {
      test(`shows ${JSON.stringify(text)} as it stands, with nothing alive in it`, async () => {
        const channel = await rig.newChannel()
        await rig.platform.send(channel, everywhere(text), newId())
        const post = await onlyPost(channel)
        expect(post.alive).toEqual([])
        expect(post.links.filter((link) => !link.startsWith('https://lore.kernel.org/'))).toEqual([])
        for (const word of wordsOf(text)) expect(post.text).toContain(word)
      })
    }

    test('a notice larger than any post is cut, and says so', async () => {
      const channel = await rig.newChannel()
      const long = 'x86 and more '.repeat(2000)
      const items = Array.from({ length: 400 }, (_, index) => [{ text: `${index} ${'patch '.repeat(20)}` }])
      await rig.platform.send(
        channel,
        rootNotice(long, {
          fallback: long,
          blocks: [
            { is: 'text', spans: [{ text: long }] },
            { is: 'list', items },
          ],
        }),
        newId(),
      )
      const post = await onlyPost(channel)
      expect(post.text).toContain('…')
    })

    test('a question is answered to the one who asked', async () => {
      const channel = await rig.newChannel()
      const { answers } = await rig.ask(channel, 'top-contributors', 'since:30d')
      expect(answers.map(({ text }) => text).join()).toContain('Here is who wrote most')
      const request = host.asked.at(-1)
      expect(request).toMatchObject({ platform: rig.platform.name, channel })
      expect(request?.user.id).not.toBe('')
      expect(JSON.stringify(request?.input)).toMatch(/top-contributors.*30d/)
    })

    test('an answer to a question is seen by nobody else', async ({ skip }) => {
      skip(lacks['private answers'] !== undefined, lacks['private answers'])
      const channel = await rig.newChannel()
      const { answers } = await rig.ask(channel, 'top-contributors', 'since:30d')
      expect(answers.map(({ to }) => to)).toEqual(['asker'])
      expect(await rig.posts(channel)).toHaveLength(0)
    })

    test('a change of subscriptions is answered in the channel', async () => {
      const channel = await rig.newChannel()
      const { answers } = await rig.ask(channel, 'subscribe', 'arch:arm64')
      expect(answers.map(({ to }) => to)).toEqual(['channel'])
      expect(answers[0]?.text).toContain('Subscribed to arch:arm64')
      expect(JSON.stringify(host.asked.at(-1)?.input)).toMatch(/subscribe.*arch:arm64/)
    })

    test('has broken no rule of its vendor', async () => {
      expect(await rig.violations()).toEqual([])
    })
  })
}

/** The same text wherever a mail's text can stand. */
function everywhere(text: string): ReturnType<typeof rootNotice> {
  return rootNotice(text, {
    fallback: text,
    blocks: [
      { is: 'facts', spans: [{ text }, { text, style: 'bold' }] },
      { is: 'text', spans: [{ text }, { text: `\n${text}`, style: 'quote' }, { text, style: 'code' }] },
      {
        is: 'list',
        items: [[{ text: 'see ' }, { text, link: { url: 'https://lore.kernel.org/kvm/1@x/' } }], [{ text }]],
      },
      { is: 'table', head: ['Who', text], rows: [[{ text }, { text: '1' }]], right: [1] },
      { is: 'code', text },
    ],
    buttons: [],
  })
}

/** What a reader must find again: the words, without the marks that some platform has to write otherwise. */
function wordsOf(text: string): readonly string[] {
  return text.match(/[A-Za-z]{2,}/g) ?? []
}
