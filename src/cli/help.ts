import type { Verb } from '#src/cli/io.ts'

/** All verbs, or one of them at length. */
export function helpText(verbs: readonly Verb[], about: Verb | undefined): string {
  if (about)
    return [`kvm-bot ${about.usage}`, about.summary, ...(about.details ? ['', about.details] : []), ''].join('\n')
  const width = Math.max(...verbs.map((verb) => verb.name.length))
  return [
    'kvm-bot condenses a kernel mailing list into threaded summaries on Slack, Discord or this terminal.',
    '',
    ...verbs.map((verb) => `  kvm-bot ${verb.name.padEnd(width)}  ${verb.summary}`),
    '',
    '`kvm-bot VERB --help` says more, `kvm-bot --version` which one this is. SOURCE is an mbox (plain or .gz), an .eml',
    'file, a maildir, a public-inbox directory or one of its epochs, or - for an mbox on standard input. Exit: 0 done,',
    '1 the work failed, 2 wrong usage or config.',
    '',
  ].join('\n')
}
