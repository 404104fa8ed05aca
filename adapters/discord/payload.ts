import type { RawFile } from 'discord.js'
import { clip } from '#src/lib/clip.ts'
import { neutralise } from '#src/lib/neutralise.ts'
import { drawChart } from '#src/notice/draw-chart.ts'
import type { Notice } from '#src/notice/notice.ts'
import { renderEmbed, type DiscordContent } from '#adapters/discord/embeds.ts'

/** A message with what is attached to it. Addresses of attachments expire, so they are never kept. */
export interface Payload {
  readonly body: DiscordContent & {
    readonly attachments?: readonly { readonly id: string; readonly description: string }[]
  }
  readonly files: (RawFile & { readonly data: Buffer })[]
}

/** https://discord.com/developers/docs/resources/message#attachment-object: "description (max 1024 characters)" */
const longestAlt = 1024
const pictureName = 'chart.png'

/** The notice as an embed, its chart as a picture in it, with words for those who cannot see it. */
export async function renderPayload(notice: Notice, marker?: string): Promise<Payload> {
  const content = renderEmbed(notice, marker)
  const [embed] = content.embeds
  if (notice.chart === undefined || embed === undefined) return { body: content, files: [] }
  const data = Buffer.from(await drawChart(notice.chart))
  const description = clip(neutralise(notice.chart.alt), longestAlt) || 'chart'
  return {
    body: {
      ...content,
      embeds: [{ ...embed, image: { url: `attachment://${pictureName}` } }],
      attachments: [{ id: '0', description }],
    },
    files: [{ name: pictureName, data, contentType: 'image/png' }],
  }
}
