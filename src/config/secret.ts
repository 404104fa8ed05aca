import { readFileSync } from 'node:fs'
import { whyUnread } from '#src/config/why-unread.ts'

/** How a secret is written in the file: never itself, only where it is kept. */
export type SecretRef = { readonly env: string } | { readonly file: string }

/** What a secret is, or in words why it cannot be had. */
export type SecretReading = { readonly value: string } | { readonly problem: string }

/** Reads from the environment of this process and its file system; blanks around a file's content do not count. */
export function readSecret(ref: SecretRef, env: Readonly<Record<string, string | undefined>>): SecretReading {
  if ('env' in ref) {
    const value = env[ref.env]
    if (value === undefined) return { problem: `the environment variable ${ref.env} is not set` }
    if (value.trim() === '') return { problem: `the environment variable ${ref.env} is empty` }
    return { value: value.trim() }
  }
  try {
    const value = readFileSync(ref.file, 'utf8').trim()
    return value === '' ? { problem: `the file ${ref.file} is empty` } : { value }
  } catch (error) {
    return { problem: `the file ${ref.file} cannot be read: ${whyUnread(error)}` }
  }
}
