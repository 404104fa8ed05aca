import { seeded, type Chance } from '../../config/sample/random.ts'
import { calendar, type Calendar } from './traffic-calendar.ts'
import { letterBytes, type Letter } from './traffic-mail.ts'
import { answer, applied, question, robotReport } from './traffic-replies.ts'
import { newTopic, nextVersion, partsOf, type Topic } from './traffic-topics.ts'

/** One mail of the made-up list, as an archive holds it (no From_ line). `receivedAt` in milliseconds. */
export interface TrafficMail {
  readonly bytes: Uint8Array
  readonly receivedAt: number
}

type Plans = Calendar<() => Letter | undefined>

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const start = Date.UTC(2024, 0, 8)

/**
 * Mails of a made-up kernel list in order of arrival, some hundred a day: series of 1 to 30 parts with covers, up to four
 * versions, parts that never came, answers with quoted text and trailers (about half of all mail), robots, a few threads
 * of hundreds. The same seed gives the same bytes, and fewer mails are the beginning of more.
 */
export function* listTraffic({ seed, mails }: { seed: number; mails: number }): Generator<TrafficMail> {
  const chance = seeded(seed)
  const plans: Plans = calendar()
  startTopicAt(start, plans, chance)
  for (let sent = 0; sent < mails;) {
    const letter = plans.next()?.()
    if (letter === undefined) continue
    yield { bytes: letterBytes(letter, chance), receivedAt: letter.receivedAt }
    sent++
  }
}

/** One topic after the other, for ever. */
function startTopicAt(at: number, plans: Plans, chance: Chance): void {
  plans.add(at, () => {
    startTopicAt(at + chance.int(240) * minute + chance.int(60_000), plans, chance)
    if (chance.int(25) === 0) askAround(at, plans, chance)
    else send(newTopic(chance), undefined, at, plans, chance)
    return undefined
  })
}

/** Plans all mail of one version, and perhaps the next version. */
function send(topic: Topic, before: string | undefined, at: number, plans: Plans, chance: Chance): void {
  const parts = partsOf(topic, before, at, chance)
  const thread: Letter[] = []
  for (const part of parts) {
    plans.add(part.receivedAt, () => {
      thread.push(part)
      return part
    })
  }
  const last = parts.at(-1)?.receivedAt ?? at
  planAnswers(thread, answerCount(parts.length, chance), last, plans, chance)
  if (chance.int(30) === 0) planReply(last + chance.int(6 * hour), thread, robotReport, plans, chance)
  if (topic.version < 4 && chance.int(100) < 45) {
    const next = at + 2 * day + chance.int(12 * day)
    plans.add(next, () => {
      send(nextVersion(topic, chance), parts[0]?.messageId, next, plans, chance)
      return undefined
    })
  } else if (chance.int(3) === 0) planReply(last + day + chance.int(5 * day), thread, applied, plans, chance)
}

function askAround(at: number, plans: Plans, chance: Chance): void {
  const thread: Letter[] = []
  const letter = question(at, chance)
  plans.add(letter.receivedAt, () => {
    thread.push(letter)
    return letter
  })
  planAnswers(thread, chance.int(5), letter.receivedAt, plans, chance)
}

/** About as many as there are parts; once in a while the whole list joins in. */
function answerCount(parts: number, chance: Chance): number {
  if (chance.int(400) === 0) return 200 + chance.int(100)
  const most = Math.round(parts * 1.2) + 2
  return Math.min(chance.int(most + 1), 40)
}

function planAnswers(thread: Letter[], count: number, after: number, plans: Plans, chance: Chance): void {
  for (let index = 0; index < count; index++) {
    const lag = chance.int(3) === 0 ? chance.int(4 * day) : chance.int(14 * hour)
    planReply(after + minute + lag, thread, answer, plans, chance)
  }
}

type Reply = (thread: readonly Letter[], at: number, chance: Chance) => Letter | undefined

/** What is answered is chosen when the time has come, among what is there by then. */
function planReply(at: number, thread: Letter[], reply: Reply, plans: Plans, chance: Chance): void {
  plans.add(at, () => {
    const letter = reply(thread, at, chance)
    if (letter !== undefined) thread.push(letter)
    return letter
  })
}
