import { seeded, type Chance } from '../../../config/sample/random.ts'
import { readMessage } from '#src/mail/read-message.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import { letterBytes, type Letter } from '../traffic-mail.ts'
import { somebody } from '../traffic-people.ts'
import { newTopic, nextVersion, partsOf, type Topic } from '../traffic-topics.ts'

/** Mails of made-up topics with their versions, and for the head of each sending the head of the one before. */
export interface MadeLinks {
  readonly mails: readonly ListMail[]
  readonly previous: ReadonlyMap<string, string | undefined>
}

const day = 86_400_000
const start = Date.UTC(2024, 0, 8)

/**
 * Topics of one to four versions, weeks of each other. Besides what lists see every day: covers that are renamed,
 * versions sent in the old thread, versions that never came, and other people's series under the same title.
 */
export async function makeLinks(seed: number, topics: number): Promise<MadeLinks> {
  const chance = seeded(seed)
  const letters: Letter[] = []
  const previous = new Map<string, string | undefined>()
  for (let made = 0; made < topics; made++) {
    let topic = newTopic(chance)
    let at = start + chance.int(300) * day
    if (chance.int(6) === 0) send({ ...newTopic(chance), title: topic.title, by: somebody(chance) }, at - day)
    let before = send(topic, at)
    while (topic.version < 4 && chance.int(100) < 55) {
      topic = renamed(nextVersion(topic, chance), chance)
      at += (2 + chance.int(30)) * day
      if (chance.int(8) > 0) before = send(topic, at, before)
    }
  }
  const mails = letters.map(async (letter) =>
    readListMail(await readMessage(letterBytes(letter, chance)), letter.receivedAt),
  )
  return { mails: await Promise.all(mails), previous }

  function send(topic: Topic, at: number, before?: string): string {
    const parts = partsOf(topic, before, at, chance)
    const isInThread = before !== undefined && chance.int(6) === 0
    const sent = isInThread ? parts.map((part) => ({ ...part, references: [before, ...part.references] })) : parts
    letters.push(...sent)
    const head = sent[0]?.messageId ?? ''
    previous.set(head, before)
    return head
  }
}

/** One cover in six has another title than the version before; its patches keep theirs. */
function renamed(topic: Topic, chance: Chance): Topic {
  return topic.patches.length > 1 && chance.int(6) === 0 ? { ...topic, title: newTopic(chance).title } : topic
}
