import type { Chart } from '#src/notice/chart.ts'

/**
 * The platform-neutral document that every platform renders. Text is literal: a span never carries markup, and an
 * adapter must escape it so that nothing in it formats, links or mentions.
 */
export interface Notice {
  /** One plain line for notifications, screen readers and platforms without cards. */
  readonly fallback: string
  readonly title?: { readonly text: string; readonly link?: Link }
  /** What its thread is called where threads have names. */
  readonly name?: string
  /** Who said all that it holds, where it holds several mails: for platforms that show what was added by itself. */
  readonly by?: string
  /** Single words for what it is about, the state first; platforms that know tags of these names set them. */
  readonly tags?: readonly string[]
  /** Shown as colour and word, never as colour alone. */
  readonly tone: Tone
  readonly blocks: readonly Block[]
  readonly buttons?: readonly Button[]
  readonly chart?: Chart
}

export type Tone = 'new' | 'review' | 'good' | 'bad' | 'muted' | 'plain'

/** A web address, or a post of ours in the same channel (its delivery id), with the address to use until it has one. */
export type Link = { readonly url: string } | { readonly post: string; readonly url: string }

export interface Span {
  readonly text: string
  readonly link?: Link
  readonly style?: 'bold' | 'code' | 'quote'
  /** Shown in the reader's own time zone where the platform can; `text` elsewhere. Milliseconds. */
  readonly at?: number
}

export type FactsLabel = 'Author' | 'State' | 'Diffstat' | 'Reviews' | 'Before'

export type Block =
  /** A small line of facts, spans joined by ` · `. `label`: what they tell, for platforms that set facts as fields. */
  | { readonly is: 'facts'; readonly spans: readonly Span[]; readonly label?: FactsLabel }
  /** A paragraph; spans follow each other as they are, line breaks in the text are kept. */
  | { readonly is: 'text'; readonly spans: readonly Span[] }
  /** One line an item; its spans follow each other as they are. */
  | { readonly is: 'list'; readonly items: readonly (readonly Span[])[] }
  /** `right`: columns of numbers, aligned to the right. */
  | {
      readonly is: 'table'
      readonly head: readonly string[]
      readonly rows: readonly (readonly Span[])[]
      readonly right: readonly number[]
    }
  | { readonly is: 'code'; readonly text: string }

/** Opens a link, runs a command of ours (`why <id>`, at most 90 characters), or holds further ones. */
export type Button =
  | { readonly label: string; readonly link: Link }
  | { readonly label: string; readonly command: string }
  | { readonly label: string; readonly more: readonly Exclude<Button, { readonly more: unknown }>[] }
