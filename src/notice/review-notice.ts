import { displayName } from '#src/mail/address.ts'
import { clip, oneLine } from '#src/lib/clip.ts'
import { counted } from '#src/lib/count.ts'
import { reportParagraphs } from '#src/notice/report-text.ts'
import { isPleasantry, isThanks, newParagraphs } from '#src/notice/new-text.ts'
import type { Block, Notice, Span } from '#src/notice/notice.ts'
import { titleOf } from '#src/notice/series-notice.ts'
import { isTaken } from '#src/summary/taken-state.ts'
import type { NoticeView } from '#src/notice/view.ts'
import type { ListMail } from '#src/patch/list-mail.ts'
import type { Summary } from '#src/summary/summary.ts'

const longestExcerpt = 300
const mostMails = 5

/**
 * One person's replies as one post in the series' thread: "Paolo Bonzini on 07/20 · Reviewed-by" and the first words
 * that are new. Undefined where there are none: mails of trailers alone only move the root's counters.
 */
export function reviewNotice(replies: readonly ListMail[], summary: Summary, view: NoticeView): Notice | undefined {
  const speaking = replies.map(said).filter((one) => speaks(one, summary))
  return sittingNotice(speaking, summary, view)
}

/** The same for somebody who waits for every answer: mails of trailers alone are named, words or not. */
export function answersNotice(replies: readonly ListMail[], summary: Summary, view: NoticeView): Notice | undefined {
  const answers = replies.map(said).filter((one) => speaks(one, summary) || one.given.length > 0)
  return sittingNotice(answers, summary, view)
}

/** Nothing of it would be posted: it only moves the counters. */
export function isSilent(mail: ListMail): boolean {
  return excerptOf(mail) === '' && !isNak(mail)
}

/** A mail, its first new words ('' where there are none), and the names of the review tags that it gives. */
interface Said {
  readonly mail: ListMail
  readonly excerpt: string
  readonly given: readonly string[]
}

function said(mail: ListMail): Said {
  const names = mail.trailers.map(({ name }) => name)
  const given = names.filter((name) => /^(?:reviewed|acked|tested|na?cked)-by$/iu.test(name))
  return { mail, excerpt: excerptOf(mail), given: [...new Set(given)] }
}

function speaks({ mail, excerpt }: Said, summary: Summary): boolean {
  return !isSilent(mail) && !saysStateOnly(excerpt, summary)
}

function sittingNotice(all: readonly Said[], summary: Summary, view: NoticeView): Notice | undefined {
  const [first] = all
  if (first === undefined) return undefined
  const name = oneLine(displayName(first.mail.author))
  const where = placeOf(first.mail, summary)
  const blocks = all
    .slice(0, mostMails)
    .flatMap((one, index) => mailBlocks(one, index === 0 ? name : undefined, summary, view))
  const more = all.length - mostMails
  const words = all.flatMap(({ mail }) => refusalWord(mail, summary) ?? [])[0]
  const gist = first.excerpt === '' ? first.given.join(', ') || titleOf(summary) : clip(oneLine(first.excerpt), 120)
  return {
    fallback: `${words === undefined ? '' : `${words}: `}${name}${where === '' ? '' : ` ${where}`}: ${gist}`,
    tone: words === undefined ? 'plain' : 'bad',
    // Of one mail the post says it itself.
    ...(all.length > 1 && { by: name }),
    blocks: more > 0 ? [...blocks, { is: 'text', spans: [{ text: `and ${counted(more, 'more mail')}` }] }] : blocks,
  }
}

function mailBlocks(
  { mail, excerpt, given }: Said,
  name: string | undefined,
  summary: Summary,
  view: NoticeView,
): readonly Block[] {
  const where = placeOf(mail, summary)
  const link = { url: view.archiveUrl(mail.messageId) }
  const heading: Span =
    name === undefined
      ? { text: where === '' ? 'again' : where, link }
      : { text: where === '' ? name : `${name} ${where}`, style: 'bold', link }
  const refusal = refusalWord(mail, summary)
  const facts: Block = {
    is: 'facts',
    spans: [
      heading,
      ...(refusal === undefined ? [] : [{ text: refusal, style: 'bold' } as const]),
      ...given.map((text): Span => ({ text })),
    ],
  }
  return excerpt === '' ? [facts] : [facts, { is: 'text', spans: [{ text: excerpt }] }]
}

/** `on 07/20`, `on the cover letter`, or '' where there is only one place. */
function placeOf(mail: ListMail, summary: Summary): string {
  const { total, cover } = summary.revision
  if (total < 2) return ''
  const answered = [...mail.inReplyTo, ...mail.references.toReversed()]
  for (const id of answered) {
    const line = summary.patches.find(({ messageId }) => messageId === id)
    if (line !== undefined) return on(line.number, total)
    if (id === cover) return numberInSubject(mail, total) ?? 'on the cover letter'
  }
  return numberInSubject(mail, total) ?? ''
}

/** Where the patch itself is not among the references, the subject still names it. */
function numberInSubject({ subject }: ListMail, total: number): string | undefined {
  return subject.number === undefined || subject.number === 0 || subject.total !== total
    ? undefined
    : on(subject.number, total)
}

function on(number: number, total: number): string {
  const digits = Math.max(2, String(total).length)
  return `on ${String(number).padStart(digits, '0')}/${String(total).padStart(digits, '0')}`
}

function excerptOf(mail: ListMail): string {
  const paragraphs = mail.kind === 'report' ? reportParagraphs(mail.text) : newParagraphs(mail.text)
  // Praise is an answer where no tag says it.
  const isEmpty = paragraphs.every(mail.trailers.length > 0 ? isPleasantry : isThanks)
  if (isEmpty) return ''
  return clip(paragraphs.join('\n'), longestExcerpt)
}

/** "Applied to kvm/next, thanks!" is posted as the state it announces, not again as a reply. */
function saysStateOnly(excerpt: string, summary: Summary): boolean {
  return (
    isTaken(summary.state) &&
    /^(?:thanks?(?: a lot)?[\s,.!]+)?(?:i(?:'ve| have) )?(?:applied|queued|pulled|merged)\b/iu.test(excerpt)
  )
}

/** Shown as a word, since a colour alone says nothing to many. */
function refusalWord(mail: ListMail, { state }: Summary): string | undefined {
  if (isNak(mail)) return 'NAK'
  if (!('messageId' in state) || state.maybe === true || state.messageId !== mail.messageId) return undefined
  return state.is === 'nak' ? 'NAK' : state.is === 'changes requested' ? 'Changes requested' : undefined
}

/** Said outright, not quoted. */
function isNak(mail: ListMail): boolean {
  return (
    mail.trailers.some(({ name }) => /^na(?:c?k|cked)-by$/iu.test(name)) ||
    newParagraphs(mail.text).some((paragraph) => /^NAC?K\b/u.test(paragraph))
  )
}
