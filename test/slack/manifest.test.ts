import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { neededScopes, optionalScopes } from '#adapters/slack/scopes.ts'

/* The app that people create is the one that the code knows. */

const manifest = parse(readFileSync('config/slack-manifest.yaml', 'utf8')) as {
  features: { slash_commands: { command: string; usage_hint: string; description: string }[] }
  oauth_config: { scopes: { bot: string[]; bot_optional: string[] } }
  settings: { event_subscriptions: { bot_events: string[] } }
  display_information: { name: string; description: string }
}
const guide = readFileSync('config/docs/connect-slack.md', 'utf8')

test('the manifest asks for what the code uses, and for nothing else', () => {
  const { bot, bot_optional: optional } = manifest.oauth_config.scopes
  expect(bot).toEqual([...neededScopes, ...optionalScopes])
  // As in slackapi/slack-cli#517: an optional scope stands in both lists.
  expect(optional).toEqual(optionalScopes)
})

test('the guide gives the reason for each scope', () => {
  for (const scope of manifest.oauth_config.scopes.bot) expect(guide).toContain(`\`${scope}\``)
})

test('the manifest keeps the limits of its fields', () => {
  const { name, description } = manifest.display_information
  expect(name.length).toBeLessThanOrEqual(35)
  expect(description.length).toBeLessThanOrEqual(140)
  for (const command of manifest.features.slash_commands) {
    expect(command.command.length).toBeLessThanOrEqual(32)
    expect(command.usage_hint.length).toBeLessThanOrEqual(1000)
  }
})

test('the manifest subscribes to the events that the code hears', () => {
  expect(manifest.settings.event_subscriptions.bot_events.toSorted()).toEqual(
    ['app_home_opened', 'app_mention', 'app_uninstalled', 'tokens_revoked'].toSorted(),
  )
})
