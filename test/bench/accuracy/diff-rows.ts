import type { ListMail } from '#src/patch/list-mail.ts'
import { patchesOf } from './corpus.ts'
import { gitReadings } from './git.ts'
import { tally, type Row } from './row.ts'

/** What a diff does, beside git's own readers. */
export const diffRows: readonly Row[] = [
  {
    field: 'files, added, removed',
    against: 'git apply --numstat',
    floor: 100,
    measure(corpus) {
      const row = tally()
      const git = gitReadings(corpus)
      for (const set of corpus.sets) {
        for (const mail of set.mails) {
          const theirs = git.get(mail.messageId)?.numstat
          if (theirs !== undefined && theirs.length > 0) row.compare(mail.messageId, numstatOf(mail), theirs)
        }
      }
      return row.result()
    },
  },
  {
    field: 'files, added, removed',
    against: 'consensus of git and b4',
    floor: 100,
    measure(corpus) {
      const row = tally()
      for (const set of corpus.sets) {
        for (const [place, mail] of set.mails.entries()) {
          const theirs = set.consensus[place]
          if (theirs?.['files'] === undefined) continue
          row.compare(
            mail.messageId,
            [mail.files.length, mail.added, mail.removed],
            [theirs['files'], theirs['ins'], theirs['del']],
          )
        }
      }
      return row.result()
    },
  },
  {
    field: 'fingerprint partition',
    against: 'git patch-id --stable',
    floor: 100,
    measure(corpus) {
      const row = tally()
      const git = gitReadings(corpus)
      const ourFirst = new Map<string, string>()
      const theirFirst = new Map<string, string>()
      for (const set of corpus.sets) {
        for (const mail of patchesOf(set)) {
          const reading = git.get(mail.messageId)
          const theirs = reading?.patchId
          // Equal partitions: each mail's class has the same first member on both sides.
          row.compare(mail.messageId, firstOf(ourFirst, mail.fingerprint, mail), firstOf(theirFirst, theirs, mail))
        }
      }
      return row.result()
    },
  },
  {
    field: 'fingerprint itself',
    against: 'git patch-id --stable',
    floor: 100,
    measure(corpus) {
      const row = tally()
      const git = gitReadings(corpus)
      for (const set of corpus.sets) {
        for (const mail of set.mails) {
          const theirs = git.get(mail.messageId)
          if (theirs?.numstat === undefined && mail.kind !== 'patch') continue
          row.compare(mail.messageId, mail.fingerprint, theirs?.patchId)
        }
      }
      return row.result()
    },
  },
]

function numstatOf(mail: ListMail): readonly (readonly [string, string, string])[] {
  return mail.files.map((file) => [String(file.added ?? '-'), String(file.removed ?? '-'), file.path])
}

function firstOf(classes: Map<string, string>, id: string | undefined, mail: ListMail): string | undefined {
  if (id === undefined) return undefined
  const first = classes.get(id) ?? mail.messageId
  classes.set(id, first)
  return first
}
