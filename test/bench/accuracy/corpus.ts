import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { readMbox } from '#src/mail/mbox.ts'
import { readMessage } from '#src/mail/read-message.ts'
import type { Message } from '#src/mail/message.ts'
import { readListMail } from '#src/patch/read-list-mail.ts'
import type { ListMail } from '#src/patch/list-mail.ts'

/** What other tools say of one mail; see the corpus's README for the keys. */
export interface Outcome {
  readonly mid: string
  readonly date?: string
  readonly [key: string]: unknown
}

/** One set of real mails with what we read in them and what other tools did. All lists are in arrival order. */
export interface CorpusSet {
  readonly name: string
  readonly raw: readonly Uint8Array[]
  readonly messages: readonly Message[]
  readonly mails: readonly ListMail[]
  readonly truth: readonly Outcome[]
  readonly consensus: readonly Outcome[]
  /** By message id, the fields on which the tools differ among themselves. */
  readonly disputed: ReadonlyMap<string, Readonly<Record<string, unknown>>>
  /** Lines of `series.jsonl`, raw. */
  readonly series: readonly Readonly<Record<string, unknown>>[]
}

export interface Corpus {
  readonly dir: string
  readonly sets: readonly CorpusSet[]
}

/** What we or the other tools take for a patch: one that we miss must show as a disagreement. */
export function patchesOf(set: CorpusSet): readonly ListMail[] {
  return set.mails.filter((mail, place) => mail.kind === 'patch' || set.consensus[place]?.['kind'] === 'patch')
}

/** Reads every set of a corpus folder and parses its mails. Throws where the folder holds none. */
export async function readCorpus(dir: string): Promise<Corpus> {
  const names = readdirSync(dir).filter((name) => existsSync(join(dir, name, 'idx.jsonl')))
  if (names.length === 0) throw new Error(`no sets of mail in ${dir}`)
  const sets: CorpusSet[] = []
  for (const name of names) sets.push(await readSet(dir, name))
  return { dir, sets }
}

async function readSet(dir: string, name: string): Promise<CorpusSet> {
  const raw: Uint8Array[] = []
  const messages: Message[] = []
  const mails: ListMail[] = []
  const truth = jsonLines(join(dir, name, 'truth.jsonl')) as unknown as readonly Outcome[]
  for await (const mail of readMbox(mboxOf(join(dir, name, `${name}.mbox.gz`)))) {
    const message = await readMessage(mail.bytes)
    // The archives' arrival time stands in the outcomes; the mbox has placeholders.
    const date = Date.parse(truth[raw.length]?.date ?? '')
    raw.push(mail.bytes)
    messages.push(message)
    mails.push(readListMail(message, Number.isNaN(date) ? 0 : date))
  }
  return {
    name,
    raw,
    messages,
    mails,
    truth,
    consensus: jsonLines(join(dir, name, 'consensus.jsonl')) as unknown as readonly Outcome[],
    disputed: new Map(
      jsonLines(join(dir, name, 'disagree.jsonl')).map((line) => [
        line['mid'] as string,
        line['dis'] as Record<string, unknown>,
      ]),
    ),
    series: jsonLines(join(dir, name, 'series.jsonl')),
  }
}

async function* mboxOf(file: string): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(gunzipSync(readFileSync(file)))
}

function jsonLines(file: string): readonly Readonly<Record<string, unknown>>[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
