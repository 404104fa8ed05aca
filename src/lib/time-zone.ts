import { didYouMean } from './did-you-mean.ts'

/** What places are called today, by the names that ICU keeps from before (CLDR never changes an id). */
const newNames: Readonly<Record<string, string>> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Godthab': 'America/Nuuk',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

/** `Europe/Berlin` as it is written, also for `europe/berlin` and for `Berlin`; an error in words for anything else. */
export function readTimeZone(typed: string): { readonly zone: string } | { readonly error: string } {
  const wanted = typed.toLowerCase().replaceAll(' ', '_')
  const known = timeZones()
  const zone = known.find((one) => one.toLowerCase() === wanted) ?? olderName(typed)
  if (zone !== undefined) return { zone }
  const cities = known.filter((one) => cityOf(one) === wanted)
  if (cities.length === 1 && cities[0] !== undefined) return { zone: cities[0] }
  const near = didYouMean(wanted, known) ?? zoneOfCity(didYouMean(wanted, known.map(cityOf)), known)
  const hint = near === undefined ? '' : `, did you mean ${near}?`
  return { error: `this is no time zone: ${typed}${hint || ' (write a name such as Europe/Berlin or UTC)'}` }
}

function timeZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')].map(newName)
}

function zoneOfCity(city: string | undefined, known: readonly string[]): string | undefined {
  return known.find((zone) => cityOf(zone) === city)
}

function newName(zone: string): string {
  return newNames[zone] ?? zone
}

function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).toLowerCase()
}

/** Names that have been replaced (`Asia/Calcutta`) still work; bare offsets and `EST` would not follow the clock changes. */
function olderName(typed: string): string | undefined {
  if (!/^[a-z_]+\/[a-z_/-]+$/iu.test(typed)) return undefined
  try {
    return newName(new Intl.DateTimeFormat('en', { timeZone: typed }).resolvedOptions().timeZone)
  } catch {
    return undefined
  }
}
