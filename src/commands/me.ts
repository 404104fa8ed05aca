import { refused, toAsker, typed, undoSpans } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import { confirmEmail } from '#src/commands/confirm-email.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { readEmail } from '#src/commands/read-email.ts'
import { counted } from '#src/lib/count.ts'
import { emailKey } from '#src/mail/address.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Block, Span } from '#src/notice/notice.ts'
import type { Answer } from '#src/ports.ts'
import type { Who } from '#src/storage/personal.ts'

const mostEmails = 10

export const me: Command = {
  name: 'me',
  summary: 'Your mail addresses, for direct messages about your series; and whether you want any',
  examples: ['me jane@example.org', 'me remove jane@example.org', 'me quiet on', 'me'],
  options: [
    {
      name: 'what',
      summary: 'EMAIL …, remove EMAIL, quiet on or off; for administrators: confirm [USER EMAIL]',
      required: false,
      positional: true,
      type: 'text',
    },
  ],
  changes: false,
  personal: true,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const who = { platform: asked.platform, userId: asked.user.id }
  const words = (options['what'] ?? '').split(/[\s,]+/u).filter((word) => word !== '')
  const [first, ...rest] = words
  switch (first?.toLowerCase()) {
    case undefined:
      return show(who, context)
    case 'remove':
      return remove(rest, who, context)
    case 'quiet':
      return quiet(rest, who, context)
    case 'confirm':
      return confirmEmail(rest, asked, context)
    default:
      return link(words, asked, context)
  }
}

async function show(who: Who, context: CommandContext): Promise<Answer> {
  const { emails, quietBecause } = await context.storage.person(who)
  const quietWords: Span[] =
    quietBecause === undefined
      ? [{ text: 'No direct messages at all: ' }, typed(context, 'me quiet on')]
      : [
          {
            text:
              quietBecause === 'asked'
                ? 'You get no direct messages, as you asked. On again: '
                : `Direct messages to you cannot be delivered (${quietBecause}). Try again: `,
          },
          typed(context, 'me quiet off'),
        ]
  if (emails.length === 0) {
    const spans = [{ text: 'Link one to hear of replies to your series: ' }, typed(context, 'me EMAIL')]
    return toAsker(
      sayNotice('I know no mail address of yours.', [
        { is: 'text', spans },
        ...(quietBecause === undefined ? [] : [{ is: 'text', spans: quietWords } as const]),
      ]),
    )
  }
  const items = emails.map(({ email, confirmed }): readonly Span[] => [
    { text: email, style: 'bold' },
    { text: `${confirmed ? '' : ' (an administrator has to agree)'} · end: ` },
    typed(context, `me remove ${email}`),
  ])
  const hears = quietBecause === undefined && emails.every(({ confirmed }) => confirmed)
  const count = counted(emails.length, 'address', 'addresses')
  const sentence = hears ? `You get direct messages about series from ${count}:` : `I know ${count} of yours:`
  return toAsker(
    sayNotice(sentence, [
      { is: 'list', items },
      { is: 'text', spans: quietWords },
    ]),
  )
}

async function link(words: readonly string[], asked: Asked, context: CommandContext): Promise<Answer> {
  const who = { platform: asked.platform, userId: asked.user.id }
  const emails = words.map((word) => ({ word, email: readEmail(word) }))
  const wrong = emails.find(({ email }) => email === undefined)
  if (wrong !== undefined)
    return refused(`this is no mail address: ${wrong.word}`, [
      { text: 'For example: ' },
      typed(context, 'me jane@example.org'),
    ])
  const { emails: before } = await context.storage.person(who)
  const wanted = emails.flatMap(({ email }) => email ?? [])
  const keys = new Set(wanted.map(emailKey))
  if (keys.union(new Set(before.map(({ email }) => emailKey(email)))).size > mostEmails)
    return refused(`${mostEmails} addresses of one person are the most`)
  const confirmed = context.confirm !== 'admin'
  for (const email of wanted)
    await context.storage.linkEmail(who, { email, confirmed, name: asked.user.name }, context.now())
  const { emails: after, quietBecause } = await context.storage.person(who)
  const waits = after.some(({ email, confirmed: isSure }) => !isSure && keys.has(emailKey(email)))
  const list = wanted.join(', ')
  const blocks: Block[] = [{ is: 'text', spans: undoSpans(context, `me remove ${wanted.join(' ')}`) }]
  if (waits) {
    const spans = [
      { text: 'An administrator says: ' },
      typed(context, `me confirm ${asked.user.id} ${wanted[0] ?? ''}`),
    ]
    return toAsker(
      sayNotice(`${list} ${wanted.length > 1 ? 'wait' : 'waits'} for an administrator to agree.`, [
        { is: 'text', spans },
        ...blocks,
      ]),
    )
  }
  if (quietBecause !== undefined) {
    blocks.push({ is: 'text', spans: [{ text: 'Direct messages are off. On: ' }, typed(context, 'me quiet off')] })
  }
  const sentence = `${list} is yours: you get a direct message when somebody answers your series or applies it.`
  return toAsker(sayNotice(wanted.length > 1 ? sentence.replace(' is yours', ' are yours') : sentence, blocks, 'good'))
}

async function remove(words: readonly string[], who: Who, context: CommandContext): Promise<Answer> {
  const { emails } = await context.storage.person(who)
  const known = emails.map(({ email }) => email)
  if (words.length === 0)
    return refused('say which address', [{ text: known.length === 0 ? 'I know none of yours.' : known.join(', ') }])
  const removed: string[] = []
  for (const word of words) {
    const email = readEmail(word)
    if (email !== undefined && (await context.storage.unlinkEmail(who, email))) removed.push(email)
  }
  if (removed.length === 0) {
    const advice = known.length === 0 ? 'I know no address of yours.' : `Yours: ${known.join(', ')}`
    return refused(`no address of yours is ${words.join(' ')}`, [{ text: advice }])
  }
  const undo: Block = { is: 'text', spans: undoSpans(context, `me ${removed.join(' ')}`) }
  return toAsker(sayNotice(`No direct messages about series from ${removed.join(', ')} any more.`, [undo]))
}

async function quiet([written]: readonly string[], who: Who, context: CommandContext): Promise<Answer> {
  const word = written?.toLowerCase()
  if (word === undefined) return show(who, context)
  if (word !== 'on' && word !== 'off')
    return refused(`quiet is on or off, not ${written}`, [
      typed(context, 'me quiet on'),
      { text: ' stops all direct messages to you.' },
    ])
  await context.storage.setQuiet(who, word === 'on' ? 'asked' : undefined)
  const sentence =
    word === 'on'
      ? 'You get no direct messages any more. What you follow is kept.'
      : 'You get direct messages about what you follow and your own series.'
  const undo: Block = { is: 'text', spans: undoSpans(context, `me quiet ${word === 'on' ? 'off' : 'on'}`) }
  return toAsker(sayNotice(sentence, [undo]))
}
