import type { App, types, webApi } from '@slack/bolt'
import type { ViewOutput } from '@slack/bolt'
import { newestKept } from '#src/lib/newest-kept.ts'
import { fieldAction, outlookBlock, outlookBlockId } from '#adapters/slack/form-view.ts'
import { readFormMetadata } from '#adapters/slack/form-metadata.ts'
import { formValues } from '#adapters/slack/form-values.ts'
import type { Talk } from '#adapters/slack/talk.ts'

/** People type on; only what stands still for this long is worth a look into the database. */
const quietMs = 300
const mostViews = 500

interface Open {
  /** Grows with each change; an outlook that was begun for an older one is not shown. */
  turn: number
  /** Of the view as we last made it; Slack refuses an update made from an older one. */
  hash: string | undefined
  /** One update at a time, so that the hash is always the newest. */
  queue: Promise<void>
}

/** Keeps the line below a form true while it is filled in. */
export function listenForChanges(app: App, talk: Talk): void {
  const views = newestKept<string, Open>(mostViews)

  app.action({ type: 'block_actions', action_id: fieldAction }, async ({ ack, body, client, context }) => {
    await ack()
    const { view } = body
    if (!view) return
    const open = views.get(view.id) ?? { turn: 0, hash: undefined, queue: Promise.resolve() }
    views.set(view.id, open)
    open.turn += 1
    const { turn } = open
    open.queue = open.queue.then(() => refresh(open, turn, view, client, { team: context.teamId, user: body.user }))
    await talk.work.track(open.queue)
  })

  async function refresh(
    open: Open,
    turn: number,
    view: ViewOutput,
    client: webApi.WebClient,
    by: { readonly team: string | undefined; readonly user: { readonly id: string; readonly name?: string } },
  ): Promise<void> {
    const metadata = readFormMetadata(view.private_metadata)
    if (!metadata || open.turn !== turn) return
    try {
      const place = { ...metadata, user: { id: by.user.id, name: by.user.name } }
      const { workspace, asker } = await talk.asker(by.team, place)
      await workspace.clock.sleep(quietMs)
      if (open.turn !== turn) return
      const line = await talk.host.outlook(metadata.submit, formValues(view.state), asker)
      if (open.turn !== turn) return
      const answer = await client.views.update({
        view_id: view.id,
        hash: open.hash ?? view.hash,
        view: withOutlook(view, line),
      })
      open.hash = answer.view?.hash
    } catch (error) {
      // Closed or changed meanwhile: the next change brings the line again.
      talk.log.debug({ error: String(error) }, 'the outlook of a form could not be shown')
    }
  }
}

/** The same view with another line. What is filled in stays, since blocks and actions keep their ids. */
export function withOutlook(view: ViewOutput, line: string): types.ModalView {
  const { title, submit, close, callback_id, private_metadata } = view
  const blocks = view.blocks.map((block) => (block.block_id === outlookBlockId ? outlookBlock(line) : block))
  return {
    type: 'modal',
    title,
    ...(submit && { submit }),
    ...(close && { close }),
    callback_id,
    private_metadata,
    blocks,
  }
}
