import { beforeAll, expect, test } from 'vitest'
import type { RunningFake } from '#test/fakes/start-fake.ts'
import { eventually } from '#test/slack/eventually.ts'
import { formsHost, type FormsHost } from '#test/slack/forms-host.ts'
import { startSlack } from '#test/slack/open-slack.ts'

/* A person's own page of the app. */

type View = { user: string; seen: { text: string; buttons: string[] } }

let fake: RunningFake
const host: FormsHost = formsHost()

beforeAll(async () => {
  const slack = await startSlack(host)
  fake = slack.fake
  return slack.stop
})

const homes = (): Promise<View[]> => fake.control<View[]>('homes')

test('is made when they look, for them and in their time zone', async () => {
  await fake.control('open-home')
  const [home] = await eventually(homes, (seen) => seen.length === 1)
  expect(home?.seen.text).toContain('Your page 1')
  expect(host.homes.at(-1)).toMatchObject({ channel: '@UASK', user: { id: 'UASK', timeZone: 'Europe/Berlin' } })
})

test('is made once more, not four times, where they look four times while it is being made', async () => {
  const before = host.homes.length
  const quick = host.home
  const held = Promise.withResolvers<void>()
  host.home = async (asker) => {
    const page = quick(asker)
    await held.promise
    return page
  }
  await fake.control('open-home')
  await eventually(
    () => Promise.resolve(host.homes.length),
    (made) => made === before + 1,
  )
  for (let looks = 0; looks < 4; looks += 1) await fake.control('open-home')
  held.resolve()
  await eventually(homes, ([home]) => home?.seen.text.includes(`Your page ${before + 2}`) === true)
  host.home = quick
  await fake.control('open-home')
  await eventually(homes, ([home]) => home?.seen.text.includes(`Your page ${before + 3}`) === true)
  expect(host.homes).toHaveLength(before + 3)
})

test('has buttons that work: the answer opens above, and the page is made anew', async () => {
  const before = host.homes.length
  await fake.control('press', { home: true, action: { action_id: 'run-0', value: 'unfollow s1' } })
  const views = await eventually(
    () => fake.control<View[]>('views'),
    (seen) => seen.at(-1)?.seen.text.includes('Here is who wrote most') === true,
  )
  expect(views).toHaveLength(1)
  expect(host.asked.at(-1)).toMatchObject({ channel: '@UASK', input: { text: 'unfollow s1' } })
  await eventually(homes, () => host.homes.length === before + 1)
})

test('is made anew when a form that was opened from it comes back', async () => {
  const before = host.homes.length
  const known = (await fake.control<View[]>('views')).length
  await fake.control('press', { home: true, action: { action_id: 'run-1', value: 'subscribe' } })
  const views = await eventually(
    () => fake.control<(View & { id: string; view: { submit?: object } })[]>('views'),
    (seen) => seen.length > known && seen.at(-1)?.view.submit !== undefined,
  )
  await fake.control('submit', { view: views.at(-1)?.id })
  await eventually(homes, () => host.homes.length === before + 1)
  expect(host.asked.at(-1)).toMatchObject({ channel: '@UASK', input: { name: 'subscribe' } })
})

test('a page that cannot be made says so', async () => {
  const quick = host.home
  host.home = () => Promise.reject(new Error('the database is gone'))
  await fake.control('open-home')
  const [shown] = await eventually(homes, ([home]) => home?.seen.text.includes('That did not work') === true)
  host.home = quick
  expect(shown?.seen.text).not.toContain('database')
})

test('no rule of Slack was broken', async () => {
  expect((await fake.control<{ violations: unknown[] }>('tally')).violations).toEqual([])
})
