import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { epochMails } from '#adapters/public-inbox/epoch-mails.ts'
import { readMessage } from '#src/mail/read-message.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import { previousHeads, type Found } from './lineage-rows.ts'
import { tally, type Row, type Tally } from './row.ts'

/** A sending in the archive of a real list, named by its head, and the one before it as a person reads it. */
interface ArchiveVerdict {
  readonly list: string
  readonly id: string
  readonly previous: string | null
}

/** The last mail that was there when the verdicts were written: a list that went on is read so far. */
const readUpTo: Readonly<Record<string, string>> = {
  kvmarm: '4be7d95f3907acec8a80b0a67631e6843a7b8677',
  virtualization: 'd74976623cfb0fa025c0b5d7112acc72c417ec46',
}

/**
 * Links between versions against sendings drawn from archives of real lists. `dir` holds the archives' git directories,
 * `kvmarm` and `virtualization`; how to get them stands in `disagreements.md`. One that is not there is left out.
 */
export function archiveRows(dir: string): readonly Row[] {
  let found: Promise<ReadonlyMap<string, Found>> | undefined
  const measure =
    (isAsked: (verdict: ArchiveVerdict, ours: string | undefined) => boolean) => async (): Promise<Tally> => {
      const heads = await (found ??= headsOf(dir))
      const row = tally()
      for (const verdict of verdicts().filter(({ list }) => existsSync(join(dir, list)))) {
        const ours = heads.get(verdict.id)
        if (isAsked(verdict, ours?.previous)) {
          row.compare(
            ours?.head ?? verdict.id,
            ours === undefined ? 'no such series' : (ours.previous ?? null),
            verdict.previous,
          )
        }
      }
      return row.result()
    }
  return [
    {
      field: 'previous revision',
      against: 'real lists by hand: links',
      floor: 97,
      measure: measure(({ previous }) => previous !== null),
    },
    {
      field: 'previous revision',
      against: 'real lists by hand: none wrong',
      floor: 100,
      measure: measure((verdict, ours) => verdict.previous !== null && ours !== undefined),
    },
    {
      field: 'no previous revision',
      against: 'real lists by hand: non-links',
      floor: 100,
      measure: measure(({ previous }) => previous === null),
    },
  ]
}

async function headsOf(dir: string): Promise<ReadonlyMap<string, Found>> {
  const heads = new Map<string, Found>()
  for (const list of readdirSync(dir).filter((name) => Object.hasOwn(readUpTo, name))) {
    const mails: ListMail[] = []
    const epoch = epochMails(join(dir, list), undefined, 4 * 1024 * 1024, new AbortController().signal, readUpTo[list])
    for await (const { bytes, committedAt } of epoch) mails.push(readListMail(await readMessage(bytes), committedAt))
    for (const [id, found] of previousHeads(mails)) heads.set(id, found)
  }
  return heads
}

function verdicts(): readonly ArchiveVerdict[] {
  return readFileSync(new URL('previous-in-archives.jsonl', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ArchiveVerdict)
}
