import type { App } from '@slack/bolt'
import { isAnswer, orRefusal } from '#adapters/slack/ask-host.ts'
import { viewBlocks } from '#adapters/slack/blocks.ts'
import type { ShowHome } from '#adapters/slack/clicks.ts'
import type { Talk } from '#adapters/slack/talk.ts'

/** Slack tells each time somebody looks; a tab just shown is not made anew more often than that. */
const restMs = 1000

/** A person's own page of the app: https://docs.slack.dev/surfaces/app-home */
export function listenForHome(app: App, talk: Talk): ShowHome {
  /** Tabs being made, and whether somebody looked again meanwhile. */
  const making = new Map<string, { again: boolean }>()

  app.event('app_home_opened', async ({ event, context }) => {
    if (event.tab === 'home') await show(context.teamId, event.user)
  })

  async function show(team: string | undefined, user: string): Promise<void> {
    const key = `${team ?? ''}/${user}`
    const begun = making.get(key)
    if (begun) {
      begun.again = true
      return
    }
    const entry = { again: true }
    making.set(key, entry)
    try {
      while (entry.again) {
        entry.again = false
        await talk.work.track(publish(team, user))
      }
    } finally {
      making.delete(key)
    }
  }

  async function publish(team: string | undefined, user: string): Promise<void> {
    try {
      const place = { channel: undefined, user: { id: user, name: undefined }, about: undefined }
      const { workspace, asker } = await talk.asker(team, place)
      const page = await orRefusal(() => talk.host.home(asker), talk.log)
      const notice = isAnswer(page) ? page.notice : page
      await workspace.client.views.publish({ user_id: user, view: { type: 'home', blocks: viewBlocks(notice) } })
      await workspace.clock.sleep(restMs)
    } catch (error) {
      talk.log.warn({ error: String(error) }, 'a home tab could not be shown')
    }
  }

  return show
}
