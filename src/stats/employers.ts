/** Employers by mail address, whole or its domain alone, with the time until which each holds. */
export interface Employers {
  readonly byAddress: ReadonlyMap<string, readonly { readonly name: string; readonly until: number }[]>
}

const line = /^(\S{1,300})\s*=\s*([^<]{1,100}?)(?:\s*<\s*(\d{4}-\d{2}-\d{2}))?$/

/** Reads `domain-or-address = Employer < YYYY-MM-DD`, one a line, `#` for comments. Lines that are none are passed over. */
export function readEmployers(text: string): Employers {
  const byAddress = new Map<string, { name: string; until: number }[]>()
  for (const raw of text.split('\n')) {
    const match = line.exec(raw.replace(/#.*/, '').trim())
    if (match === null) continue
    const address = (match[1] ?? '').toLowerCase()
    const until = match[3] === undefined ? Number.POSITIVE_INFINITY : Date.parse(match[3])
    byAddress.set(address, [...(byAddress.get(address) ?? []), { name: match[2] ?? '', until }])
  }
  for (const jobs of byAddress.values()) jobs.sort((a, b) => a.until - b.until)
  return { byAddress }
}

/** For whom somebody worked at that time, as far as the address tells; the domain itself where the table has none. */
export function employerOf(email: string, at: number, { byAddress }: Employers): string {
  const address = email.toLowerCase()
  const domain = address.slice(address.lastIndexOf('@') + 1)
  const labels = domain.split('.').slice(-10)
  const addresses = [address, ...labels.map((_, index) => labels.slice(index).join('.'))]
  for (const one of addresses) {
    const job = byAddress.get(one)?.find(({ until }) => at < until)
    if (job !== undefined) return job.name
  }
  return domain
}

/** Moments after `since` and before `until` at which the table has somebody change employers, in order. */
export function employerChanges(since: number, until: number, { byAddress }: Employers): readonly number[] {
  const changes = [...byAddress.values()].flatMap((jobs) => jobs.map((job) => job.until))
  return [...new Set(changes)].filter((at) => at > since && at < until).sort((a, b) => a - b)
}
