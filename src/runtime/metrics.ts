import { Gauge, Registry } from 'prom-client'

/** What the metrics are made of, asked anew at each scrape. Times in milliseconds since the epoch. */
export interface Facts {
  readonly mails: number
  readonly series: number
  readonly problems: number
  readonly lastReceivedAt: number | undefined
  /** Rows by state: pending, sending, sent, retry, uncertain, dead. */
  readonly outbox: Readonly<Record<string, number>>
  readonly sources: readonly SourceFacts[]
}

export interface SourceFacts {
  readonly name: string
  readonly state: string
  readonly lastOkAt: number | undefined
  readonly lag: number | undefined
  readonly gaps: number
  readonly problem: string | undefined
}

/** The Prometheus text of these facts. */
export async function metricsText(facts: Facts, now: number): Promise<string> {
  const registry = new Registry()
  function gauge(
    name: string,
    help: string,
    values: readonly (readonly [Readonly<Record<string, string>>, number])[],
  ): void {
    const labelNames = Object.keys(values[0]?.[0] ?? {})
    const metric = new Gauge({ name: `kvm_bot_${name}`, help, labelNames, registers: [registry] })
    for (const [labels, value] of values) metric.set(labels, value)
  }
  function ofSources(
    value: (source: SourceFacts) => number | undefined,
  ): (readonly [Record<string, string>, number])[] {
    return facts.sources.flatMap((source) => {
      const number = value(source)
      return number === undefined ? [] : [[{ source: source.name }, number] as const]
    })
  }
  gauge('mails_total', 'Mails in the database.', [[{}, facts.mails]])
  gauge('series_total', 'Series in the database.', [[{}, facts.series]])
  gauge('mail_problems_total', 'Mails that could not be read in full.', [[{}, facts.problems]])
  gauge(
    'outbox_depth',
    'Posts by state.',
    Object.entries(facts.outbox).map(([state, depth]) => [{ state }, depth] as const),
  )
  gauge(
    'mail_lag',
    'Mails that the source has and we do not.',
    ofSources((source) => source.lag),
  )
  gauge(
    'mail_gaps',
    'Mails set aside for another try.',
    ofSources((source) => source.gaps),
  )
  gauge(
    'source_up',
    '1 while the source answers.',
    ofSources((source) => (source.state === 'down' ? 0 : 1)),
  )
  gauge(
    'source_silence_seconds',
    'Since the source last answered.',
    ofSources((source) => secondsSince(source.lastOkAt, now)),
  )
  const silence = secondsSince(facts.lastReceivedAt, now)
  if (silence !== undefined) gauge('mail_silence_seconds', 'Since the newest mail was received.', [[{}, silence]])
  const memory = process.memoryUsage().rss
  gauge('memory_bytes', 'Resident memory.', [[{}, memory]])
  return registry.metrics()
}

function secondsSince(at: number | undefined, now: number): number | undefined {
  return at === undefined ? undefined : Math.max(0, Math.round((now - at) / 1000))
}
