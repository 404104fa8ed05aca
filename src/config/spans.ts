import { z } from 'zod'
import { durationPattern, readDuration } from '#src/config/duration.ts'

/** The shortest and the longest duration that makes sense somewhere, and a usual one. */
type Span = readonly [least: string, most: string, usual: string]

export const pollSpan: Span = ['10ms', '1d', '60s']
export const quietSpan: Span = ['0s', '1d', '90s']
/** 0s: only what comes from now on. */
export const backfillSpan: Span = ['0s', '5200w', '90d']
/** 0s: nothing of what was there before. */
export const announceSpan: Span = ['0s', '5200w', '24h']

export function duration(span: Span, hint = `expected ${durationWords(span)}`) {
  const [least, most] = span
  return z
    .string({ error: hint })
    .regex(durationPattern, { error: hint, abort: true })
    .refine((text) => toMs(text) >= toMs(least) && toMs(text) <= toMs(most), {
      error: ({ input }) => `${hint}, found "${String(input)}"`,
    })
}

export function orAll(span: Span) {
  const hint = `expected all, or ${durationWords(span)}`
  return z.union([z.literal('all'), duration(span, hint)], { error: hint })
}

export function orOff(span: Span) {
  const hint = `expected off, or ${durationWords(span)}`
  return z.union([z.literal('off'), duration(span, hint)], { error: hint })
}

function durationWords([least, most, usual]: Span): string {
  return `a duration from ${least} to ${most}, such as ${usual}`
}

export function toMs(text: string): number {
  return readDuration(text) ?? 0
}

export function msOrAll(text: string): number | 'all' {
  return text === 'all' ? 'all' : toMs(text)
}

export function msOrOff(text: string): number | 'off' {
  return text === 'off' ? 'off' : toMs(text)
}
