import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { ConfigError } from '#src/config.ts'
import { whyUnread } from '#src/config/why-unread.ts'
import { noMailmap, readMailmap, type Mailmap } from '#src/mail/mailmap.ts'
import { readEmployers, type Employers } from '#src/stats/employers.ts'
import { readMaintainers } from '#src/tag/maintainers.ts'
import type { Tables } from '#src/tag/tables.ts'

/** KVM's own sections, for when no kernel's MAINTAINERS file is at hand. */
const ownSections = new URL('../../config/kvm-subsystems.txt', import.meta.url)

/** Reads the tables that readings depend on, plain or .gz. Throws ConfigError where a file cannot be read. */
export function loadTables(files: {
  readonly maintainers?: string | undefined
  readonly mailmap?: string | undefined
}): Tables {
  return {
    maintainers: readMaintainers(readText(files.maintainers ?? ownSections, 'MAINTAINERS file')),
    mailmap: files.mailmap === undefined ? noMailmap : readMailmap(readText(files.mailmap, 'mailmap')),
  }
}

const ownEmployers = new URL('../../config/employers.txt', import.meta.url)

/** Who is who, and for whom people work: for counting contributors. Throws ConfigError where a file cannot be read. */
export function loadPeople(files: { readonly mailmap?: string | undefined }): {
  readonly mailmap: Mailmap
  readonly employers: Employers
} {
  const mailmap = files.mailmap === undefined ? noMailmap : readMailmap(readText(files.mailmap, 'mailmap'))
  return { mailmap, employers: readEmployers(readText(ownEmployers, 'table of employers')) }
}

function readText(file: string | URL, what: string): string {
  try {
    const bytes = readFileSync(file)
    const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b
    return (zipped ? gunzipSync(bytes) : bytes).toString('utf8')
  } catch (error) {
    throw new ConfigError([`the ${what} ${String(file)} cannot be read: ${whyUnread(error)}`])
  }
}
