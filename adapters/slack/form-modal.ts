import type { webApi } from '@slack/bolt'
import { errorNotice } from '#src/notice/answer-notice.ts'
import type { Notice } from '#src/notice/notice.ts'
import type { Answer, Form, FormField, Host } from '#src/ports.ts'
import type { Asker } from '#adapters/slack/asker.ts'
import type { Place } from '#adapters/slack/place.ts'
import { isAnswer, orRefusal } from '#adapters/slack/ask-host.ts'
import { formMetadata } from '#adapters/slack/form-metadata.ts'
import { formView, noticeView, overfullField, waitingView } from '#adapters/slack/form-view.ts'
import type { Talk } from '#adapters/slack/talk.ts'

/** What lets us open a modal: good for three seconds, once (https://docs.slack.dev/interactivity/handling-user-interaction#modal_responses). */
export interface Trigger {
  readonly client: webApi.WebClient
  readonly id: string
  readonly team: string | undefined
}

/** A command that a form stands for. */
export interface FormAsked {
  readonly command: string
  readonly options: Readonly<Record<string, string>>
}

/** The form behind a command given bare, or with nothing but the id of what to change; undefined for any other text. */
export function formAsked(host: Host, text: string): FormAsked | undefined {
  const [, name = '', id] = /^\s*([\w-]+)(?:\s+id:(\S+))?\s*$/u.exec(text) ?? []
  const declared = host.commands.find((command) => command.name === name.toLowerCase())
  if (declared?.form !== true) return undefined
  return { command: declared.name, options: id === undefined ? {} : { id } }
}

/**
 * Opens a modal at once and fills it when the host has said with what: a form, or why there is none. False where no
 * modal could be opened.
 */
export function openForm(talk: Talk, trigger: Trigger, asked: FormAsked, place: Place): Promise<boolean> {
  return inModal(talk, trigger, place, `/${talk.host.commandName} ${asked.command}`, async (asker) => {
    const form = await orRefusal(() => talk.host.form(asked.command, asked.options, asker), talk.log)
    if (isAnswer(form)) return noticeView(asked.command, form.notice)
    const overfull = overfullField(form)
    if (overfull) return noticeView(asked.command, tooMuch(overfull, typedCommand(talk.host, asked)))
    const outlook = await talk.host.outlook(form.submit, valuesNow(form), asker)
    return formView(form, formMetadata({ submit: form.submit, place }), outlook)
  })
}

function tooMuch({ label }: FormField, typed: string): Notice {
  return errorNotice(
    `There is more under ${label} than a form in Slack can hold, and half of it would mean something else. ` +
      `Type the command instead: ${typed}, followed by all that shall hold.`,
  )
}

function typedCommand({ commandName }: Host, { command, options }: FormAsked): string {
  return [`/${commandName}`, command, ...Object.entries(options).map(([name, value]) => `${name}:${value}`)].join(' ')
}

function valuesNow({ fields }: Form): Readonly<Record<string, string>> {
  return Object.fromEntries(fields.flatMap(({ name, value }) => (value === '' ? [] : [[name, value]])))
}

/** Shows an answer where there is no channel to say it in. */
export async function showInModal(
  talk: Talk,
  trigger: Trigger,
  place: Place,
  ask: (asker: Asker) => Promise<Answer>,
): Promise<void> {
  await inModal(talk, trigger, place, `/${talk.host.commandName}`, async (asker) => {
    const { notice } = await ask(asker)
    return noticeView(`/${talk.host.commandName}`, notice)
  })
}

/** False where Slack opens nothing, for instance since the trigger came too late. */
async function inModal(
  talk: Talk,
  { client, id, team }: Trigger,
  place: Place,
  title: string,
  content: (asker: Asker) => Promise<ReturnType<typeof noticeView>>,
): Promise<boolean> {
  let viewId: string | undefined
  try {
    viewId = (await client.views.open({ trigger_id: id, view: waitingView(title) })).view?.id
  } catch (error) {
    talk.log.warn({ error: String(error) }, 'a form could not be opened')
  }
  if (viewId === undefined) return false
  try {
    const filled = await orRefusal(async () => content((await talk.asker(team, place)).asker), talk.log)
    const view = isAnswer(filled) ? noticeView(title, filled.notice) : filled
    await client.views.update({ view_id: viewId, view })
  } catch (error) {
    talk.log.warn({ error: String(error) }, 'a form was closed before it could be filled')
  }
  return true
}
