const months: Readonly<Record<string, number>> = {
  jan: 0,
  feb: 1,
  mar: 2,
  apr: 3,
  may: 4,
  jun: 5,
  jul: 6,
  aug: 7,
  sep: 8,
  oct: 9,
  nov: 10,
  dec: 11,
}

/** RFC 5322 4.3; other names mean nothing to others and count as UTC. Hours. */
const namedZones: Readonly<Record<string, number>> = {
  edt: -4,
  est: -5,
  cdt: -5,
  cst: -6,
  mdt: -6,
  mst: -7,
  pdt: -7,
  pst: -8,
  cet: 1,
  cest: 2,
}

const shape =
  /^\s{0,9}(?:[A-Za-z]{2,9}\.?,?\s{1,9})?(\d{1,2})[\s-]{1,9}([A-Za-z]{3})[a-z]{0,6}[\s-]{1,9}(\d{2,4})\s{1,9}(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d{1,9})?)?\s{0,9}([+-]\d{4}|[A-Za-z]{1,5})?/

/** `Fri May  3 13:16:30 2019 -0700`, as asctime and some scripts write it. */
const asctimeShape =
  /^\s{0,9}[A-Za-z]{3},?\s{1,9}([A-Za-z]{3})\s{1,9}(\d{1,2})\s{1,9}(\d{1,2}):(\d{1,2}):(\d{1,2})\s{1,9}(\d{4})(?:\s{1,9}([+-]\d{4}))?/

/**
 * A Date header to milliseconds since the epoch; undefined where it cannot be meant (no such day, a zone of a day or
 * more). Our own, because libraries put today's date in place of one that they cannot read.
 */
export function readDate(value: string): number | undefined {
  const text = value.slice(0, 100)
  const usual = shape.exec(text)
  if (usual !== null) {
    const [, day, month, year, hour, minute, second, zone] = usual
    return instant(
      fullYear(year ?? ''),
      month ?? '',
      Number(day),
      Number(hour),
      Number(minute),
      Number(second ?? 0),
      zone,
    )
  }
  const asctime = asctimeShape.exec(text)
  if (asctime === null) return undefined
  const [, month, day, hour, minute, second, year, zone] = asctime
  return instant(Number(year), month ?? '', Number(day), Number(hour), Number(minute), Number(second), zone)
}

/** RFC 5322 4.3: two digits mean 1950 to 2049, three are added to 1900. */
function fullYear(digits: string): number {
  const year = Number(digits)
  if (digits.length === 2) return year < 50 ? 2000 + year : 1900 + year
  return digits.length === 3 ? 1900 + year : year
}

function instant(
  year: number,
  monthName: string,
  day: number,
  hour: number,
  minute: number,
  second: number,
  zone: string | undefined,
): number | undefined {
  const month = months[monthName.toLowerCase()]
  const offset = zoneMinutes(zone)
  if (month === undefined || offset === undefined) return undefined
  if (year < 1970 || day < 1 || hour > 24 || minute > 59 || second > 60) return undefined
  if (new Date(Date.UTC(year, month, day)).getUTCMonth() !== month) return undefined
  return Date.UTC(year, month, day, hour, minute, second) - offset * 60_000
}

function zoneMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined) return 0
  if (/^[+-]/.test(zone)) {
    const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5))
    if (minutes >= 24 * 60) return undefined
    return zone.startsWith('-') ? -minutes : minutes
  }
  return (namedZones[zone.toLowerCase()] ?? 0) * 60
}
