/** An answer as somebody got it, and what they see of it. */
export interface Given {
  readonly to: 'asker' | 'channel'
  readonly seen: { readonly text: string; readonly buttons: readonly string[] }
  readonly blocks: readonly {
    readonly type: string
    readonly elements?: readonly { readonly action_id?: string; readonly value?: string }[]
  }[]
}

export interface Asked {
  readonly acked: boolean
  readonly answers: readonly Given[]
}

/** What pressing that button of an answer sends. */
export function buttonOf(given: Given | undefined, actionId: string): { action_id: string; value: string } {
  const actions = given?.blocks.find(({ type }) => type === 'actions')
  const found = actions?.elements?.find(({ action_id: id }) => id === actionId)
  return { action_id: actionId, value: found?.value ?? '' }
}
