import {
  AttachmentBuilder,
  MessageFlags,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  type ModalMessageModalSubmitInteraction,
  type StringSelectMenuInteraction,
} from 'discord.js'
import { sayNotice } from '#src/notice/answer-notice.ts'
import type { Notice } from '#src/notice/notice.ts'
import type { Answer } from '#src/ports.ts'
import { withShare } from '#adapters/discord/buttons.ts'
import { renderPayload } from '#adapters/discord/payload.ts'

export type Answerable =
  ButtonInteraction | ChatInputCommandInteraction | ModalMessageModalSubmitInteraction | StringSelectMenuInteraction

/** Answers that only one person saw, by the id of their message, so that they can be shown to everybody. */
export interface Shown {
  keep(messageId: string, notice: Notice): void
  /** Gives it away once. */
  take(messageId: string): Notice | undefined
}

const mostShown = 500

export function newShown(): Shown {
  const shown = new Map<string, Notice>()
  return {
    keep(messageId, notice) {
      shown.set(messageId, notice)
      const [oldest] = shown.keys()
      if (shown.size > mostShown && oldest !== undefined) shown.delete(oldest)
    },
    take(messageId) {
      const notice = shown.get(messageId)
      shown.delete(messageId)
      return notice
    },
  }
}

/** How an answer goes out. */
export interface Manner {
  /** Who sees it is fixed when it is deferred, before the answer is known. */
  readonly forAll: boolean
  /** Keeps what may be shared later; undefined where nothing may. */
  readonly shown: Shown | undefined
}

/**
 * Defers within Discord's three seconds, then answers. Where the guess about who sees it was wrong, the placeholder
 * goes and the answer comes as a message of its own.
 */
export async function deferAndAnswer(
  interaction: Answerable,
  { forAll, shown }: Manner,
  answer: () => Promise<Answer>,
): Promise<void> {
  await interaction.deferReply(forAll ? {} : { flags: MessageFlags.Ephemeral })
  const given = await answer()
  const isForAll = given.to === 'channel'
  const mayShare = shown !== undefined && given.ok && !isForAll && given.file === undefined && interaction.inGuild()
  const content = await contentOf(given, mayShare)
  if (forAll === isForAll) {
    const { id } = await interaction.editReply(content)
    if (mayShare) shown.keep(id, given.notice)
    return
  }
  await interaction.deleteReply()
  await interaction.followUp(isForAll ? content : { ...content, flags: MessageFlags.Ephemeral })
}

/** An answer in the form that the library takes: picture and file attached, nothing in it may mention. */
export async function contentOf({ notice, file }: Pick<Answer, 'notice' | 'file'>, mayShare = false) {
  const { body, files } = await renderPayload(notice)
  const pictures = files.map(({ name, data }, index) => {
    const description = body.attachments?.[index]?.description
    return new AttachmentBuilder(data, { name, ...(description !== undefined && { description }) })
  })
  return {
    embeds: body.embeds,
    components: mayShare ? withShare(body.components) : body.components,
    allowedMentions: { parse: [] as const },
    files: file ? [...pictures, new AttachmentBuilder(Buffer.from(file.text), { name: file.name })] : pictures,
  }
}

/** For one person, at once: a refusal, or word that what was pressed is no longer good. */
export async function tellAsker(interaction: Answerable, words: string): Promise<void> {
  const content = await contentOf({ notice: sayNotice(words) })
  await interaction.reply({ ...content, flags: MessageFlags.Ephemeral })
}
