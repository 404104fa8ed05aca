import type { Options } from '#src/commands/command.ts'

export interface DigestWish {
  readonly what: 'now' | 'show' | 'off' | 'set'
  /** `09:00 Europe/Berlin mon-fri`, perhaps with a filter behind it, for `set`. */
  readonly when: string
  readonly since: string | undefined
  /** As typed; '' where none was given, or where it stands in `when`. */
  readonly filter: string
}

/** What somebody wants, who may have typed it all in one line. It decides alone who may do it, and what is done. */
export function digestWish(options: Options): DigestWish {
  const typedSince = /(?:^|\s)since:(\S+)/iu.exec(options['when'] ?? '')
  const when = (options['when'] ?? '').replace(typedSince?.[0] ?? '', '').trim()
  const since = options['since'] ?? typedSince?.[1]
  const filter = options['filter'] ?? ''
  const [first = '', ...rest] = when.split(/\s+/u)
  if (first.toLowerCase() === 'now') {
    return { what: 'now', when: '', since, filter: [...rest, filter].join(' ').trim() }
  }
  if (when === '') return { what: since === undefined ? 'show' : 'now', when, since, filter: filter.trim() }
  return { what: when.toLowerCase() === 'off' ? 'off' : 'set', when, since, filter }
}
