/** Employers by mail address or domain, with the time until which each holds. */
export interface Employers {
  readonly byPlace: ReadonlyMap<string, readonly { readonly name: string; readonly until: number }[]>
}

const line = /^(\S{1,300})\s*=\s*([^<]{1,100}?)(?:\s*<\s*(\d{4}-\d{2}-\d{2}))?$/

/** Reads `domain-or-address = Employer < YYYY-MM-DD`, one a line, `#` for comments. Lines that are none are passed over. */
export function readEmployers(text: string): Employers {
  const byPlace = new Map<string, { name: string; until: number }[]>()
  for (const raw of text.split('\n')) {
    const match = line.exec(raw.replace(/#.*/, '').trim())
    if (match === null) continue
    const place = (match[1] ?? '').toLowerCase()
    const until = match[3] === undefined ? Number.POSITIVE_INFINITY : Date.parse(match[3])
    byPlace.set(place, [...(byPlace.get(place) ?? []), { name: match[2] ?? '', until }])
  }
  for (const jobs of byPlace.values()) jobs.sort((a, b) => a.until - b.until)
  return { byPlace }
}

/** For whom somebody worked at that time, as far as the address tells; the domain itself where the table has none. */
export function employerOf(email: string, at: number, { byPlace }: Employers): string {
  const address = email.toLowerCase()
  const domain = address.slice(address.lastIndexOf('@') + 1)
  const labels = domain.split('.').slice(-10)
  const places = [address, ...labels.map((_, index) => labels.slice(index).join('.'))]
  for (const place of places) {
    const job = byPlace.get(place)?.find(({ until }) => at < until)
    if (job !== undefined) return job.name
  }
  return domain
}

/** Moments after `since` and before `until` at which the table has somebody change employers, in order. */
export function employerChanges(since: number, until: number, { byPlace }: Employers): readonly number[] {
  const changes = [...byPlace.values()].flatMap((jobs) => jobs.map((job) => job.until))
  return [...new Set(changes)].filter((at) => at > since && at < until).sort((a, b) => a - b)
}
