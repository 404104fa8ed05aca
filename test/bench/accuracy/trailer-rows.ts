import type { ListMail, Trailer } from '#src/patch/list-mail.ts'
import { gitReadings } from './git.ts'
import { patchesOf } from './corpus.ts'
import { tally, type Row } from './row.ts'

/** The trailers of commit messages. */
export const trailerRows: readonly Row[] = [
  {
    field: 'commit trailers',
    against: 'b4',
    floor: 99.5,
    measure(corpus) {
      const row = tally()
      for (const set of corpus.sets) {
        for (const [place, mail] of set.mails.entries()) {
          const b4 = set.truth[place]?.['b4'] as
            { commit_trailers?: readonly (readonly [string, string])[] } | undefined
          if (b4?.commit_trailers === undefined) continue
          row.compare(
            mail.messageId,
            mail.trailers.map(({ name, value }) => [name, value]),
            b4.commit_trailers,
          )
        }
      }
      return row.result()
    },
  },
  {
    field: 'commit trailers',
    against: 'git interpret-trailers',
    floor: 99.5,
    measure(corpus) {
      const row = tally()
      const git = gitReadings(corpus)
      for (const set of corpus.sets) {
        for (const mail of patchesOf(set)) {
          const theirs = git.get(mail.messageId)
          if (theirs !== undefined) row.compare(mail.messageId, withNotes(mail), theirs.trailers.map(plainPerson))
        }
      }
      return row.result()
    },
  },
]

/** With the `# …` that we keep apart, as it stood on the line. */
function withNotes(mail: ListMail): readonly string[] {
  return mail.trailers.map((trailer) => `${trailer.name}: ${trailer.value}${lineNote(trailer)}`)
}

function lineNote(trailer: Trailer): string {
  return trailer.note === undefined || trailer.note.startsWith('[') ? '' : ` ${trailer.note}`
}

/** As git prints it, but one blank where there are more, no quotes around a name, no brackets around a bare address. */
function plainPerson(line: string): string {
  return line
    .replace(/\s+/g, ' ')
    .replace(/^([^:]+: )"([^"]+)" </, '$1$2 <')
    .replace(/^((?:cc|[a-z-]+-by): )<([^<>]+)>/i, '$1$2')
}
