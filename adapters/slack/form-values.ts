/** What Slack tells of one input: https://docs.slack.dev/reference/views#view_state */
interface Filled {
  readonly value?: string | null | undefined
  readonly selected_option?: { readonly value?: string } | null | undefined
  readonly selected_options?: readonly { readonly value?: string }[] | null | undefined
}

/** What a person has filled in, as the typed options of a command; empty fields are left out. */
export function formValues(state: {
  readonly values: Readonly<Record<string, Readonly<Record<string, Filled>>>>
}): Readonly<Record<string, string>> {
  const entries = Object.entries(state.values).flatMap(([name, actions]): [string, string][] => {
    const [filled] = Object.values(actions)
    const value = filled ? valueOf(filled) : ''
    return value === '' ? [] : [[name, value]]
  })
  return Object.fromEntries(entries)
}

function valueOf({ value, selected_option: one, selected_options: several }: Filled): string {
  if (several) return several.flatMap((option) => option.value ?? []).join(',')
  return (one?.value ?? value ?? '').trim()
}
