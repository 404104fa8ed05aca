const thousands = new Intl.NumberFormat('en-US')

/** `1,234`. */
export function grouped(count: number): string {
  return thousands.format(count)
}

/** `1 patch`, `20 patches`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`
}

/** `+12 −3`, with a true minus sign. */
export function plusMinus(added: number, removed: number): string {
  return `+${grouped(added)} −${grouped(removed)}`
}
