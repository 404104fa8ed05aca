import { hash } from 'node:crypto'
import { displayName } from '#src/mail/address.ts'
import { canonicalAddress, type Mailmap } from '#src/mail/mailmap.ts'
import type { Address, Message } from '#src/mail/message.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import { shownText } from '#src/stats/shown-text.ts'

/** What a report prints of one mail. */
export interface DigestEntry {
  readonly messageId: string
  readonly title: string
  /** The whole subject line, folding undone. */
  readonly subject: string
  readonly author: Address
  readonly text: string
  /** An entry that shares a key with one that was printed already shows nothing new. */
  readonly keys: readonly string[]
}

/** Patches and covers are counted: whoever wrote them contributed. */
export function isContribution(mail: ListMail): boolean {
  return mail.kind === 'patch' || mail.kind === 'cover'
}

/** Covers, first patches and lone patches are printed. */
export function isPrinted(mail: ListMail): boolean {
  return isContribution(mail) && (mail.subject.number ?? 0) <= 1
}

export function digestEntry(message: Message, mail: ListMail, mailmap: Mailmap): DigestEntry {
  const person = canonicalAddress(mail.author, mailmap)
  return {
    messageId: mail.messageId,
    title: mail.subject.title,
    subject: mail.subject.raw,
    author: { name: displayName(person), email: person.email },
    text: shownText(message.text, mail.kind),
    keys: sameThingKeys(mail),
  }
}

/**
 * Equal for a cross-post (message id), the same patch sent again (fingerprint), and another version of it: the same
 * author, place in the series (cover or patch), title and tree, or the same change-id and place.
 */
function sameThingKeys(mail: ListMail): readonly string[] {
  const { subject, fingerprint, evidence } = mail
  const place = mail.kind === 'cover' ? 'cover' : 'patch'
  const trees = subject.trees.join(' ').toLowerCase()
  return [
    shortHash('id', mail.messageId),
    ...(fingerprint === undefined ? [] : [shortHash('patch', fingerprint)]),
    ...(evidence.changeId === undefined ? [] : [shortHash('change', place, evidence.changeId)]),
    shortHash('title', place, trees, mail.author.email.toLowerCase(), subject.title.toLowerCase()),
  ]
}

/** 96 bits: a report of a million mails has no two alike, and each costs little memory. */
export function shortHash(...words: readonly string[]): string {
  return hash('sha256', words.join('\0'), 'base64').slice(0, 16)
}
