import { isRobot } from '#src/mail/is-robot.ts'
import { isLoose, windowKey, windowMs } from '#src/series/cluster-keys.ts'
import type { Part } from '#src/series/part.ts'
import { wordsOfName } from '#src/series/person.ts'
import { bySent, join, newSending, partsOf } from '#src/series/sending.ts'
import type { Sending, Tie } from '#src/series/sending.ts'

/**
 * Sorts parts into sendings. Ties in order of strength: the stem of the message ids, the mail answered, a thread in
 * common, and for parts without a thread, or a cover that got another id on its way, the time. Subjects must agree each time (`join`); a number that is taken
 * already starts a sending of its own, so that no later mail can replace a part. Last, what one person sent from two addresses.
 *
 * The result depends on the parts alone, not on their order. Linear but for sorting.
 */
export function groupParts(parts: readonly Part[]): Sending[] {
  const grouping = startGrouping([...parts].sort(bySent))
  joinSharing(grouping, 'same run', (part) => (part.stem === undefined ? [] : [part.stem.stem]))
  joinAnswers(grouping)
  joinThreads(grouping)
  joinWindows(grouping)
  joinLostCovers(grouping)
  // Only now is it known which of the old ones are one.
  joinSharing(grouping, 'same thread', (part) => olderSending(grouping, part))
  joinOtherAddresses(grouping)
  return [...new Set(grouping.sendingOf.values())]
}

interface Grouping {
  /** Those that have a counter. */
  readonly parts: readonly Part[]
  readonly lone: readonly Part[]
  readonly byId: ReadonlyMap<string, Part>
  /** The sending that each part is in now. */
  readonly sendingOf: Map<Part, Sending>
}

/** So many sendings under one key are looked at; more is somebody's flood. */
const mostRivals = 16

/** First round: parts that share a run or the mail they answer, split where a number comes twice. */
function startGrouping(parts: readonly Part[]): Grouping {
  const sendingOf = new Map<Part, Sending>()
  const byAnchor = new Map<string, Sending[]>()
  for (const part of parts) {
    const anchor = [part.sender, part.version, part.total, part.isResend, anchorOf(part)].join('|')
    const rivals = part.isLone ? [] : (byAnchor.get(anchor) ?? [])
    // Of several postings under one anchor the newest that lacks this number is the one being sent.
    const home = rivals.slice(-mostRivals).findLast((sending) => !sending.slots.has(part.number))
    const sending = home ?? newSending(part)
    sending.slots.set(part.number, part)
    sendingOf.set(part, sending)
    if (home === undefined && rivals.push(sending) === 1) byAnchor.set(anchor, rivals)
  }
  const social = parts.filter((part) => !part.isLone)
  return {
    parts: social,
    lone: parts.filter((part) => part.isLone),
    byId: new Map(social.map((part) => [part.id, part])),
    sendingOf,
  }
}

function anchorOf(part: Part): string {
  if (part.stem !== undefined) return `stem ${part.stem.stem}`
  return part.number === 0 ? part.id : (part.ancestry[0] ?? part.id)
}

/**
 * A part answers the cover or an earlier part of its own series. The patches of a chain are put together first: only its first
 * one answers the cover, from which all of them have a label that they do not repeat.
 */
function joinAnswers(grouping: Grouping): void {
  const answered = (part: Part): Part | undefined => grouping.byId.get(part.ancestry[0] ?? '')
  for (const part of grouping.parts) {
    const before = answered(part)
    if (before !== undefined && before.number > 0 && before.number < part.number) {
      tie(grouping, before, part, 'answers part')
    }
  }
  for (const part of grouping.parts) {
    const cover = answered(part)
    if (cover?.number === 0 && part.number > 0) tie(grouping, cover, part, 'answers cover')
  }
  // `[PATCH v5]` in answer to `[PATCH v5 0/1]`.
  for (const part of grouping.lone) {
    const cover = answered(part)
    if (cover?.number === 0 && cover.total === 1) tie(grouping, cover, part, 'answers cover')
  }
}

/** Parts answer the same mail, or mails that are not here stand between them and their head. */
function joinThreads(grouping: Grouping): void {
  joinSharing(grouping, 'same thread', (part) => part.ancestry.slice(0, 1))
  for (const part of grouping.parts) {
    if (part.ancestry.length === 0 || grouping.byId.has(part.ancestry[0] ?? '')) continue
    const known = grouping.byId.get(part.ancestry.find((id) => grouping.byId.has(id)) ?? '')
    if (known !== undefined && known.number < part.number) tie(grouping, known, part, 'same thread')
  }
  joinSharing(grouping, 'same thread', (part) => unknownAncestors(part, grouping.byId))
}

/** Each part of a new version may answer its own old one: then the sending that they answer is what they have in common. */
function olderSending(grouping: Grouping, part: Part): readonly string[] {
  const answered = grouping.byId.get(part.ancestry[0] ?? '')
  if (answered === undefined || answered.version === part.version) return []
  const [first] = partsOf(homeOf(grouping, answered))
  return first === undefined ? [] : [first.id]
}

/** Of a chain whose head is not here (`--thread=deep`): the ids before the first one that is known. */
function unknownAncestors(part: Part, byId: ReadonlyMap<string, Part>): readonly string[] {
  const known = part.ancestry.findIndex((id) => byId.has(id))
  return known < 0 ? part.ancestry : part.ancestry.slice(0, known)
}

function joinWindows(grouping: Grouping): void {
  const threaded = new Set(grouping.parts.filter((part) => !isLoose(part)).map((part) => homeOf(grouping, part)))
  const loose = grouping.parts.filter((part) => !threaded.has(homeOf(grouping, part)))
  for (const parts of Map.groupBy(loose, windowKey).values()) {
    for (const [at, part] of parts.entries()) {
      const before = parts[at - 1]
      if (before === undefined || part.time - before.time > windowMs) continue
      if (!areRivalRuns(before, part)) tie(grouping, before, part, 'same time')
    }
  }
}

/**
 * Some relays give a mail a new id, so that the patches answer a cover that nobody has. It is theirs where it stands alone,
 * they lack one, all is labelled alike, and within the time there is no other choice.
 */
function joinLostCovers(grouping: Grouping): void {
  const covers = grouping.parts.filter((part) => part.number === 0 && homeOf(grouping, part).slots.size === 1)
  if (covers.length === 0) return
  const firsts = grouping.parts.filter((part) => part.number === 1 && !homeOf(grouping, part).slots.has(0))
  const byLabel = Map.groupBy(firsts, windowKey)
  for (const [label, alike] of Map.groupBy(covers, windowKey)) {
    for (const cover of alike) {
      const near = (byLabel.get(label) ?? []).filter((first) => mayHaveLost(first, cover))
      const [first] = near
      if (first === undefined || near.length > 1) continue
      if (alike.some((other) => other !== cover && mayHaveLost(first, other))) continue
      tie(grouping, cover, first, 'same time')
    }
  }
}

function mayHaveLost(first: Part, cover: Part): boolean {
  return Math.abs(first.time - cover.time) <= windowMs && !areRivalRuns(cover, first)
}

/**
 * A cover written in a mail program, and its patches sent from another address of the same person. Since anybody can take a
 * name, it must stand alone in the end, all be labelled alike, and no other patches answer it so.
 */
function joinOtherAddresses(grouping: Grouping): void {
  const covers = grouping.parts.filter((part) => part.number === 0 && homeOf(grouping, part).slots.size === 1)
  const byId = new Map(covers.map((cover) => [cover.id, cover]))
  const answers = new Map<Part, Map<Sending, Part>>()
  for (const part of grouping.parts) {
    const home = homeOf(grouping, part)
    const cover = home.slots.has(0) ? undefined : byId.get(part.ancestry[0] ?? '')
    if (cover === undefined || cover.sender === part.sender || !isSamePersons(cover, part)) continue
    const homes = answers.get(cover)
    if (homes === undefined) answers.set(cover, new Map([[home, part]]))
    else homes.set(home, part)
  }
  for (const [cover, homes] of answers) {
    const [part, another] = homes.values()
    if (part !== undefined && another === undefined) tie(grouping, cover, part, 'same name')
  }
}

/** The same full name, of a person, and the same label. */
function isSamePersons(cover: Part, part: Part): boolean {
  const [one, other] = [cover.mail.from, part.mail.from].map(({ name }) => wordsOfName(name))
  if (one !== other || !one?.includes(' ') || isRobot(cover.mail.from) || isRobot(part.mail.from)) return false
  return cover.version === part.version && cover.total === part.total && cover.isResend === part.isResend
}

/** Ids that count through two runs of a mailer: two sendings, however close. A script that mails one by one counts nothing. */
function areRivalRuns({ stem: one }: Part, { stem: other }: Part): boolean {
  if (one === undefined || other === undefined || one.stem === other.stem) return false
  return (one.serial ?? 0) > 1 && (other.serial ?? 0) > 1
}

function joinSharing(grouping: Grouping, how: Tie, keysOf: (part: Part) => readonly string[]): void {
  const sharing = new Map<string, Part[]>()
  for (const part of grouping.parts) {
    for (const key of keysOf(part)) {
      const others = sharing.get(key)
      if (others === undefined) sharing.set(key, [part])
      else if (!others.some((other) => tie(grouping, other, part, how)) && others.length < mostRivals) others.push(part)
    }
  }
}

function homeOf(grouping: Grouping, part: Part): Sending {
  const sending = grouping.sendingOf.get(part)
  if (sending === undefined) throw new Error('every part was given a sending in the first round')
  return sending
}

/** True where both are in one sending afterwards. */
function tie(grouping: Grouping, one: Part, other: Part, how: Tie): boolean {
  const [home, guest] = [homeOf(grouping, one), homeOf(grouping, other)]
  if (home === guest) return true
  const [bigger, smaller] = home.slots.size >= guest.slots.size ? [home, guest] : [guest, home]
  const moving = [...smaller.slots.values()]
  if (!join(bigger, smaller, how)) return false
  for (const part of moving) grouping.sendingOf.set(part, bigger)
  return true
}
