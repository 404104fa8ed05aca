import type { Asked, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { readSetting, usual } from '#src/commands/settings.ts'
import { channelAccess, whoMaySetting } from '#src/people/channel-access.ts'
import { formatWhoMay } from '#src/people/who-may.ts'
import type { WhoMay } from '#src/people/who-may.ts'
import type { Form } from '#src/ports.ts'

/** What `settings` sets, filled with what is set now. */
export async function settingsForm(asked: Asked, context: CommandContext): Promise<Form> {
  const { whoMay, isOwn } = await channelAccess(context.storage, asked, context.access)
  const choices = whoMayChoices(isOwn ? whoMay : 'anyone', context.access)
  return {
    title: 'Settings of this channel',
    submit: 'settings',
    fields: [
      {
        name: whoMaySetting,
        label: 'Who may change what this channel gets',
        hint: 'Some people by their ids: with the command settings',
        kind: 'choice',
        choices,
        required: true,
        value: isOwn ? formatWhoMay(whoMay) : usual,
      },
    ],
  }
}

/** What is wrong, or nothing. */
export function settingsOutlook(options: Options): string {
  const read = readSetting(options[whoMaySetting] ?? usual)
  return typeof read === 'object' && 'problem' in read ? read.problem : ''
}

/** What a form offers: the words, and the people where some are named now. */
function whoMayChoices(now: WhoMay, usually: WhoMay): readonly { value: string; label: string }[] {
  const words = [
    { value: usual, label: `As the config says (${formatWhoMay(usually)})` },
    { value: 'anyone', label: 'Anyone' },
    { value: 'creator', label: 'Who made the channel, and administrators' },
    { value: 'admins', label: 'Administrators' },
  ]
  return typeof now === 'string' ? words : [...words, { value: formatWhoMay(now), label: `These: ${now.join(', ')}` }]
}
