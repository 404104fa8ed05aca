import type { Io } from '#src/cli/io.ts'
import type { Config } from '#src/config.ts'
import type { Counts } from '#src/storage/storage.ts'

/* What a fresh clone says around its sample week; a bot with a config of its own says nothing here. */

export function sayWelcome(config: Config, { out }: Io): void {
  if (config.file !== undefined) return
  out.write('A week of the KVM list, made up, as a channel would show it. (No config: these are the defaults.)\n')
}

export function sayGoodbye(
  config: Config,
  { before, after }: { readonly before: Counts; readonly after: Counts },
  { out, in: input }: Io,
): void {
  if (config.file !== undefined) return
  const isNew = after.outbox.sent > before.outbox.sent
  const file = config.storage.url.replace('sqlite:', '')
  const lines = isNew
    ? [`That was the week: ${after.mails} mails, ${after.series} series.`]
    : [
        `Nothing is new: all ${after.mails} mails of the sample week were posted at an earlier start (${file}).`,
        'See the week again: npx kvm-bot replay config/sample/kvm-week.mbox',
      ]
  lines.push(
    'Connect a real mailbox, Slack and Discord: cp config/bot.example.yaml config/bot.yaml, fill it in, npm start.',
  )
  if (input.isTTY) lines.push(`Ask something: /${config.commandName} help. The end: Ctrl-D.`)
  out.write(`\n${lines.join('\n')}\n`)
}

/** To who asks before the first start. */
export function sayNothingRead(
  config: Pick<Config, 'file'>,
  newestMailAt: number | undefined,
  { err }: Pick<Io, 'err'>,
): void {
  if (config.file !== undefined || newestMailAt !== undefined) return
  err.write('No mail has been read yet: npm start reads the sample week.\n')
}
