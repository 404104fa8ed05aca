export interface Choice {
  readonly value: string
  readonly label: string
}

export interface ChoicePage {
  /** `A–D`. */
  readonly name: string
  readonly choices: readonly Choice[]
}

/** https://discord.com/developers/docs/components/reference#string-select: 25 options of 100 characters. */
const mostOptions = 25
const longestValue = 100

/** What one menu cannot hold is spread over pages by first letter; values that no menu can hold are left out. */
export function choicePages(all: readonly Choice[]): readonly ChoicePage[] {
  const seen = new Set<string>()
  const choices = all.filter(({ value }) => {
    const fits = value !== '' && value.length <= longestValue && !seen.has(value)
    seen.add(value)
    return fits
  })
  if (choices.length <= mostOptions) return choices.length === 0 ? [] : [{ name: 'all', choices }]
  const sorted = choices.toSorted((a, b) => (letterOf(a) < letterOf(b) ? -1 : letterOf(a) > letterOf(b) ? 1 : 0))
  const pages: Choice[][] = []
  for (const group of Map.groupBy(sorted, letterOf).values()) {
    const last = pages.at(-1)
    if (last && last.length + group.length <= mostOptions) last.push(...group)
    else for (let at = 0; at < group.length; at += mostOptions) pages.push(group.slice(at, at + mostOptions))
  }
  return pages.slice(0, mostOptions).map((page) => ({ name: nameOf(page), choices: page }))
}

function letterOf({ label }: Choice): string {
  return String.fromCodePoint(label.trim().toUpperCase().codePointAt(0) ?? 32)
}

/** The first letters that are on it; where one letter takes several pages, the first words of it. */
function nameOf(page: readonly Choice[]): string {
  const [first, last] = [page[0], page.at(-1)].map((choice) => (choice ? letterOf(choice) : ''))
  return first === last ? `${first} (from ${page[0]?.label.slice(0, 40)})` : `${first}–${last}`
}
