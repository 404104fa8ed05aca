import type { App, ViewOutput, webApi } from '@slack/bolt'
import { clip } from '#src/lib/clip.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import type { Answer } from '#src/ports.ts'
import { channelOf, type Asker } from '#adapters/slack/asker.ts'
import type { Place } from '#adapters/slack/place.ts'
import { askHost, isAnswer, orRefusal } from '#adapters/slack/ask-host.ts'
import type { ShowHome } from '#adapters/slack/clicks.ts'
import { inBestForm } from '#adapters/slack/content-forms.ts'
import { quiet } from '#adapters/slack/delivery.ts'
import { readFormMetadata } from '#adapters/slack/form-metadata.ts'
import { formValues } from '#adapters/slack/form-values.ts'
import { formCallbackId, noticeView, waitingView } from '#adapters/slack/form-view.ts'
import { withOutlook } from '#adapters/slack/live-outlook.ts'
import type { Talk } from '#adapters/slack/talk.ts'
import type { Workspace } from '#adapters/slack/workspace.ts'

/** Slack waits three seconds for what to do with the form; past this it is told to wait. */
const patienceMs = 2000
const maxError = 300

/** What becomes of a form: it closes, or it shows a view, or it stays with what is wrong. */
type Outcome = { readonly wrong: string } | { readonly shown: Answer | undefined }

/** A form that comes back runs its command with typed options; a change is announced in the channel. */
export function listenForSubmissions(app: App, talk: Talk, showHome: ShowHome): void {
  app.view({ callback_id: formCallbackId, type: 'view_submission' }, async ({ ack, body, view, client, context }) => {
    const metadata = readFormMetadata(view.private_metadata)
    if (!metadata) return ack()
    const place = { ...metadata, user: { id: body.user.id, name: body.user.name } }
    const outcome = talk.work.track(submit(metadata.submit, view, place, context.teamId))
    // What was opened from the home tab may have changed what stands there.
    if (place.channel === undefined) void outcome.then(() => showHome(context.teamId, body.user.id))
    const hurry = new AbortController()
    const soon = await Promise.race([outcome, later(hurry.signal, context.teamId)])
    hurry.abort()
    if (soon === undefined) {
      await ack({ response_action: 'update', view: waitingView(metadata.submit) })
      return showLate(await outcome, view, client)
    }
    if ('wrong' in soon)
      return ack({ response_action: 'errors', errors: { [fieldNamed(soon.wrong, view)]: soon.wrong } })
    if (soon.shown) return ack({ response_action: 'update', view: noticeView(metadata.submit, soon.shown.notice) })
    return ack()
  })

  async function later(signal: AbortSignal, team: string | undefined): Promise<undefined> {
    const { clock } = await talk.workspaces.of(team)
    await clock.sleep(patienceMs, signal)
    return undefined
  }

  /** Never rejects: the form says what went wrong. */
  async function submit(name: string, view: ViewOutput, place: Place, team: string | undefined): Promise<Outcome> {
    const done = await orRefusal(() => run(name, view, place, team), talk.log)
    return isAnswer(done) ? { wrong: done.notice.fallback } : done
  }

  async function run(name: string, view: ViewOutput, place: Place, team: string | undefined): Promise<Outcome> {
    const { workspace, asker } = await talk.asker(team, place)
    const answer = await askHost(talk.host, { ...asker, input: { name, options: formValues(view.state) } }, talk.log)
    if (!answer.ok) return { wrong: clip(neutralise(answer.notice.fallback), maxError) || 'this cannot be done' }
    if (answer.to === 'asker') return { shown: answer }
    return { shown: (await announce(answer, asker, workspace)) ? undefined : answer }
  }

  /** False where the channel cannot be told, so that the one who did it is. */
  async function announce(answer: Answer, asker: Asker, workspace: Workspace): Promise<boolean> {
    const channel = channelOf(asker)
    if (channel === undefined) return false
    const spans = [{ text: `by ${asker.user.name}` }]
    const notice = { ...answer.notice, blocks: [...answer.notice.blocks, { is: 'facts' as const, spans }] }
    try {
      await inBestForm(notice, undefined, workspace, (content) =>
        workspace.client.chat.postMessage({ channel, ...content, ...quiet }),
      )
      return true
    } catch (error) {
      talk.log.warn({ channel, error: String(error) }, 'a change could not be announced in its channel')
      return false
    }
  }

  async function showLate(outcome: Outcome, view: ViewOutput, client: webApi.WebClient): Promise<void> {
    const done = { fallback: 'Done.', tone: 'good' as const, blocks: [] }
    const shown =
      'wrong' in outcome ? withOutlook(view, outcome.wrong) : noticeView('Done', outcome.shown?.notice ?? done)
    try {
      await client.views.update({ view_id: view.id, view: shown })
    } catch (error) {
      talk.log.debug({ error: String(error) }, 'a form was closed before its answer came')
    }
  }
}

/** The field that the words are about, or the last one, which stands beside the button: errors can stand only below fields. */
function fieldNamed(words: string, view: ViewOutput): string {
  const names = view.blocks.flatMap((block) => (block.type === 'input' && block.block_id ? [block.block_id] : []))
  return names.find((name) => new RegExp(`\\b${name}\\b`, 'iu').test(words)) ?? names.at(-1) ?? 'form'
}
