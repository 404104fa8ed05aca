import type { App, RespondFn, types } from '@slack/bolt'
import type { Notice } from '#src/notice/notice.ts'
import type { Answer, Host } from '#src/ports.ts'
import { askHost } from '#adapters/slack/ask-host.ts'
import { giveAnswer, mayBeShared } from '#adapters/slack/give-answer.ts'
import { responseOutlet } from '#adapters/slack/outlet.ts'
import { placeOfClick } from '#adapters/slack/place-of-click.ts'
import { maxButtonValue } from '#adapters/slack/room.ts'
import type { Talk } from '#adapters/slack/talk.ts'

const actionId = 'share'

/** For an answer that only its asker sees and that may be shown to everybody; undefined for any other. */
export function shareButton(host: Host, asked: string, { ok, to, file }: Answer): types.Button | undefined {
  if (!ok || to !== 'asker' || file || !mayBeShared(host, asked) || asked.length > maxButtonValue) return undefined
  return { type: 'button', text: { type: 'plain_text', text: 'Share to channel' }, value: asked, action_id: actionId }
}

/**
 * Shows an answer to the channel. What was answered is not kept: the host is asked again, for the one who pressed, so
 * that what they may see is checked again as well.
 */
export function listenForShares(app: App, talk: Talk): void {
  app.action({ type: 'block_actions', action_id: actionId }, async ({ ack, body, action, respond, context }) => {
    await ack()
    const place = placeOfClick(body)
    if (action.type !== 'button' || !action.value || place.channel === undefined) return
    await talk.work.track(share(action.value, respond))

    async function share(text: string, reply: RespondFn): Promise<void> {
      const { workspace, asker } = await talk.asker(context.teamId, place)
      if (!mayBeShared(talk.host, text)) return
      const answer = await askHost(talk.host, { ...asker, input: { text } }, talk.log)
      const shared = answer.ok && answer.to === 'asker'
      const given = shared
        ? { ...answer, to: 'channel' as const, notice: sharedBy(answer.notice, asker.user.name, text) }
        : answer
      await giveAnswer(given, responseOutlet(reply, place.thread), workspace, { user: place.user.id })
      if (shared) await takeAway(reply)
    }
  })

  /** The private copy has done its work; pressing twice would post twice. */
  async function takeAway(respond: RespondFn): Promise<void> {
    try {
      await respond({ delete_original: true })
    } catch (error) {
      talk.log.debug({ error: String(error) }, 'a private answer could not be taken away')
    }
  }
}

function sharedBy(notice: Notice, name: string, command: string): Notice {
  const spans = [{ text: `shared by ${name}` }, { text: command, style: 'code' as const }]
  return { ...notice, blocks: [...notice.blocks, { is: 'facts', spans }] }
}
