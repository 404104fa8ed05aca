import { refused, toAsker, toChannel, typed, undoSpans } from '#src/commands/answers.ts'
import type { Asked, Command, Options } from '#src/commands/command.ts'
import type { CommandContext } from '#src/commands/context.ts'
import { nextTime, scheduleWords } from '#src/commands/digest-words.ts'
import { recordChange } from '#src/commands/record-change.ts'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Span } from '#src/notice/notice.ts'
import { channelAccess, whoMaySetting } from '#src/people/channel-access.ts'
import { formatWhoMay, readWhoMay } from '#src/people/who-may.ts'
import type { Answer } from '#src/ports.ts'

/** The word that gives a setting back to the config. */
export const usual = 'default'

export const settings: Command = {
  name: 'settings',
  summary: 'What is set for this channel, and who may change it',
  examples: ['settings', 'settings who-may:admins', 'settings who-may:default'],
  options: [
    {
      name: whoMaySetting,
      summary: 'Who may change it: anyone, creator, admins, ids with commas, or default',
      required: false,
      positional: false,
      type: 'text',
    },
  ],
  changes: true,
  form: true,
  isChange: (options) => options[whoMaySetting] !== undefined,
  run,
}

async function run(options: Options, asked: Asked, context: CommandContext): Promise<Answer> {
  const written = options[whoMaySetting]
  return written === undefined ? show(asked, context) : setWhoMay(written, asked, context)
}

async function show(asked: Asked, context: CommandContext): Promise<Answer> {
  const { platform, channel, user } = asked
  const { whoMay, isOwn } = await channelAccess(context.storage, asked, context.access)
  const digests = await context.storage.schedules({ platform, channel })
  const items: readonly (readonly Span[])[] = [
    [
      { text: `${whoMaySetting}: `, style: 'bold' },
      { text: formatWhoMay(whoMay), style: 'code' },
      { text: ` ${meaning[typeof whoMay === 'string' ? whoMay : 'people']}${isOwn ? '' : ', as the config says'}` },
    ],
    ...digests.map((one): readonly Span[] => [
      { text: 'digest: ', style: 'bold' },
      { text: `${scheduleWords(one, context.lists)}. Next: ` },
      nextTime(one.weekly, context.now(), user.timeZone),
      { text: ' · change with ' },
      typed(context, 'digest'),
    ]),
  ]
  return toAsker({
    fallback: `Settings of this channel: ${whoMaySetting}:${formatWhoMay(whoMay)}`,
    tone: 'plain',
    blocks: [
      { is: 'text', spans: [{ text: 'Settings of this channel', style: 'bold' }] },
      { is: 'list', items },
      { is: 'text', spans: [{ text: 'Change one with ' }, typed(context, `settings ${whoMaySetting}:admins`)] },
    ],
  })
}

const meaning = {
  anyone: 'may change what this channel gets',
  creator: 'and administrators may change what this channel gets',
  admins: 'may change what this channel gets',
  people: 'and administrators may change what this channel gets',
}

async function setWhoMay(written: string, asked: Asked, context: CommandContext): Promise<Answer> {
  const wanted = readSetting(written, asked.user.id)
  if (typeof wanted === 'object' && 'problem' in wanted) return refused(`${whoMaySetting}: ${wanted.problem}`)
  const old = await recordChange('settings', asked, context, async (storage) => {
    const before = await channelAccess(storage, asked, context.access)
    const oldText = before.isOwn ? formatWhoMay(before.whoMay) : usual
    const newText = wanted === usual ? usual : formatWhoMay(wanted)
    if (newText === oldText) return undefined
    await storage.setSetting(asked, whoMaySetting, wanted === usual ? undefined : newText)
    return { result: oldText, before: `${whoMaySetting}:${oldText}`, after: `${whoMaySetting}:${newText}` }
  })
  if (old === undefined) return toAsker(sayNotice('That is what is set already.'))
  const whoMay = wanted === usual ? context.access : wanted
  const sentence = `${asked.user.name} set who may change what this channel gets: `
  return toChannel({
    fallback: `${sentence}${formatWhoMay(whoMay)}`,
    tone: 'plain',
    blocks: [
      { is: 'text', spans: [{ text: sentence }, { text: formatWhoMay(whoMay), style: 'code' }] },
      { is: 'text', spans: undoSpans(context, `settings ${whoMaySetting}:${old}`) },
    ],
  })
}

/** See `readWhoMay`; also the word for what the config says. */
export function readSetting(written: string, like?: string): ReturnType<typeof readWhoMay> | typeof usual {
  return written.trim().toLowerCase() === usual ? usual : readWhoMay(written, like)
}
