import { nextLine } from '#src/lib/next-line.ts'
import type { Evidence } from '#src/patch/list-mail.ts'

const idLine =
  /^(base-commit|change-id|prerequisite-(?:patch-id|change-id|message-id)|supersedes|obsoletes|replaces|depends-on|based-on|requires):[ \t]*(\S.*)$/i
const webAddress = /https?:\/\/[^\s<>"'|`]{4,1000}/g
const ownArchives =
  /^https?:\/\/(?:(?:www\.)?lore\.kernel\.org|lore\.proxmox\.com|patch\.msgid\.link|msgid\.link|lkml\.kernel\.org|inbox\.sourceware\.org|public-inbox\.org|patchew\.org|patchwork\.[^/]+|marc\.info|yhbt\.net|mid\.gmane\.org|r\.kernel\.org|lkml\.org|lists\.[^/]+)\//i
const bugTrailer = /^(?:Link|Closes|BugLink|Reported-by|Fixes|Message-I[dD]|URL|References?):/i

export const noEvidence: Evidence = { prerequisites: [], supersedes: [], dependsOn: [], links: [] }

/**
 * What a mail says about where it belongs: `base-commit:` and its kin on lines of their own, and the message ids of
 * the archive links in cover, notes and changelog. Links of commit trailers point at bugs and discussions: left out.
 */
export function readEvidence(text: string, notes: string, tail: string): Evidence {
  const prerequisites: string[] = []
  const supersedes: string[] = []
  const dependsOn: string[] = []
  let baseCommit: string | undefined
  let changeId: string | undefined
  for (const match of idLines([text, notes, tail])) {
    const name = (match[1] ?? '').toLowerCase()
    const value = (match[2] ?? '').trim()
    if (name === 'base-commit') baseCommit ??= /^[0-9a-f]{7,64}/i.exec(value)?.[0]
    else if (name === 'change-id') changeId ??= /^\S{1,200}/.exec(value)?.[0]
    else if (name.startsWith('prerequisite-')) prerequisites.push(idIn(value))
    else if (/^(?:supersedes|obsoletes|replaces)$/.test(name)) supersedes.push(idIn(value))
    else if (/^(?:depends-on|based-on|requires)$/.test(name)) dependsOn.push(idIn(value))
  }
  return {
    ...(baseCommit === undefined ? {} : { baseCommit }),
    ...(changeId === undefined ? {} : { changeId }),
    prerequisites: unique(prerequisites),
    supersedes: unique(supersedes),
    dependsOn: unique(dependsOn),
    links: readLinks(`${text}\n${notes}`),
  }
}

/** The lines that may say such a thing, by their first letter: most texts have none. */
function* idLines(texts: readonly string[]): Generator<RegExpExecArray> {
  for (const text of texts) {
    for (let at = 0; at < text.length;) {
      const end = nextLine(text, at)
      const match = firstLetters.has(text.charCodeAt(at))
        ? idLine.exec(text.slice(at, Math.min(end, at + 500)).trimEnd())
        : null
      if (match !== null) yield match
      at = end
    }
  }
}

const firstLetters = new Set(Array.from('bcdoprsBCDOPRS', (letter) => letter.charCodeAt(0)))

/** A message id in brackets or in an archive link, else the value as written. */
function idIn(value: string): string {
  const link = /https?:\/\/\S+/.exec(value)?.[0]
  if (link !== undefined) return messageIdOfLink(link) ?? link
  return /<([^<>\s]+)>/.exec(value)?.[1] ?? value.replace(/\s.*$/, '')
}

function readLinks(text: string): readonly string[] {
  if (!text.includes('http')) return []
  const ids = new Set<string>()
  for (const line of text.split('\n')) {
    if (!line.includes('://') || bugTrailer.test(line)) continue
    for (const match of line.matchAll(webAddress)) {
      const id = messageIdOfLink(match[0])
      if (id !== undefined && ids.size < 500) ids.add(id)
    }
  }
  return [...ids]
}

/**
 * The message id in the address of a list archive: `lore.kernel.org/kvm/ID/`, `patch.msgid.link/ID`,
 * `patchew.org/QEMU/ID/`, `marc.info/?i=ID`. Undefined for other addresses and for archives that number mails.
 */
export function messageIdOfLink(link: string): string | undefined {
  if (!ownArchives.test(link)) return undefined
  const part = link
    .slice(0, 1000)
    .split(/[/?#&=]/)
    .find((piece) => /(?:@|%40)/i.test(piece))
  if (part === undefined) return undefined
  const id = decoded(part).replace(/[).,;:\]>]+$/, '')
  return /^[^\s@]+@[^\s@]+$/.test(id) ? id : undefined
}

/** Ids with a `/` in them are encoded in archive links, so splitting comes first. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}
