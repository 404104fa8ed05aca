/**
 * Tells the first delivery of an event from its repeats: Slack sends an event again when our acknowledgement got lost
 * (https://docs.slack.dev/apis/events-api#retries), and Bolt does not look. Remembers the newest `most` ids.
 */
export function onlyOnce(most = 10_000): (eventId: string) => boolean {
  const seen = new Set<string>()
  return (eventId) => {
    if (seen.has(eventId)) return false
    seen.add(eventId)
    const [oldest] = seen
    if (seen.size > most && oldest !== undefined) seen.delete(oldest)
    return true
  }
}
