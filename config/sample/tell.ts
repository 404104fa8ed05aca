import type { Address } from '#src/mail/message.ts'
import { diffstat, makeDiff, sumByPath, type FileDiff } from './diff.ts'
import { rfc5322Date, type SampleMail } from './mail.ts'
import { people, type Person } from './people.ts'
import { seeded, seedOf, type Chance } from './random.ts'
import type { LetterStory, PatchStory, ReplyStory, Story } from './story.ts'

/** Monday of the sample's week, 00:00 UTC. */
const weekStart = Date.UTC(2026, 10, 2)
const list: Address = { name: '', email: 'kvm@vger.kernel.org' }
const minute = 60_000
const hour = 60 * minute

interface Part {
  readonly number: number
  readonly mail: SampleMail
}

/** All mails of one sending and of the answers to it. `before` is the head of the version before, for its link. */
export function tellStory(story: Story, before: string | undefined): { head: string; mails: SampleMail[] } {
  const chance = seeded(seedOf(`${story.name} v${story.version ?? 1}`))
  const parts = partsOf(story, before, chance)
  const head = parts[0]?.mail.messageId ?? ''
  const here = parts.filter((part) => story.only?.includes(part.number) ?? true)
  const replies = repliesTo(story.replies ?? [], (to) => partNumbered(parts, to), momentOf(story.at), chance)
  return { head, mails: [...here.map((part) => part.mail), ...replies] }
}

/** A mail of its own with its answers. */
export function tellLetter(letter: LetterStory): SampleMail[] {
  const chance = seeded(seedOf(letter.name))
  const by = people[letter.by]
  const sentAt = momentOf(letter.at)
  const mail: SampleMail = {
    messageId: `${letter.name}.${chance.hex(12)}@${by.email.replace(/.*@/, '')}`,
    from: by,
    subject: letter.subject,
    to: [list],
    cc: [],
    sentAt,
    receivedAt: sentAt + 2000 + chance.int(9000),
    references: [],
    text: letter.text.trim() + '\n',
    mailer: letter.by === 'robot' ? 'lkp-mailer 1.4' : 'Mutt/2.2.13',
  }
  return [mail, ...repliesTo(letter.replies ?? [], () => mail, sentAt, chance)]
}

/** `Tue 14:05` in the sample's week, as milliseconds since the epoch. */
function momentOf(at: string): number {
  const [day = '', time = ''] = at.split(' ')
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(day)
  if (days < 0) throw new Error(`no such day: ${at}`)
  return weekStart + days * 24 * hour + hours * hour + minutes * minute
}

function partsOf(story: Story, before: string | undefined, chance: Chance): Part[] {
  const by = people[story.by]
  const start = momentOf(story.at)
  const idOf = idsOf(story, chance)
  const ids = {
    baseCommit: chance.hex(40),
    changeId: `${dateStamp(start)}-${story.name}-${seeded(seedOf(story.name)).hex(12)}`,
  }
  const diffs = story.patches.map((patch) => diffsOf(patch, chance))
  const hasCover = story.cover ?? story.patches.length > 1
  const coverId = hasCover ? idOf(0) : undefined
  const numbers = [...(hasCover ? [0] : []), ...story.patches.map((_, place) => story.numbers?.[place] ?? place + 1)]
  return numbers.map((number, place) => {
    const patchPlace = place - (hasCover ? 1 : 0)
    const patch = story.patches[patchPlace]
    const text = patch
      ? patchText(story, patch, diffs[patchPlace] ?? [], hasCover ? undefined : before, ids)
      : coverText(story, diffs.flat(), before, ids)
    const sentAt = start + place * 1000
    const receivedAt = sentAt + 1500 + chance.int(900) + (story.delayed?.[number] ?? 0) * minute
    const first = hasCover ? coverId : idOf(numbers[0] ?? 1)
    const mail: SampleMail = {
      messageId: idOf(number),
      from: senderOf(story),
      subject: `[${prefixOf(story, number)}] ${patch?.title ?? story.title}`,
      to: [list],
      cc: ccOf(story, chance),
      sentAt,
      receivedAt,
      references: place === 0 || first === undefined ? [] : [first],
      text,
      encoding: story.encoding,
      headers: story.relay ? relayHeaders(story, by) : {},
      mailer: story.ids === 'b4' ? 'b4 0.16.2' : 'git-send-email 2.51.0',
    }
    return { number, mail }
  })
}

function prefixOf(story: Story, number: number): string {
  const total = story.total ?? story.patches.length
  const words = [
    ...(story.tree ? [story.tree] : []),
    ...(story.tags ?? []),
    'PATCH',
    ...(story.treeAfter ? [story.treeAfter] : []),
    ...(story.version && story.version > 1 ? [`v${story.version}`] : []),
  ]
  if (total > 1 || story.cover) {
    const width = String(total).length
    words.push(`${String(number).padStart(width, '0')}/${total}`)
  }
  return words.join(' ')
}

function idsOf(story: Story, chance: Chance): (number: number) => string {
  const sender = people[story.sentBy ?? story.by]
  const stamp = dateStamp(momentOf(story.at))
  const time = story.at.replace(/\D/g, '')
  if (story.ids === 'b4') {
    const random = chance.hex(12)
    return (number) =>
      `${stamp}-${story.name}-v${story.version ?? 1}-${number}-${random}@${sender.email.replace(/.*@/, '')}`
  }
  const process = 1000 + chance.int(600_000)
  const first = story.cover === false || story.patches.length === 1 ? 0 : 1
  return (number) => `${stamp}${time}12.${process}-${number + first}-${sender.email}`
}

function coverText(story: Story, files: readonly FileDiff[], before: string | undefined, ids: Ids): string {
  const sum = sumByPath(files)
  const patches = story.patches.map((patch) => `  ${patch.title}`)
  const lines = [
    story.about?.trim() ?? '',
    ...(story.changes ? ['', changelog(story, before)] : []),
    '',
    ...(story.ids === 'b4' ? [`Signed-off-by: ${personLine(story.by)}`, '---'] : []),
    `${personName(story.by)} (${story.patches.length}):`,
    ...patches,
    '',
    diffstat(sum).trimEnd(),
    ...(story.ids === 'b4'
      ? ['---', `base-commit: ${ids.baseCommit}`, `change-id: ${ids.changeId}`, '', 'Best regards,']
      : ['', '', `base-commit: ${ids.baseCommit}`]),
  ]
  return lines.join('\n') + `\n-- \n${story.ids === 'b4' ? personLine(story.by) : '2.51.0'}\n\n`
}

interface Ids {
  readonly baseCommit: string
  readonly changeId: string
}

function patchText(
  story: Story,
  patch: PatchStory,
  files: readonly FileDiff[],
  before: string | undefined,
  ids: Ids,
): string {
  const single = story.patches.length === 1 && !story.cover
  const inBodyFrom = story.sentBy || story.relay ? [`From: ${personLine(story.by)}`, ''] : []
  const sentBy = story.sentBy ? [`Signed-off-by: ${personLine(story.sentBy)}`] : []
  const message = [...inBodyFrom, patch.why.trim(), '']
  const trailers = [...(patch.trailers ?? []), `Signed-off-by: ${personLine(story.by)}`, ...sentBy]
  const notes = single && story.changes ? [changelog(story, before), ''] : []
  const body = [...message, ...trailers, '---', ...notes, diffstat(files).trimEnd(), '']
  const end = single && story.baseCommit ? `\nbase-commit: ${ids.baseCommit}\n` : ''
  return `${body.join('\n')}\n${files.map((file) => file.text).join('')}${end}-- \n2.51.0\n\n`
}

function changelog(story: Story, before: string | undefined): string {
  const link = before ? [`- Link to v${(story.version ?? 2) - 1}: https://lore.kernel.org/r/${before}`] : []
  return [
    `Changes since v${(story.version ?? 2) - 1}:`,
    ...(story.changes ?? []).map((line) => `- ${line}`),
    ...link,
  ].join('\n')
}

function diffsOf(patch: PatchStory, chance: Chance): FileDiff[] {
  return patch.files.map((path, place) =>
    makeDiff(
      path,
      patch.size ?? 1,
      {
        created: patch.created?.includes(path) ?? false,
        ...(place === 0 && patch.renamedFrom ? { renamedFrom: patch.renamedFrom } : {}),
      },
      chance,
    ),
  )
}

function senderOf(story: Story): Address {
  const person = people[story.sentBy ?? story.by]
  if (story.relay === 'list') return { name: `${person.name} via kvm`, email: list.email }
  if (story.relay !== 'b4') return person
  return { name: `${person.name} via B4 Relay`, email: `devnull+${person.email.replace('@', '.')}@kernel.org` }
}

function relayHeaders(story: Story, by: Address): Readonly<Record<string, string>> {
  if (story.relay === 'list') return { 'Reply-To': `${by.name} <${by.email}>` }
  return { 'X-Original-From': `${by.name} <${by.email}>`, 'Reply-To': by.email }
}

function ccOf(story: Story, chance: Chance): Address[] {
  const others: Address[] = Object.values(people).filter(
    (person) => person !== people[story.by] && person !== people.robot,
  )
  return [...new Set([chance.pick(others), chance.pick(others)])]
}

function repliesTo(
  replies: readonly ReplyStory[],
  partFor: (to: number) => SampleMail,
  start: number,
  chance: Chance,
): SampleMail[] {
  const sent: SampleMail[] = []
  for (const reply of replies) {
    const earlier = reply.toReply === undefined ? undefined : sent[reply.toReply]
    sent.push(replyTo(earlier ?? partFor(reply.to), reply, start, chance))
  }
  return sent
}

function replyTo(parent: SampleMail, reply: ReplyStory, start: number, chance: Chance): SampleMail {
  const by = people[reply.by]
  const sentAt = start + Math.round(reply.after * hour) + chance.int(55) * 1000
  const quote = reply.quotes === false ? '' : quoteOf(parent)
  const trailers = (reply.trailers ?? []).map((name) =>
    name.includes(':') ? name : `${name}: ${personLine(reply.by)}`,
  )
  const text = [quote + reply.says.trim(), trailers.join('\n')].filter((block) => block.trim() !== '').join('\n\n')
  return {
    messageId: `${chance.hex(8)}-${chance.hex(4)}.${chance.hex(6)}@${by.email.replace(/.*@/, '')}`,
    from: by,
    subject: parent.subject.startsWith('Re: ') ? parent.subject : `Re: ${parent.subject}`,
    to: [parent.from],
    cc: [list],
    sentAt,
    receivedAt: sentAt + 2000 + chance.int(20_000),
    references: [...parent.references, parent.messageId],
    text: `${text}\n`,
    mailer: 'Mutt/2.2.13',
  }
}

/** The first lines of what is answered, as people leave them; trailers too, which must not count as the answer's own. */
function quoteOf(parent: SampleMail): string {
  const lines = parent.text.split('\n')
  const end = lines.findIndex((line) => line === '---' || line === '-- ')
  const kept = lines.slice(0, end < 0 ? 8 : Math.min(end, 12))
  const quoted = kept.map((line) => (line === '' ? '>' : `> ${line}`)).join('\n')
  const name = parent.from.name || parent.from.email
  return `On ${rfc5322Date(parent.sentAt)}, ${name} wrote:\n${quoted}\n\n`
}

function partNumbered(parts: readonly Part[], number: number): SampleMail {
  const part = parts.find((candidate) => candidate.number === number) ?? parts[0]
  if (!part) throw new Error('a story without parts')
  return part.mail
}

function personName(person: Person): string {
  return people[person].name
}

function personLine(person: Person): string {
  return `${people[person].name} <${people[person].email}>`
}

function dateStamp(at: number): string {
  return new Date(at).toISOString().slice(0, 10).replaceAll('-', '')
}
