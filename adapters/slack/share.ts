import type { App, RespondFn, types } from '@slack/bolt'
import type { Notice } from '#src/notice/notice.ts'
import type { Answer, Host } from '#src/ports.ts'
import { askHost } from '#adapters/slack/ask-host.ts'
import { giveAnswer, mayBeShared } from '#adapters/slack/give-answer.ts'
import { responseOutlet } from '#adapters/slack/outlet.ts'
import { onlyOnce } from '#adapters/slack/only-once.ts'
import { placeOfClick, type ClickPlace } from '#adapters/slack/place-of-click.ts'
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
  /** Private answers that were shared, or are being: people press twice before the first press takes the answer away. */
  const presses = onlyOnce()

  app.action({ type: 'block_actions', action_id: actionId }, async ({ ack, body, action, respond, context }) => {
    await ack()
    const place = placeOfClick(body)
    if (action.type !== 'button' || !action.value || !mayBeShared(talk.host, action.value)) return
    const press = [context.teamId, place.channel, place.user.id, place.message ?? body.trigger_id].join(' ')
    if (place.channel === undefined || !presses.isFirst(press)) return
    let isShared = false
    try {
      isShared = await talk.work.track(share(action.value, place, context.teamId, respond))
    } finally {
      if (!isShared) presses.forget(press)
    }
  })

  async function share(
    text: string,
    place: ClickPlace,
    team: string | undefined,
    respond: RespondFn,
  ): Promise<boolean> {
    const { workspace, asker } = await talk.asker(team, place)
    const answer = await askHost(talk.host, { ...asker, input: { text } }, talk.log)
    const isShared = answer.ok && answer.to === 'asker'
    const given = isShared
      ? { ...answer, to: 'channel' as const, notice: sharedBy(answer.notice, asker.user.name, text) }
      : answer
    const isGiven = await giveAnswer(given, responseOutlet(respond, place.thread), workspace, { user: place.user.id })
    if (isShared && isGiven) await takeAway(respond)
    return isShared && isGiven
  }

  /** The private copy has done its work. */
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
