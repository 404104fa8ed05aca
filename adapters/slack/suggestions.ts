import type { App } from '@slack/bolt'
import type { CommandOption } from '#src/ports.ts'
import { readFormMetadata } from '#adapters/slack/form-metadata.ts'
import { fieldAction, option } from '#adapters/slack/form-view.ts'
import { mostOptions } from '#adapters/slack/room.ts'
import type { Talk } from '#adapters/slack/talk.ts'

type Kind = NonNullable<CommandOption['suggests']>

const kinds: ReadonlySet<string> = new Set<Kind>(['arch', 'subsystem', 'author', 'subscription', 'series'])

/** Fills the menus of a form while somebody types: https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select */
export function listenForSuggestions(app: App, talk: Talk): void {
  app.options<'block_suggestion'>(
    { type: 'block_suggestion', action_id: fieldAction },
    async ({ ack, options: asked, context }) => {
      const kind = asked.action_id.replace(fieldAction, '')
      if (!isKind(kind)) return ack({ options: [] })
      const names = await suggested(kind, asked.value, {
        team: context.teamId,
        user: asked.user,
        metadata: asked.view?.private_metadata ?? '',
      })
      await ack({ options: names.flatMap((name) => option(name)).slice(0, mostOptions) })
    },
  )

  async function suggested(
    kind: Kind,
    typed: string,
    by: { team: string | undefined; user: { id: string; name?: string }; metadata: string },
  ): Promise<readonly string[]> {
    try {
      const { channel, about } = readFormMetadata(by.metadata) ?? { channel: undefined, about: undefined }
      const { asker } = await talk.asker(by.team, { channel, about, user: { id: by.user.id, name: by.user.name } })
      return await talk.work.track(talk.host.suggest(kind, typed, asker))
    } catch (error) {
      talk.log.warn({ error: String(error) }, 'nothing could be suggested')
      return []
    }
  }
}

function isKind(kind: string): kind is Kind {
  return kinds.has(kind)
}
