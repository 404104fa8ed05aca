import { patchesOf } from './corpus.ts'
import { gitReadings } from './git.ts'
import { tally, type Row } from './row.ts'

/** Who wrote a patch, beside `git mailinfo`. */
export const authorRows: readonly Row[] = [
  {
    field: 'author name and address',
    against: 'git mailinfo',
    floor: 99.9,
    measure(corpus) {
      const row = tally()
      const git = gitReadings(corpus)
      for (const set of corpus.sets) {
        for (const mail of patchesOf(set)) {
          const theirs = git.get(mail.messageId)
          if (theirs === undefined) continue
          // git repeats the address where there is no name.
          const name = theirs.name === theirs.email ? '' : theirs.name
          row.compare(mail.messageId, [mail.author.name, mail.author.email], [name, theirs.email])
        }
      }
      return row.result()
    },
  },
  {
    field: 'author name and address',
    against: 'consensus of git and b4',
    floor: 99.9,
    measure(corpus) {
      const row = tally()
      for (const set of corpus.sets) {
        for (const [place, mail] of set.mails.entries()) {
          const theirs = set.consensus[place]?.['author'] as readonly [string, string] | undefined
          if (theirs === undefined) continue
          const name = theirs[0] === theirs[1] ? '' : theirs[0]
          row.compare(mail.messageId, [mail.author.name, mail.author.email], [name, theirs[1]])
        }
      }
      return row.result()
    },
  },
]
