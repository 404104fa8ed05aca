import { readFileSync, writeFileSync } from 'node:fs'
import { formatMail, type SampleMail } from './mail.ts'
import { armStories } from './stories/arm.ts'
import { letters } from './stories/letters.ts'
import { otherArchStories } from './stories/other-archs.ts'
import { otherTreeStories } from './stories/other-trees.ts'
import { s390Stories } from './stories/s390.ts'
import { genericStories } from './stories/generic.ts'
import { x86Stories } from './stories/x86.ts'
import { x86GuestStories } from './stories/x86-guest.ts'
import { tellLetter, tellStory } from './tell.ts'

/** Where the week is kept; `npm run sample` writes it anew. */
export const sampleFile = new URL('kvm-week.mbox', import.meta.url)

const stories = [
  ...x86Stories,
  ...x86GuestStories,
  ...armStories,
  ...s390Stories,
  ...otherArchStories,
  ...genericStories,
  ...otherTreeStories,
]

/** The mails of the week in order of arrival. */
export function sampleMails(): readonly SampleMail[] {
  const heads = new Map<string, string>()
  const mails: SampleMail[] = []
  for (const story of stories) {
    const version = story.version ?? 1
    const told = tellStory(story, heads.get(`${story.name} v${version - 1}`))
    heads.set(`${story.name} v${version}`, told.head)
    mails.push(...told.mails)
  }
  mails.push(...letters.flatMap(tellLetter))
  return mails.sort((a, b) => a.receivedAt - b.receivedAt || (a.messageId < b.messageId ? -1 : 1))
}

/** The whole mbox file. */
export function sampleMbox(): Uint8Array {
  return Buffer.concat(sampleMails().map(formatMail))
}

if (process.argv[1] === import.meta.filename) {
  const bytes = sampleMbox()
  const same = Buffer.compare(bytes, before()) === 0
  writeFileSync(sampleFile, bytes)
  process.stderr.write(`${sampleMails().length} mails, ${bytes.length} bytes${same ? ', unchanged' : ''}\n`)
}

function before(): Uint8Array {
  try {
    return readFileSync(sampleFile)
  } catch {
    return new Uint8Array()
  }
}
